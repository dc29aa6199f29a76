#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "practice/google/documents.hpp"
#include "practice/google/office.hpp"
#include "practice/google/projects.hpp"

namespace aloft::practice::google {
namespace {

constexpr std::string_view type_beginning = "type.googleapis.com/google.api.serviceusage.v1.";

/// Without a billing account these cannot be enabled.
constexpr std::array<std::string_view, 1> billed{"compute.googleapis.com"};

std::string_view service_in(std::string_view name) {
    const auto slash = name.rfind('/');
    return slash == std::string_view::npos ? name : name.substr(slash + 1);
}

Json service_json(const Office& office, std::string_view project, std::string_view service) {
    const std::string parent = fmt::format("projects/{}", number_of(office, project));
    return {{"name", fmt::format("{}/services/{}", parent, service)},
            {"parent", parent},
            {"config", {{"name", service}, {"title", title_of_service(service)}}},
            {"state", is_enabled(office, project, service) ? "ENABLED" : "DISABLED"}};
}

/// As operations have it: without what does not change.
Json enabled_json(const Office& office, std::string_view project, std::string_view service) {
    Json json = service_json(office, project, service);
    json.erase("config");
    json["state"] = "ENABLED";
    return json;
}

std::expected<std::string, Refusal> project_of_call(const Office& office, const Call& call,
                                                    std::string_view permission) {
    const std::string_view name = call.in_path("name").empty() ? call.in_path("parent") : call.in_path("name");
    auto record = known_project(office, name);
    if (!record) return record;
    if (auto permitted = check_permission(office, *record, permission); !permitted)
        return std::unexpected(permitted.error());
    return record;
}

Refusal not_found(const std::vector<std::string>& services) {
    const std::string names = fmt::format("{}", fmt::join(services, ","));
    return {403, "forbidden", fmt::format("Not found or permission denied for service(s): {}.", names),
            "PERMISSION_DENIED",
            Json::array({{{"@type", "type.googleapis.com/google.rpc.PreconditionFailure"},
                          {"violations", Json::array({{{"type", "googleapis.com"}, {"subject", "110002"}}})}},
                         error_info("SERVICE_CONFIG_NOT_FOUND_OR_PERMISSION_DENIED", "serviceusage.googleapis.com",
                                    {{"services", names}})})};
}

Refusal no_billing(const Office& office, std::string_view project, const std::vector<std::string>& services) {
    const std::string names = fmt::format("{}", fmt::join(services, ","));
    return {400, "failedPrecondition",
            fmt::format(
                "Billing account for project '{}' is not found. Billing must be enabled for activation of service(s) "
                "'{}' to proceed.",
                number_of(office, project), names),
            "FAILED_PRECONDITION",
            Json::array({{{"@type", "type.googleapis.com/google.rpc.PreconditionFailure"},
                          {"violations", Json::array({{{"type", "googleapis.com/billing-enabled"},
                                                       {"subject", number_of(office, project)},
                                                       {"description", "billing-enabled"}}})}},
                         error_info("UREQ_PROJECT_BILLING_NOT_FOUND", "serviceusage.googleapis.com",
                                    {{"project", number_of(office, project)}, {"services", names}})})};
}

std::expected<void, Refusal> check_services(const Office& office, std::string_view project,
                                            const std::vector<std::string>& services) {
    std::vector<std::string> unknown, unpaid;
    for (const std::string& service : services) {
        if (title_of_service(service).empty()) unknown.push_back(service);
        if (std::ranges::find(billed, service) != billed.end()) unpaid.push_back(service);
    }
    if (!unknown.empty()) return std::unexpected(not_found(unknown));
    if (!unpaid.empty() && !has_billing(office, project)) return std::unexpected(no_billing(office, project, unpaid));
    return {};
}

/// Those that were not enabled before take their time; when there are none, nothing is to be waited for.
Json enable_all(Office& office, std::string_view project, const std::vector<std::string>& services, Json response) {
    const bool anything = std::ranges::any_of(
        services, [&](const std::string& service) { return !is_enabled(office, project, service); });
    const Moment done =
        office.clock.now() + (anything ? office.weather.operation_time("enable") : std::chrono::milliseconds(0));
    for (const std::string& service : services) enable_service(office, project, service, done);
    Json names = Json::array();
    for (const std::string& service : services)
        names.push_back(fmt::format("projects/{}/services/{}", number_of(office, project), service));
    return keep_change(
        office, {.name = fmt::format("operations/acat.p2-{}-{}", number_of(office, project), new_uuid(office.random)),
                 .metadata = {{"@type", fmt::format("{}OperationMetadata", type_beginning)},
                              {"resourceNames", std::move(names)}},
                 .response = std::move(response),
                 .done = done});
}

Outcome enable(Office& office, const Call& call) {
    const auto project = project_of_call(office, call, "serviceusage.services.enable");
    if (!project) return std::unexpected(project.error());
    const std::string service(service_in(call.in_path("name")));
    if (auto fine = check_services(office, *project, {service}); !fine) return std::unexpected(fine.error());
    return enable_all(office, *project, {service},
                      {{"@type", fmt::format("{}EnableServiceResponse", type_beginning)},
                       {"service", enabled_json(office, *project, service)}});
}

Outcome batch_enable(Office& office, const Call& call) {
    constexpr std::size_t most = 20;
    const auto project = project_of_call(office, call, "serviceusage.services.enable");
    if (!project) return std::unexpected(project.error());
    const auto services = call.body.value("serviceIds", std::vector<std::string>());
    if (services.empty())
        return std::unexpected(invalid_argument("The request must have at least one service to enable."));
    if (services.size() > most)
        return std::unexpected(invalid_argument(fmt::format(
            "A single request can enable a maximum of {} services at a time; {} were said.", most, services.size())));
    if (auto fine = check_services(office, *project, services); !fine) return std::unexpected(fine.error());
    Json enabled = Json::array();
    for (const std::string& service : services) enabled.push_back(enabled_json(office, *project, service));
    return enable_all(
        office, *project, services,
        {{"@type", fmt::format("{}BatchEnableServicesResponse", type_beginning)}, {"services", std::move(enabled)}});
}

Outcome disable(Office& office, const Call& call) {
    const auto project = project_of_call(office, call, "serviceusage.services.disable");
    if (!project) return std::unexpected(project.error());
    const std::string service(service_in(call.in_path("name")));
    if (title_of_service(service).empty()) return std::unexpected(not_found({service}));
    Json document = *office.records.find(*project);
    Json& enabled = document["services"];
    const auto found = std::ranges::find(enabled, Json(service));
    if (found == enabled.end())
        return std::unexpected(failed_precondition(fmt::format("The service {} is not enabled.", service)));
    enabled.erase(found);
    document[ours]["services_from"].erase(service);
    office.records.put(*project, std::move(document));
    return keep_change(
        office, {.name = fmt::format("operations/acat.p2-{}-{}", number_of(office, *project), new_uuid(office.random)),
                 .metadata = {{"@type", fmt::format("{}OperationMetadata", type_beginning)}},
                 .response = {{"@type", fmt::format("{}DisableServiceResponse", type_beginning)},
                              {"service", service_json(office, *project, service)}},
                 .done = office.clock.now() + office.weather.operation_time("disable")});
}

Outcome get_service(Office& office, const Call& call) {
    const auto project = project_of_call(office, call, "serviceusage.services.get");
    if (!project) return std::unexpected(project.error());
    const std::string service(service_in(call.in_path("name")));
    if (title_of_service(service).empty()) return std::unexpected(not_found({service}));
    return service_json(office, *project, service);
}

Outcome list_services(Office& office, const Call& call) {
    constexpr PageSize size{50, 200};
    const auto project = project_of_call(office, call, "serviceusage.services.list");
    if (!project) return std::unexpected(project.error());
    const std::string_view filter = call.in_query("filter");
    if (!filter.empty() && filter != "state:ENABLED" && filter != "state:DISABLED")
        return std::unexpected(
            invalid_argument("The allowed filter strings are `state:ENABLED` and `state:DISABLED`."));
    std::vector<Json> services;
    for (const std::string_view service : known_services()) {
        Json json = service_json(office, *project, service);
        if (filter.empty() || filter.substr(filter.find(':') + 1) == text_in(json, "state"))
            services.push_back(std::move(json));
    }
    return page_of(call, "services", services, size);
}

Outcome batch_get(Office& office, const Call& call) {
    const auto project = project_of_call(office, call, "serviceusage.services.get");
    if (!project) return std::unexpected(project.error());
    Json services = Json::array();
    std::string_view rest = call.in_query("names");
    while (!rest.empty()) {
        const auto end = std::min(rest.find('\n'), rest.size());
        const std::string service(service_in(rest.substr(0, end)));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (title_of_service(service).empty()) return std::unexpected(not_found({service}));
        services.push_back(service_json(office, *project, service));
    }
    return Json{{"services", std::move(services)}};
}

Outcome get_operation(Office& office, const Call& call) { return change_now(office, call.in_path("name")); }

Outcome list_operations(Office& office, const Call& call) {
    constexpr PageSize size{50, 100};
    std::vector<Json> operations;
    for (const std::string& name : office.records.names("operations/acat.")) {
        if (auto operation = change_now(office, name)) operations.push_back(std::move(*operation));
    }
    return page_of(call, "operations", operations, size);
}

}  // namespace

std::span<const Method> usage_methods() {
    static constexpr std::array methods{
        Method{"serviceusage.services.enable", enable},       Method{"serviceusage.services.batchEnable", batch_enable},
        Method{"serviceusage.services.disable", disable},     Method{"serviceusage.services.get", get_service},
        Method{"serviceusage.services.list", list_services},  Method{"serviceusage.services.batchGet", batch_get},
        Method{"serviceusage.operations.get", get_operation}, Method{"serviceusage.operations.list", list_operations},
    };
    return methods;
}

}  // namespace aloft::practice::google
