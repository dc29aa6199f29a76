#include "practice/google/projects.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "practice/google/documents.hpp"
#include "practice/google/service_accounts.hpp"

namespace aloft::practice::google {
namespace {

using Json = nlohmann::json;

constexpr std::string_view beginning = "projects/";

struct ServiceTitle {
    std::string_view service;
    std::string_view title;
};

/// What can be enabled here. Some do nothing but can be, because tutorials enable them.
constexpr std::array services{
    ServiceTitle{"cloudbilling.googleapis.com", "Cloud Billing API"},
    ServiceTitle{"cloudquotas.googleapis.com", "Cloud Quotas API"},
    ServiceTitle{"cloudresourcemanager.googleapis.com", "Cloud Resource Manager API"},
    ServiceTitle{"compute.googleapis.com", "Compute Engine API"},
    ServiceTitle{"iam.googleapis.com", "Identity and Access Management (IAM) API"},
    ServiceTitle{"iamcredentials.googleapis.com", "IAM Service Account Credentials API"},
    ServiceTitle{"logging.googleapis.com", "Cloud Logging API"},
    ServiceTitle{"monitoring.googleapis.com", "Cloud Monitoring API"},
    ServiceTitle{"oslogin.googleapis.com", "Cloud OS Login API"},
    ServiceTitle{"serviceusage.googleapis.com", "Service Usage API"},
    ServiceTitle{"storage.googleapis.com", "Cloud Storage API"},
};

/// Under which a project is found by its number: {project: "projects/p"}.
std::string number_record(std::string_view number) { return fmt::format("projectNumbers/{}", number); }

std::string new_number(Office& office) {
    constexpr std::uint64_t least = 100'000'000'000, spread = 900'000'000'000;
    std::string number;
    do number = std::to_string(least + office.random.next() % spread);
    while (office.records.find(number_record(number)) != nullptr);
    return number;
}

}  // namespace

std::string_view id_of(std::string_view project_record) {
    return project_record.starts_with(beginning) ? project_record.substr(beginning.size()) : project_record;
}

std::string project_record(const Office& office, std::string_view name) {
    if (!name.starts_with(beginning)) return {};
    std::string record(name.substr(0, name.find('/', beginning.size())));
    if (const Json* numbered = office.records.find(number_record(id_of(record))))
        record = text_in(*numbered, "project");
    return office.records.find(record) == nullptr ? std::string() : record;
}

std::vector<std::string> project_records(const Office& office) {
    std::vector<std::string> records = office.records.names(beginning);
    std::erase_if(records, [](const std::string& name) { return name.find('/') != name.rfind('/'); });
    return records;
}

std::expected<std::string, Refusal> known_project(const Office& office, std::string_view name) {
    std::string record = project_record(office, name);
    if (record.empty()) return std::unexpected(not_permitted());
    return record;
}

std::string number_of(const Office& office, std::string_view project_record) {
    return text_in(*office.records.find(project_record), "projectNumber");
}

bool is_enabled(const Office& office, std::string_view project_record, std::string_view service) {
    const Json* const project = office.records.find(project_record);
    if (project == nullptr) return false;
    const Json& enabled = project->at("services");
    if (std::ranges::find(enabled, Json(service)) == enabled.end()) return false;
    const auto later = project->find(ours);
    if (later == project->end() || !later->contains("services_from")) return true;
    const Json& from = later->at("services_from");
    const auto moment = from.find(service);
    return moment == from.end() || office.clock.now() >= to_moment(moment->get<std::int64_t>());
}

Refusal not_enabled(const Office& office, std::string_view project_record, std::string_view service) {
    const std::string number = number_of(office, project_record);
    const std::string page =
        fmt::format("https://console.developers.google.com/apis/api/{}/overview?project={}", service, number);
    return {
        403, "accessNotConfigured",
        fmt::format("{} has not been used in project {} before or it is disabled. Enable it by visiting {} then retry. "
                    "If you enabled this API recently, wait a few minutes for the action to propagate to our systems "
                    "and retry.",
                    title_of_service(service), number, page),
        "PERMISSION_DENIED",
        Json::array(
            {{{"@type", "type.googleapis.com/google.rpc.Help"},
              {"links", Json::array({{{"description", "Google developers console API activation"}, {"url", page}}})}},
             error_info("SERVICE_DISABLED", "googleapis.com",
                        {{"service", service}, {"consumer", fmt::format("projects/{}", number)}})})};
}

std::string_view title_of_service(std::string_view service) {
    const auto* const found = std::ranges::find(services, service, &ServiceTitle::service);
    return found == services.end() ? std::string_view() : found->title;
}

std::vector<std::string_view> known_services() {
    std::vector<std::string_view> names;
    names.reserve(services.size());
    for (const ServiceTitle& service : services) names.push_back(service.service);
    return names;
}

bool has_billing(const Office& office, std::string_view project_record) {
    const Json* const project = office.records.find(project_record);
    if (project == nullptr) return false;
    const Json* const account = office.records.find(text_in(*project, "billingAccountName"));
    return account != nullptr && account->value("open", false);
}

bool is_permitted(const Office& office, std::string_view project_record, std::string_view permission) {
    const auto& projects = office.weather.world().projects;
    const auto project = std::ranges::find(projects, id_of(project_record), &ProjectAtStart::id);
    return project == projects.end() || project->denied.empty() || !matches_any(project->denied, permission);
}

std::expected<void, Refusal> check_permission(const Office& office, std::string_view project_record,
                                              std::string_view permission) {
    if (is_permitted(office, project_record, permission)) return {};
    const std::string resource = fmt::format("//cloudresourcemanager.googleapis.com/{}", project_record);
    return std::unexpected(
        Refusal{403, "forbidden",
                fmt::format("Permission '{}' denied on resource '{}' (or it may not exist).", permission, resource),
                "PERMISSION_DENIED",
                Json::array({error_info("IAM_PERMISSION_DENIED", "iam.googleapis.com",
                                        {{"permission", permission}, {"resource", project_record}})})});
}

void make_project(Office& office, std::string_view id, std::string_view name, std::string_view billing_account,
                  const std::vector<std::string>& enabled) {
    const std::string record = fmt::format("{}{}", beginning, id);
    const std::string number = new_number(office);
    office.records.put(number_record(number), {{"project", record}});
    office.records.put(record, {{"projectId", id},
                                {"projectNumber", number},
                                {"displayName", name.empty() ? id : name},
                                {"lifecycleState", "ACTIVE"},
                                {"createTime", utc_time(office.clock.now())},
                                {"labels", Json::object()},
                                {"parent", ""},
                                {"billingAccountName",
                                 billing_account.empty() ? "" : fmt::format("billingAccounts/{}", billing_account)},
                                {"services", Json::array()}});
    for (const std::string& service : enabled) enable_service(office, record, service, office.clock.now());
}

void enable_service(Office& office, std::string_view project_record, std::string_view service, Moment from) {
    Json project = *office.records.find(project_record);
    auto enabled = project["services"].get<std::vector<std::string>>();
    const auto place = std::ranges::lower_bound(enabled, service);
    if (place != enabled.end() && *place == service) return;
    enabled.insert(place, std::string(service));
    project["services"] = enabled;
    project[ours]["services_from"][std::string(service)] = to_number(from);
    office.records.put(project_record, std::move(project));
    // Google makes it with the API: machines run in its name unless another is asked for.
    if (service == "compute.googleapis.com") make_machines_account(office, project_record);
}

Json error_info(std::string_view reason, std::string_view domain, Json metadata) {
    return {{"@type", "type.googleapis.com/google.rpc.ErrorInfo"},
            {"reason", reason},
            {"domain", domain},
            {"metadata", std::move(metadata)}};
}

Refusal invalid_argument(std::string message) {
    return {400, "badRequest", std::move(message), "INVALID_ARGUMENT", {}};
}

Refusal failed_precondition(std::string message) {
    return {400, "failedPrecondition", std::move(message), "FAILED_PRECONDITION", {}};
}

Refusal not_permitted() { return {403, "forbidden", "The caller does not have permission", "PERMISSION_DENIED", {}}; }

}  // namespace aloft::practice::google
