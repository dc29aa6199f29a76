#include "clouds/gcp/account_checks.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>

#include "clouds/gcp/needs.hpp"

namespace aloft::gcp {
namespace {

using Verdict = Check::Verdict;

constexpr std::string_view compute_service = "compute.googleapis.com";
constexpr std::string_view billing_service = "cloudbilling.googleapis.com";
constexpr std::string_view usage_service = "serviceusage.googleapis.com";
constexpr std::string_view projects_service = "cloudresourcemanager.googleapis.com";

Check failed_check(const char* subject, const Error& error) {
    return {subject, Verdict::bad, describe(error), error.hint};
}

bool is_off(const AccountSight& sight, std::string_view service) {
    return sight.switched_off && std::ranges::find(*sight.switched_off, service) != sight.switched_off->end();
}

/// What cannot be known yet is no finding of its own.
Check not_known(const char* subject, std::string_view until) {
    return {subject, Verdict::warning, fmt::format("not known {}", until), ""};
}

/// A key that others of this computer can read is theirs as well.
bool others_can_read(const Credentials& credentials) {
    namespace fs = std::filesystem;
    std::error_code code;
    const fs::file_status status = fs::status(credentials.origin, code);
    return !code && fs::is_regular_file(status) &&
           (status.permissions() & (fs::perms::group_read | fs::perms::others_read)) != fs::perms::none;
}

Check account_check(const AccountSight& sight) {
    std::string words = describe(sight.credentials);
    if (!sight.caller.email.empty() && words.find(sight.caller.email) == std::string::npos)
        words = fmt::format("{}, {}", sight.caller.email, words);
    words += fmt::format(", by {}", sight.credentials.origin);
    if (!others_can_read(sight.credentials)) return {"Google Cloud account", Verdict::good, std::move(words), ""};
    return {"Google Cloud account", Verdict::warning, words + "; others of this computer can read that file",
            "chmod 600 " + sight.credentials.origin};
}

Check project_check(const AccountSight& sight) {
    return {"Google Cloud project", Verdict::good,
            fmt::format("{}, chosen by {}", sight.project.id, sight.project.origin), ""};
}

Check billing_check(const AccountSight& sight) {
    constexpr auto subject = "Google Cloud billing";
    if (!sight.billing && is_off(sight, billing_service))
        return not_known(subject, fmt::format("while {} is off", billing_service));
    if (!sight.billing) return failed_check(subject, sight.billing.error());
    if (sight.billing->pays) return {subject, Verdict::good, fmt::format("{} pays", sight.billing->account), ""};
    return {subject, Verdict::bad,
            sight.billing->account.empty()
                ? "no billing account is linked, so nothing can be made"
                : fmt::format("{} is closed, so nothing can be made", sight.billing->account),
            fmt::format("aloft init gcp; or https://console.cloud.google.com/billing/linkedaccount?project={}",
                        sight.project.id)};
}

Check services_check(const AccountSight& sight) {
    constexpr auto subject = "Google Cloud APIs";
    // The one that tells of the others may be off itself.
    const bool cannot_tell = !sight.switched_off && sight.switched_off.error().kind == ErrorKind::denied &&
                             sight.switched_off.error().detail.find(usage_service) != std::string::npos;
    if (cannot_tell)
        return {subject, Verdict::bad, fmt::format("off: {}, which tells of the others", usage_service),
                fmt::format("aloft doctor --fix; or gcloud services enable {} --project {}", usage_service,
                            sight.project.id)};
    if (!sight.switched_off) return failed_check(subject, sight.switched_off.error());
    if (sight.switched_off->empty())
        return {subject, Verdict::good, fmt::format("all {} are on", needed_services().size()), ""};
    return {subject, Verdict::bad, fmt::format("off: {}", fmt::join(*sight.switched_off, ", ")),
            fmt::format("aloft doctor --fix; or gcloud services enable {} --project {}",
                        fmt::join(*sight.switched_off, " "), sight.project.id)};
}

/// One command a role: gcloud takes no more.
std::string how_to_give(const AccountSight& sight, const std::vector<std::string>& permissions) {
    const std::string member = sight.caller.email.empty() ? "user:YOU" : sight.caller.member;
    std::vector<std::string> commands;
    for (const std::string_view role : roles_for(permissions))
        commands.push_back(
            fmt::format("gcloud projects add-iam-policy-binding {} --member={} --role={} --condition=None",
                        sight.project.id, member, role));
    return fmt::format("who owns the project can give it: {}", fmt::join(commands, "; "));
}

Check permissions_check(const AccountSight& sight) {
    constexpr auto subject = "Google Cloud rights";
    if (!sight.not_permitted && is_off(sight, projects_service))
        return not_known(subject, fmt::format("while {} is off", projects_service));
    if (!sight.not_permitted) return failed_check(subject, sight.not_permitted.error());
    const std::vector<std::string>& missing = *sight.not_permitted;
    if (missing.empty())
        return {subject, Verdict::good, fmt::format("all {} permissions are given", needed_permissions().size()), ""};
    return {subject, Verdict::bad,
            fmt::format("{} of {} permissions are missing, for {}: {}", missing.size(), needed_permissions().size(),
                        fmt::join(reasons_for(missing), ", "), fmt::join(missing, ", ")),
            how_to_give(sight, missing)};
}

Check network_check(const AccountSight& sight) {
    constexpr auto subject = "Google Cloud network";
    if (sight.has_network && *sight.has_network)
        return {subject, Verdict::good, fmt::format("{} is there", usual_network), ""};
    if (sight.has_network)
        return {subject, Verdict::bad, fmt::format("there is none that is called {}", usual_network),
                fmt::format("aloft doctor --fix; or gcloud compute networks create {} --subnet-mode=auto --project {}",
                            usual_network, sight.project.id)};
    if (is_off(sight, compute_service)) return not_known(subject, fmt::format("while {} is off", compute_service));
    if (sight.billing && !sight.billing->pays) return not_known(subject, "while nobody pays");
    return failed_check(subject, sight.has_network.error());
}

std::vector<Check> quota_project_check(const AccountSight& sight) {
    if (!sight.switched_off_there) return {};
    constexpr auto subject = "Google Cloud quota project";
    const std::string where =
        fmt::format("calls are counted against {}, not {}", sight.counted_against, sight.project.id);
    const std::string hint = fmt::format("gcloud auth application-default set-quota-project {}", sight.project.id);
    if (!*sight.switched_off_there)
        return {
            {subject, Verdict::bad, fmt::format("{}; {}", where, describe(sight.switched_off_there->error())), hint}};
    if (const auto& off = **sight.switched_off_there; !off.empty())
        return {{subject, Verdict::bad, fmt::format("{}, where these are off: {}", where, fmt::join(off, ", ")), hint}};
    return {{subject, Verdict::good, where, ""}};
}

/// When all that was asked found nobody, it is the way there that is missing.
const Error* nobody_answers(const AccountSight& sight) {
    const auto is_unreachable = [](const auto& result) {
        return !result && result.error().kind == ErrorKind::unreachable;
    };
    const bool all = is_unreachable(sight.billing) && is_unreachable(sight.switched_off) &&
                     is_unreachable(sight.not_permitted) && is_unreachable(sight.has_network);
    return all ? &sight.switched_off.error() : nullptr;
}

/// Or nobody believes us.
const Error* nobody_lets_in(const AccountSight& sight) {
    const auto is_stranger = [](const auto& result) {
        return !result && result.error().kind == ErrorKind::not_signed_in;
    };
    const bool all = is_stranger(sight.billing) && is_stranger(sight.switched_off) &&
                     is_stranger(sight.not_permitted) && is_stranger(sight.has_network);
    return all ? &sight.switched_off.error() : nullptr;
}

}  // namespace

std::vector<Check> checks_of(const AccountSight& sight) {
    if (const Error* error = nobody_answers(sight))
        return {account_check(sight), project_check(sight), no_answer(error->detail)};
    if (const Error* error = nobody_lets_in(sight)) {
        Check account = failed_check("Google Cloud account", *error);
        if (std::holds_alternative<AccountKey>(sight.credentials.key))
            account.hint = fmt::format(
                "is the key in {} still one of that account, and this computer's clock right? "
                "`aloft init gcp --service-account` makes a new key",
                sight.credentials.origin);
        return {std::move(account), project_check(sight)};
    }
    // Calls that are counted where they may not be are refused whatever they ask: what else is wrong shows later.
    auto quota = quota_project_check(sight);
    if (!quota.empty() && quota.front().verdict == Verdict::bad)
        return {account_check(sight), project_check(sight), std::move(quota.front())};
    std::vector<Check> checks{account_check(sight),  project_check(sight),     billing_check(sight),
                              services_check(sight), permissions_check(sight), network_check(sight)};
    std::ranges::move(quota, std::back_inserter(checks));
    return checks;
}

Check no_answer(const std::string& detail) {
    return {"Google Cloud", Verdict::bad, fmt::format("does not answer: {}", detail),
            "is this computer on the network? a proxy is named in https_proxy"};
}

}  // namespace aloft::gcp
