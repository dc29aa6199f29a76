#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/letters.hpp"
#include "practice/google/documents.hpp"
#include "practice/google/office.hpp"
#include "practice/google/projects.hpp"
#include "practice/google/roles.hpp"

namespace aloft::practice::google {
namespace {

constexpr std::string_view type_of_project = "type.googleapis.com/google.cloudresourcemanager.v3.Project";

Json project_json(const Json& kept) {
    Json project{{"name", fmt::format("projects/{}", text_in(kept, "projectNumber"))},
                 {"projectId", kept.at("projectId")},
                 {"displayName", kept.at("displayName")},
                 {"state", kept.at("lifecycleState")},
                 {"createTime", kept.at("createTime")},
                 {"updateTime", kept.value("updateTime", text_in(kept, "createTime"))}};
    if (!text_in(kept, "parent").empty()) project["parent"] = kept.at("parent");
    if (!kept.at("labels").empty()) project["labels"] = kept.at("labels");
    if (kept.contains("deleteTime")) project["deleteTime"] = kept.at("deleteTime");
    project["etag"] = fmt::format("W/\"{}\"", etag_of(project));
    return project;
}

/// The record of the project that the call is about, when the caller may do that.
std::expected<std::string, Refusal> project_of_call(const Office& office, const Call& call,
                                                    std::string_view permission) {
    const std::string_view name = call.in_path("name").empty() ? call.in_path("resource") : call.in_path("name");
    auto record = known_project(office, name);
    if (!record) return record;
    if (auto permitted = check_permission(office, *record, permission); !permitted)
        return std::unexpected(permitted.error());
    return record;
}

Json slow(Office& office, std::string_view kind, std::string_view record, std::string_view metadata_type) {
    const Json project = project_json(*office.records.find(record));
    Json response = project;
    response["@type"] = type_of_project;
    return keep_change(
        office,
        {.name = fmt::format("operations/{}.{}", kind, office.random.next()),
         .metadata = {{"@type", fmt::format("type.googleapis.com/google.cloudresourcemanager.v3.{}", metadata_type)}},
         .response = std::move(response),
         .done = office.clock.now() + office.weather.operation_time("create")});
}

bool is_project_id(std::string_view id) {
    constexpr std::size_t shortest = 6, longest = 30;
    const auto is_letter = [](char letter) { return letter >= 'a' && letter <= 'z'; };
    return id.size() >= shortest && id.size() <= longest && is_letter(id.front()) && id.back() != '-' &&
           std::ranges::all_of(
               id, [&](char letter) { return is_letter(letter) || (letter >= '0' && letter <= '9') || letter == '-'; });
}

std::string policy_record(std::string_view project) { return fmt::format("{}/iamPolicy", project); }

void put_policy(Office& office, std::string_view project, Json policy) {
    policy.erase("etag");
    policy["etag"] = etag_of(policy);
    office.records.put(policy_record(project), std::move(policy));
}

/// Who made a project owns it.
Json first_policy(std::string_view caller) {
    const bool is_account = caller.ends_with(".gserviceaccount.com");
    const std::string member = fmt::format("{}:{}", is_account ? "serviceAccount" : "user", caller);
    return {{"version", 1}, {"bindings", Json::array({{{"role", "roles/owner"}, {"members", Json::array({member})}}})}};
}

Outcome create_project(Office& office, const Call& call) {
    const std::string id = text_in(call.body, "projectId");
    if (!is_project_id(id))
        return std::unexpected(invalid_argument(fmt::format(
            "field [project_id] has issue [project_id must be 6 to 30 lowercase letters, digits or hyphens, "
            "start with a letter and not end with a hyphen: \"{}\"]",
            id)));
    if (office.records.find(fmt::format("projects/{}", id)) != nullptr)
        return refused(409, "alreadyExists", "Requested entity already exists");
    make_project(office, id, text_in(call.body, "displayName"), "", {});
    const std::string record = fmt::format("projects/{}", id);
    Json project = *office.records.find(record);
    project["labels"] = call.body.value("labels", Json::object());
    project["parent"] = text_in(call.body, "parent");
    office.records.put(record, std::move(project));
    put_policy(office, record, first_policy(call.caller));
    return slow(office, "cp", record, "CreateProjectMetadata");
}

Outcome get_project(Office& office, const Call& call) {
    const auto record = project_of_call(office, call, "resourcemanager.projects.get");
    if (!record) return std::unexpected(record.error());
    return project_json(*office.records.find(*record));
}

Outcome patch_project(Office& office, const Call& call) {
    const auto record = project_of_call(office, call, "resourcemanager.projects.update");
    if (!record) return std::unexpected(record.error());
    Json project = *office.records.find(*record);
    for (const char* field : {"displayName", "labels"}) {
        if (call.body.contains(field)) project[field] = call.body.at(field);
    }
    project["updateTime"] = utc_time(office.clock.now());
    office.records.put(*record, std::move(project));
    return slow(office, "up", *record, "UpdateProjectMetadata");
}

Outcome set_state(Office& office, const Call& call, std::string_view permission, std::string_view from,
                  std::string_view to) {
    const auto record = project_of_call(office, call, permission);
    if (!record) return std::unexpected(record.error());
    Json project = *office.records.find(*record);
    if (text_in(project, "lifecycleState") != from)
        return std::unexpected(failed_precondition("Precondition check failed."));
    project["lifecycleState"] = to;
    project["updateTime"] = utc_time(office.clock.now());
    project.erase("deleteTime");
    if (to != "ACTIVE") project["deleteTime"] = utc_time(office.clock.now());
    office.records.put(*record, std::move(project));
    return slow(office, to == "ACTIVE" ? "ud" : "dp", *record,
                to == "ACTIVE" ? "UndeleteProjectMetadata" : "DeleteProjectMetadata");
}

Outcome remove_project(Office& office, const Call& call) {
    return set_state(office, call, "resourcemanager.projects.delete", "ACTIVE", "DELETE_REQUESTED");
}

Outcome undelete(Office& office, const Call& call) {
    return set_state(office, call, "resourcemanager.projects.undelete", "DELETE_REQUESTED", "ACTIVE");
}

/// All that the caller may see, by id.
std::vector<Json> projects_of(const Office& office) {
    std::vector<Json> projects;
    for (const std::string& name : project_records(office)) {
        if (is_permitted(office, name, "resourcemanager.projects.get"))
            projects.push_back(project_json(*office.records.find(name)));
    }
    return projects;
}

constexpr PageSize projects_on_a_page{100, 1000};

Outcome list_projects(Office& office, const Call& call) {
    const std::string_view parent = call.in_query("parent");
    if (!parent.starts_with("organizations/") && !parent.starts_with("folders/"))
        return std::unexpected(invalid_argument("Request contains an invalid argument."));
    std::vector<Json> projects = projects_of(office);
    std::erase_if(projects, [&](const Json& project) {
        return text_in(project, "parent") != parent ||
               (text_in(project, "state") != "ACTIVE" && call.in_query("showDeleted") != "true");
    });
    return page_of(call, "projects", projects, projects_on_a_page);
}

/// One term of a search, "state:ACTIVE" or "displayName=How*"; nothing for a field that cannot be asked for.
std::optional<bool> holds(const Json& project, std::string_view term) {
    const auto sign = term.find_first_of(":=");
    if (sign == std::string_view::npos) return std::nullopt;
    const std::string field = lower_case(term.substr(0, sign));
    std::string wished = lower_case(term.substr(sign + 1));
    std::erase(wished, '"');
    if (field.starts_with("labels.")) {
        const Json labels = project.value("labels", Json::object());
        const auto label = labels.find(field.substr(std::string_view("labels.").size()));
        return label != labels.end() && matches(wished, lower_case(label->get<std::string>()));
    }
    for (const auto& [asked, shown_as] :
         {std::pair("id", "projectId"), std::pair("projectid", "projectId"), std::pair("name", "displayName"),
          std::pair("displayname", "displayName"), std::pair("state", "state"), std::pair("lifecyclestate", "state"),
          std::pair("parent", "parent")}) {
        if (field == asked) return matches(wished, lower_case(text_in(project, shown_as)));
    }
    return std::nullopt;
}

Outcome search(Office& office, const Call& call) {
    std::vector<Json> projects = projects_of(office);
    std::string_view rest = call.in_query("query");
    while (!rest.empty()) {
        const auto end = std::min(rest.find(' '), rest.size());
        const std::string_view term = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (term.empty() || term == "AND") continue;
        if (!holds(Json{{"projectId", ""}}, term))
            return std::unexpected(
                invalid_argument(fmt::format("The query has a term that is not understood: {}", term)));
        std::erase_if(projects, [&](const Json& project) { return !holds(project, term).value_or(false); });
    }
    return page_of(call, "projects", projects, projects_on_a_page);
}

Outcome get_policy(Office& office, const Call& call) {
    const auto record = project_of_call(office, call, "resourcemanager.projects.getIamPolicy");
    if (!record) return std::unexpected(record.error());
    if (office.records.find(policy_record(*record)) == nullptr) put_policy(office, *record, first_policy(call.caller));
    return *office.records.find(policy_record(*record));
}

Outcome set_policy(Office& office, const Call& call) {
    const auto record = project_of_call(office, call, "resourcemanager.projects.setIamPolicy");
    if (!record) return std::unexpected(record.error());
    const Json wished = call.body.value("policy", Json::object());
    const Json* const present = office.records.find(policy_record(*record));
    const std::string etag = text_in(wished, "etag");
    if (present != nullptr && !etag.empty() && etag != text_in(*present, "etag"))
        return std::unexpected(Refusal{
            409,
            "aborted",
            "There were concurrent policy changes. Please retry the whole read-modify-write with exponential backoff.",
            "ABORTED",
            {}});
    for (const Json& binding : wished.value("bindings", Json::array())) {
        if (!text_in(binding, "role").starts_with("roles/") && !text_in(binding, "role").contains("/roles/"))
            return std::unexpected(
                invalid_argument(fmt::format("Role {} is not supported for this resource.", text_in(binding, "role"))));
    }
    put_policy(office, *record, wished);
    return *office.records.find(policy_record(*record));
}

Outcome test_permissions(Office& office, const Call& call) {
    const auto record = known_project(office, call.in_path("resource"));
    if (!record) return std::unexpected(record.error());
    Json held = Json::array();
    for (const Json& permission : call.body.value("permissions", Json::array())) {
        const std::string word = permission.get<std::string>();
        if (word.contains('*'))
            return std::unexpected(
                invalid_argument(fmt::format("Permission {} is not valid for this resource.", word)));
        if (is_permitted(office, *record, word) && is_within_roles(office, *record, call.caller, word))
            held.push_back(permission);
    }
    return held.empty() ? Json::object() : Json{{"permissions", std::move(held)}};
}

Outcome get_operation(Office& office, const Call& call) { return change_now(office, call.in_path("name")); }

}  // namespace

std::span<const Method> project_methods() {
    static constexpr std::array methods{
        Method{"cloudresourcemanager.projects.create", create_project},
        Method{"cloudresourcemanager.projects.get", get_project},
        Method{"cloudresourcemanager.projects.patch", patch_project},
        Method{"cloudresourcemanager.projects.delete", remove_project},
        Method{"cloudresourcemanager.projects.undelete", undelete},
        Method{"cloudresourcemanager.projects.list", list_projects},
        Method{"cloudresourcemanager.projects.search", search},
        Method{"cloudresourcemanager.projects.getIamPolicy", get_policy},
        Method{"cloudresourcemanager.projects.setIamPolicy", set_policy},
        Method{"cloudresourcemanager.projects.testIamPermissions", test_permissions},
        Method{"cloudresourcemanager.operations.get", get_operation},
    };
    return methods;
}

}  // namespace aloft::practice::google
