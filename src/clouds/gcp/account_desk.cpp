#include "clouds/gcp/account_desk.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "clouds/gcp/errors.hpp"
#include "clouds/gcp/fields.hpp"
#include "clouds/gcp/needs.hpp"

namespace aloft::gcp {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr milliseconds between_looks = seconds(2);
constexpr milliseconds longest_change = minutes(10);

std::string project_of(const Services& services, std::string_view project) {
    return fmt::format("{}/v3/projects/{}", services.projects, project);
}

std::string services_of(const Services& services, std::string_view project) {
    return fmt::format("{}/v1/projects/{}/services", services.usage, project);
}

std::string billing_of(const Services& services, std::string_view project) {
    return fmt::format("{}/v1/projects/{}/billingInfo", services.billing, project);
}

std::string networks_of(const Services& services, std::string_view project) {
    return fmt::format("{}/compute/v1/projects/{}/global/networks", services.compute, project);
}

/// As the code of google.rpc.Status, which operations that failed have, is said by HTTP.
long status_of(const json& error) {
    constexpr int denied = 7, exists = 6;
    const json& said = member(error, "code");
    const int code = said.is_number_integer() ? said.get<int>() : 0;
    return code == denied ? 403 : code == exists ? 409 : 400;
}

}  // namespace

Result<json> AccountDesk::ask(ApiCall call) {
    call.time_limit = patience_.time_limit;
    call.attempts = patience_.attempts;
    return api_.call(call);
}

Result<Billing> AccountDesk::billing(const std::string& project) {
    const auto info =
        ask({.url = billing_of(services_, project), .query = {}, .doing = "asking who pays for project " + project});
    if (!info) return failed(info);
    const json& enabled = member(*info, "billingEnabled");
    return Billing{text_in(*info, "billingAccountName"), enabled.is_boolean() && enabled.get<bool>()};
}

Result<std::vector<std::string>> AccountDesk::switched_off(const std::string& project) {
    std::vector<std::string> names;
    for (const NeededService& service : needed_services())
        names.push_back(fmt::format("names=projects/{}/services/{}", project, service.name));
    const auto answer =
        ask({.url = fmt::format("{}:batchGet?{}", services_of(services_, project), fmt::join(names, "&")),
             .query = {},
             .doing = "asking which APIs are on in project " + project});
    if (!answer) return failed(answer);
    std::vector<std::string> off;
    for (const NeededService& service : needed_services()) off.emplace_back(service.name);
    const json& all = member(*answer, "services");
    if (all.is_array())
        for (const json& one : all)
            if (text_in(one, "state") == "ENABLED") std::erase(off, last_part(text_in(one, "name")));
    return off;
}

Result<std::vector<std::string>> AccountDesk::not_permitted(const std::string& project) {
    std::vector<std::string> missing;
    for (const NeededPermission& permission : needed_permissions()) missing.emplace_back(permission.name);
    const json body{{"permissions", missing}};
    const auto answer = ask({.method = "POST",
                             .url = project_of(services_, project) + ":testIamPermissions",
                             .query = {},
                             .body = &body,
                             .doing = "asking what you may do in project " + project});
    if (!answer) return failed(answer);
    const json& held = member(*answer, "permissions");
    if (held.is_array())
        for (const json& one : held)
            if (one.is_string()) std::erase(missing, one.get<std::string>());
    return missing;
}

Result<bool> AccountDesk::has_network(const std::string& project) {
    const auto network = ask({.url = fmt::format("{}/{}", networks_of(services_, project), usual_network),
                              .query = {},
                              .doing = "looking for the network of project " + project});
    if (network) return true;
    // Of a project that is not there, Google says the same.
    const bool is_the_network = network.error().detail.find("/networks/") != std::string::npos;
    if (network.error().kind == ErrorKind::not_found && is_the_network) return false;
    return failed(network);
}

Result<std::vector<Payer>> AccountDesk::payers() {
    const auto accounts = api_.list({.url = services_.billing + "/v1/billingAccounts",
                                     .query = {{"filter", "open=true"}},
                                     .doing = "asking for your billing accounts",
                                     .time_limit = patience_.time_limit,
                                     .attempts = patience_.attempts},
                                    "billingAccounts");
    if (!accounts) return failed(accounts);
    std::vector<Payer> payers;
    for (const json& account : *accounts)
        payers.push_back({last_part(text_in(account, "name")), text_in(account, "displayName")});
    return payers;
}

Result<void> AccountDesk::finished(json operation, const std::string& version, const std::string& doing) {
    const milliseconds begun = clock_.elapsed();
    while (member(operation, "done") != true) {
        if (clock_.elapsed() - begun > longest_change)
            return failure(ErrorKind::unreachable, doing, "Google is still at it", "run the command again in a while");
        clock_.sleep(between_looks);
        auto now = ask({.url = fmt::format("{}/{}", version, text_in(operation, "name")), .query = {}, .doing = doing});
        if (!now) return failed(now);
        operation = std::move(*now);
    }
    const json& error = member(operation, "error");
    if (!error.is_object()) return {};
    return std::unexpected(refusal(status_of(error), json{{"error", error}}.dump(), doing));
}

Result<void> AccountDesk::make_project(const std::string& project) {
    const std::string doing = "making project " + project;
    const json body{{"projectId", project}, {"displayName", "aloft"}};
    auto begun =
        ask({.method = "POST", .url = services_.projects + "/v3/projects", .query = {}, .body = &body, .doing = doing});
    if (!begun) return failed(begun);
    return finished(std::move(*begun), services_.projects + "/v3", doing);
}

Result<void> AccountDesk::link_billing(const std::string& project, const std::string& payer) {
    const json body{{"billingAccountName", "billingAccounts/" + payer}};
    const auto linked = ask({.method = "PUT",
                             .url = billing_of(services_, project),
                             .query = {},
                             .body = &body,
                             .doing = fmt::format("linking billing account {} to project {}", payer, project)});
    if (!linked) return failed(linked);
    return {};
}

Result<void> AccountDesk::switch_on(const std::string& project, std::span<const std::string> names) {
    const std::string doing = fmt::format("switching on {} in project {}", fmt::join(names, ", "), project);
    const json body{{"serviceIds", std::vector<std::string>(names.begin(), names.end())}};
    auto begun = ask({.method = "POST",
                      .url = services_of(services_, project) + ":batchEnable",
                      .query = {},
                      .body = &body,
                      .doing = doing});
    if (!begun) return failed(begun);
    return finished(std::move(*begun), services_.usage + "/v1", doing);
}

}  // namespace aloft::gcp
