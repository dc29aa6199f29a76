#include "practice/google/gate.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "practice/google/names.hpp"
#include "practice/google/projects.hpp"
#include "practice/google/roles.hpp"
#include "practice/google/schema.hpp"
#include "practice/google/shelf.hpp"
#include "practice/google/types.hpp"

namespace aloft::practice::google {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 7> verbs = {{
    {"insert", "create"},
    {"bulkInsert", "create"},
    {"aggregatedList", "list"},
    {"wait", "get"},
    {"patch", "update"},
    {"getFromFamily", "getFromFamily"},
    {"createSnapshot", "createSnapshot"},
}};

/// "compute.instances.insert" asks for "compute.instances.create".
std::string permission_of(std::string_view method) {
    const auto dot = method.rfind('.');
    for (const auto& [verb, word] : verbs)
        if (method.substr(dot + 1) == verb) return fmt::format("{}.{}", method.substr(0, dot), word);
    return std::string(method);
}

/// "…@p.iam.gserviceaccount.com" belongs to "p".
std::string_view home_of(std::string_view account) {
    const auto at = account.find('@');
    const std::string_view host = at == std::string_view::npos ? std::string_view() : account.substr(at + 1);
    constexpr std::string_view ending = ".iam.gserviceaccount.com";
    return host.ends_with(ending) ? host.substr(0, host.size() - ending.size()) : std::string_view();
}

bool is_given_by_policy(const Office& office, const std::string& project, const std::string& account) {
    const Json* policy = office.records.find(project + "/iamPolicy");
    return policy != nullptr && policy->dump().find("serviceAccount:" + account) != std::string::npos;
}

/// People may everything; a service account may what is its own project's, and what a policy gives it.
bool may_enter(const Office& office, const std::string& project, const std::string& caller) {
    const std::string_view home = home_of(caller);
    if (!home.empty()) return home == id_of(project) || is_given_by_policy(office, project, caller);
    const std::string machines = number_of(office, project) + "-compute@developer.gserviceaccount.com";
    return !caller.ends_with("-compute@developer.gserviceaccount.com") || caller == machines ||
           is_given_by_policy(office, project, caller);
}

Refusal not_allowed(std::string_view api, const std::string& permission, const std::string& resource) {
    if (api == "compute")
        return {403, "forbidden", fmt::format("Required '{}' permission for '{}'", permission, resource), {}, {}};
    return {403,
            "forbidden",
            fmt::format("Permission '{}' denied on resource '{}' (or it may not exist).", permission, resource),
            "PERMISSION_DENIED",
            {}};
}

Refusal no_billing(const Office& office, const std::string& project) {
    const std::string number = number_of(office, project);
    Refusal refusal{
        403,
        "forbidden",
        fmt::format("This API method requires billing to be enabled. Please enable billing on project #{0} by "
                    "visiting https://console.developers.google.com/billing/enable?project={0} then retry. If "
                    "you enabled billing for this project recently, wait a few minutes for the action to "
                    "propagate to our systems and retry.",
                    number),
        "PERMISSION_DENIED",
        {}};
    refusal.details =
        Json::array({error_info("BILLING_DISABLED", "googleapis.com",
                                {{"consumer", "projects/" + number}, {"service", "compute.googleapis.com"}})});
    return refusal;
}

std::string resource_of_call(const Call& call, const std::string& project) {
    for (const auto& [collection, parameter] : std::initializer_list<std::pair<std::string_view, std::string_view>>{
             {"instances", "instance"}, {"disks", "disk"}, {"addresses", "address"}}) {
        if (call.in_path(parameter).empty()) continue;
        const bool zonal = !call.in_path("zone").empty();
        return fmt::format("{}/{}/{}/{}/{}", project, zonal ? "zones" : "regions",
                           call.in_path(zonal ? "zone" : "region"), collection, call.in_path(parameter));
    }
    return project;
}

}  // namespace

std::string project_in(const Call& call) {
    if (!call.in_path("project").empty()) return fmt::format("projects/{}", call.in_path("project"));
    for (const std::string_view parameter : {"name", "parent", "resource"}) {
        const std::string_view said = call.in_path(parameter);
        if (!said.starts_with("projects/")) continue;
        const auto end = said.find('/', 9);
        return std::string(said.substr(0, end));
    }
    return {};
}

std::expected<void, Refusal> pass_gate(const Office& office, Call& call) {
    const std::string said = project_in(call);
    if (said.empty()) return {};
    const std::string_view api = api_of(call.method);
    // Public images belong to nobody's project.
    if (call.method.starts_with("compute.images.") && is_image_project(call.in_path("project"))) return {};
    const std::string project = project_record(office, said);
    if (api == "compute" && project.empty()) return std::unexpected(not_found(said));
    if (project.empty()) return {};  // the method says so in its own words
    const std::string permission = permission_of(call.method);
    if (!may_enter(office, project, call.caller)) return std::unexpected(not_allowed(api, permission, project));
    const std::string service = fmt::format("{}.googleapis.com", api);
    const bool needs_service = api == "compute" || api == "cloudquotas" || api == "iam";
    if (needs_service && !is_enabled(office, project, service))
        return std::unexpected(not_enabled(office, project, service));
    if (api != "compute") return {};
    if (!has_billing(office, project)) return std::unexpected(no_billing(office, project));
    call.path["project"] = std::string(id_of(project));
    if (!is_permitted(office, project, permission) || !is_within_roles(office, project, call.caller, permission))
        return std::unexpected(not_allowed(api, permission, resource_of_call(call, project)));
    return {};
}

}  // namespace aloft::practice::google
