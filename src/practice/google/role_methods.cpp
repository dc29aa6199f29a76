#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "practice/google/documents.hpp"
#include "practice/google/projects.hpp"
#include "practice/google/roles.hpp"

namespace aloft::practice::google {
namespace {

constexpr std::string_view collection = "/roles/";

bool is_role_id(std::string_view id) {
    constexpr std::size_t shortest = 3, longest = 64;
    return id.size() >= shortest && id.size() <= longest && std::ranges::all_of(id, [](char letter) {
               return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                      (letter >= '0' && letter <= '9') || letter == '_' || letter == '.';
           });
}

bool is_permission(std::string_view name) {
    return std::ranges::count(name, '.') >= 2 && name.find('*') == std::string_view::npos;
}

std::expected<void, Refusal> check_permissions_of(const Json& role) {
    for (const Json& permission : role.value("includedPermissions", Json::array()))
        if (!is_permission(permission.get_ref<const std::string&>()))
            return std::unexpected(
                invalid_argument(fmt::format("Permission {} is not valid.", permission.get<std::string>())));
    return {};
}

/// The record's name of the role that the call is about.
std::expected<std::string, Refusal> role_of(const Office& office, const Call& call, std::string_view permission) {
    const std::string_view name = call.in_path("name");
    const auto project = known_project(office, name);
    if (!project) return project;
    if (auto permitted = check_permission(office, *project, permission); !permitted)
        return std::unexpected(permitted.error());
    const auto at = std::min(name.find(collection), name.size());
    std::string record = fmt::format("{}{}", *project, name.substr(at));
    if (office.records.find(record) == nullptr)
        return refused(404, "notFound", fmt::format("The role named {} was not found.", name));
    return record;
}

Json kept(Office& office, const std::string& record, Json role) {
    role.erase("etag");
    role["name"] = record;
    role["etag"] = etag_of(role);
    office.records.put(record, role);
    return role;
}

Outcome create_role(Office& office, const Call& call) {
    const auto project = known_project(office, call.in_path("parent"));
    if (!project) return std::unexpected(project.error());
    if (auto permitted = check_permission(office, *project, "iam.roles.create"); !permitted)
        return std::unexpected(permitted.error());
    const std::string id = text_in(call.body, "roleId");
    if (!is_role_id(id))
        return std::unexpected(
            invalid_argument(fmt::format("The role ID \"{}\" must match [a-zA-Z0-9_.]{{3,64}}.", id)));
    const Json role = call.body.value("role", Json::object());
    if (auto fine = check_permissions_of(role); !fine) return std::unexpected(fine.error());
    const std::string record = fmt::format("{}{}{}", *project, collection, id);
    if (office.records.find(record) != nullptr)
        return refused(409, "alreadyExists", fmt::format("A role named {} in {} already exists.", id, *project));
    return kept(office, record, role);
}

Outcome get_role(Office& office, const Call& call) {
    const auto record = role_of(office, call, "iam.roles.get");
    if (!record) return std::unexpected(record.error());
    return shown(*office.records.find(*record));
}

Outcome list_roles(Office& office, const Call& call) {
    constexpr PageSize size{300, 1000};
    const auto project = known_project(office, call.in_path("parent"));
    if (!project) return std::unexpected(project.error());
    if (auto permitted = check_permission(office, *project, "iam.roles.list"); !permitted)
        return std::unexpected(permitted.error());
    std::vector<Json> roles;
    for (const std::string& name : office.records.names(*project + std::string(collection))) {
        Json role = shown(*office.records.find(name));
        if (call.in_query("view") != "FULL") role.erase("includedPermissions");
        roles.push_back(std::move(role));
    }
    return page_of(call, "roles", roles, size);
}

Outcome patch_role(Office& office, const Call& call) {
    const auto record = role_of(office, call, "iam.roles.update");
    if (!record) return std::unexpected(record.error());
    if (auto fine = check_permissions_of(call.body); !fine) return std::unexpected(fine.error());
    Json role = *office.records.find(*record);
    if (const std::string etag = text_in(call.body, "etag"); !etag.empty() && etag != text_in(role, "etag"))
        return std::unexpected(Refusal{409,
                                       "aborted",
                                       "There were concurrent changes to the role. Please retry the whole "
                                       "read-modify-write with exponential backoff.",
                                       "ABORTED",
                                       {}});
    const std::string_view mask = call.in_query("updateMask");
    for (const char* field : {"title", "description", "stage", "includedPermissions"}) {
        const bool is_meant = mask.empty() || mask.find(field) != std::string_view::npos;
        if (is_meant && call.body.contains(field)) role[field] = call.body.at(field);
    }
    return kept(office, *record, std::move(role));
}

bool names(const Json& binding, const std::string& member) {
    const Json members = binding.value("members", Json::array());
    return std::ranges::find(members, Json(member)) != members.end();
}

}  // namespace

std::span<const Method> role_methods() {
    static constexpr std::array methods{
        Method{"iam.projects.roles.create", create_role},
        Method{"iam.projects.roles.get", get_role},
        Method{"iam.projects.roles.list", list_roles},
        Method{"iam.projects.roles.patch", patch_role},
    };
    return methods;
}

bool is_within_roles(const Office& office, std::string_view project_record, std::string_view caller,
                     std::string_view permission) {
    const Json* const policy = office.records.find(fmt::format("{}/iamPolicy", project_record));
    if (policy == nullptr || !caller.ends_with(".gserviceaccount.com")) return true;
    bool has_role = false;
    for (const Json& binding : policy->value("bindings", Json::array())) {
        if (!names(binding, fmt::format("serviceAccount:{}", caller))) continue;
        const Json* const role = office.records.find(text_in(binding, "role"));
        if (role == nullptr) return true;
        const Json held = role->value("includedPermissions", Json::array());
        if (std::ranges::find(held, Json(permission)) != held.end()) return true;
        has_role = true;
    }
    return !has_role;
}

}  // namespace aloft::practice::google
