#include "clouds/gcp/robot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "clouds/gcp/fields.hpp"
#include "clouds/gcp/needs.hpp"
#include "core/base64.hpp"
#include "system/files.hpp"

namespace aloft::gcp {
namespace {

using nlohmann::json;

constexpr std::string_view account_name = "aloft-machines";
constexpr std::string_view role_name = "aloft";
/// Policies with conditions are told as they are to those alone who say that they know of them.
constexpr int policy_version = 3;
/// Of reading, changing and writing a policy that others change too.
constexpr int most_tries = 5;

json all_permissions() {
    json names = json::array();
    for (const NeededPermission& permission : needed_permissions()) names.push_back(permission.name);
    return names;
}

/// What is not there is false.
Result<bool> there(const Result<json>& answer) {
    if (answer) return true;
    if (answer.error().kind == ErrorKind::not_found) return false;
    return failed(answer);
}

json* binding_of(json& policy, std::string_view role) {
    if (!member(policy, "bindings").is_array()) policy["bindings"] = json::array();
    for (json& binding : policy["bindings"])
        if (text_in(binding, "role") == role && member(binding, "condition").is_null()) return &binding;
    return nullptr;
}

bool has_member(const json* binding, const std::string& name) {
    if (binding == nullptr) return false;
    const json& members = member(*binding, "members");
    return members.is_array() && std::ranges::find(members, json(name)) != members.end();
}

}  // namespace

std::string Robot::email() const { return fmt::format("{}@{}.iam.gserviceaccount.com", account_name, project_); }
std::string Robot::role() const { return fmt::format("projects/{}/roles/{}", project_, role_name); }
std::string Robot::member_of_policies() const { return "serviceAccount:" + email(); }

Result<json> Robot::post(const std::string& url, const json& body, const std::string& doing) {
    return api_.call({.method = "POST", .url = url, .query = {}, .body = &body, .doing = doing});
}

Result<bool> Robot::is_there() {
    return there(
        api_.call({.url = fmt::format("{}/v1/projects/{}/serviceAccounts/{}", services_.accounts, project_, email()),
                   .query = {},
                   .doing = "looking for service account " + email()}));
}

Result<void> Robot::make() {
    const auto made = post(
        fmt::format("{}/v1/projects/{}/serviceAccounts", services_.accounts, project_),
        {{"accountId", account_name},
         {"serviceAccount", {{"displayName", "aloft"}, {"description", "makes machines for aloft, by its own role"}}}},
        "making service account " + email());
    if (!made && made.error().kind != ErrorKind::conflict) return failed(made);
    return {};
}

Result<bool> Robot::has_role() {
    const auto answer = api_.call({.url = fmt::format("{}/v1/{}", services_.accounts, role()),
                                   .query = {},
                                   .doing = "looking for role " + role()});
    const auto present = there(answer);
    if (!present || !*present) return present;
    const json& included = member(*answer, "includedPermissions");
    return included.is_array() && std::ranges::all_of(needed_permissions(), [&](const NeededPermission& permission) {
               return std::ranges::find(included, json(permission.name)) != included.end();
           });
}

Result<void> Robot::make_role() {
    const std::string doing = "making role " + role();
    const json wished{{"title", "aloft"},
                      {"description", "what aloft's calls take, and nothing else"},
                      {"stage", "GA"},
                      {"includedPermissions", all_permissions()}};
    auto made = post(fmt::format("{}/v1/projects/{}/roles", services_.accounts, project_),
                     {{"roleId", role_name}, {"role", wished}}, doing);
    // An older aloft has made it.
    if (!made && made.error().kind == ErrorKind::conflict)
        made = api_.call({.method = "PATCH",
                          .url = fmt::format("{}/v1/{}", services_.accounts, role()),
                          .query = {{"updateMask", "includedPermissions"}},
                          .body = &wished,
                          .doing = doing});
    if (!made) return failed(made);
    return {};
}

Result<json> Robot::policy() {
    return post(fmt::format("{}/v3/projects/{}:getIamPolicy", services_.projects, project_),
                {{"options", {{"requestedPolicyVersion", policy_version}}}},
                "reading who may do what in project " + project_);
}

Result<bool> Robot::is_given_role() {
    auto now = policy();
    if (!now) return failed(now);
    return has_member(binding_of(*now, role()), member_of_policies());
}

Result<void> Robot::give_role() {
    const std::string doing = fmt::format("giving role {} to {}", role(), email());
    for (int attempt = 1;; ++attempt) {
        auto now = policy();
        if (!now) return failed(now);
        json* const binding = binding_of(*now, role());
        if (has_member(binding, member_of_policies())) return {};
        if (binding != nullptr)
            (*binding)["members"].push_back(member_of_policies());
        else
            (*now)["bindings"].push_back({{"role", role()}, {"members", json::array({member_of_policies()})}});
        // With the etag that was read: what somebody else changed meanwhile is not overwritten but refused.
        const auto set = post(fmt::format("{}/v3/projects/{}:setIamPolicy", services_.projects, project_),
                              {{"policy", *now}}, doing);
        if (set) return {};
        if (set.error().kind != ErrorKind::conflict || attempt >= most_tries) return failed(set);
    }
}

Result<void> Robot::write_key(const std::filesystem::path& file) {
    const std::string doing = "making a key of " + email();
    auto made = post(fmt::format("{}/v1/projects/{}/serviceAccounts/{}/keys", services_.accounts, project_, email()),
                     {{"privateKeyType", "TYPE_GOOGLE_CREDENTIALS_FILE"}}, doing);
    if (!made) {
        if (made.error().detail.find("disableServiceAccountKeyCreation") != std::string::npos)
            made.error().hint = "your organisation allows no keys; go on without --service-account, as yourself";
        return failed(made);
    }
    const auto key = from_base64(text_in(*made, "privateKeyData"));
    if (!key || key->empty()) return failure(ErrorKind::failed, doing, "Google's answer has no key in it");
    if (auto folder = make_private_folder(file.parent_path()); !folder) return folder;
    return write_file(file, *key, Readable::by_owner);
}

}  // namespace aloft::gcp
