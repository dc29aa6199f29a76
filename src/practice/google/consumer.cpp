#include "practice/google/consumer.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "practice/google/projects.hpp"
#include "practice/google/roles.hpp"
#include "practice/google/schema.hpp"

namespace aloft::practice::google {
namespace {

using Json = nlohmann::json;

constexpr std::string_view permission = "serviceusage.services.use";
/// Of what is asked here, that which belongs to whoever asks and to no project; the rest is in a project, or switched on in
/// that of the command line.
bool needs_a_project(std::string_view method) {
    return method.starts_with("cloudquotas.") || method == "cloudbilling.services.skus.list";
}
constexpr std::string_view project_of_command_line = "764086051850";

Refusal denied(const std::string& project, const std::string& service) {
    return {403, "forbidden",
            fmt::format("Caller does not have required permission to use project {0}. Grant the caller the "
                        "roles/serviceusage.serviceUsageConsumer role, or a custom role with the {1} permission, by "
                        "visiting https://console.developers.google.com/iam-admin/iam/project?project={0} and then "
                        "retry. Propagation of the new permission may take a few minutes.",
                        project, permission),
            "PERMISSION_DENIED",
            Json::array({error_info("USER_PROJECT_DENIED", "googleapis.com",
                                    {{"consumer", fmt::format("projects/{}", project)}, {"service", service}})})};
}

/// A person's own sign-in names no project to count the call against, and this API is not switched on in that of
/// Google's command line.
Refusal counted_by_nobody(const std::string& service) {
    return {403, "forbidden",
            fmt::format("Your application is authenticating by using local Application Default Credentials. The {} API "
                        "requires a quota project, which is not set by default. To learn how to set your quota "
                        "project, see https://cloud.google.com/docs/authentication/adc-troubleshooting/user-creds .",
                        service),
            "PERMISSION_DENIED",
            Json::array({error_info(
                "SERVICE_DISABLED", "googleapis.com",
                {{"consumer", fmt::format("projects/{}", project_of_command_line)}, {"service", service}})})};
}

}  // namespace

std::expected<void, Refusal> check_consumer(const Office& office, const serve::Request& request, const Call& call) {
    const std::string* const said = request.header("X-Goog-User-Project");
    const std::string service = fmt::format("{}.googleapis.com", api_of(call.method));
    if (said == nullptr || said->empty()) {
        const bool is_person = !call.caller.ends_with(".gserviceaccount.com");
        if (is_person && needs_a_project(call.method)) return std::unexpected(counted_by_nobody(service));
        return {};
    }
    const std::string project = project_record(office, fmt::format("projects/{}", *said));
    if (project.empty() || !is_permitted(office, project, permission) ||
        !is_within_roles(office, project, call.caller, permission))
        return std::unexpected(denied(*said, service));
    if (!is_enabled(office, project, service)) return std::unexpected(not_enabled(office, project, service));
    return {};
}

}  // namespace aloft::practice::google
