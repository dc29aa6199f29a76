#include <fmt/format.h>

#include <future>
#include <nlohmann/json.hpp>
#include <set>

#include "clouds/gcp/find_project.hpp"
#include "clouds/gcp/gcp_cloud.hpp"
#include "clouds/gcp/quotas.hpp"
#include "clouds/gcp/whose.hpp"

namespace aloft::gcp {
namespace {

using nlohmann::json;

std::string quota_place(const Services& services, const std::string& project) {
    return fmt::format("{}/v1/projects/{}/locations/global", services.quotas, project);
}

}  // namespace

/// Three questions at once, whatever the number of regions.
Result<QuotaBook> GcpCloud::quotas(std::span<const std::string> regions) {
    const std::string doing = "reading your quotas on Google Cloud";
    auto paying = project();
    if (!paying) return failed(paying);
    const std::string place =
        fmt::format("{}/services/compute.googleapis.com/quotaInfos", quota_place(parts_.services, *paying));
    auto infos = std::async(std::launch::async, [&] {
        return api_.list({.url = place, .query = {{"pageSize", "500"}}, .doing = doing}, "quotaInfos");
    });
    auto of_regions = std::async(std::launch::async,
                                 [&] { return compute_.list(fmt::format("projects/{}/regions", *paying), "", doing); });
    const auto of_project = compute_.ask("projects/" + *paying, doing);
    const auto listed = of_regions.get();
    const auto told = infos.get();
    if (!of_project) return failed(of_project);
    if (!listed) return failed(listed);
    const std::set<std::string> wanted(regions.begin(), regions.end());
    QuotaBook book;
    add_compute_quotas(book, *of_project, "");
    for (const json& region : *listed)
        if (region.is_object() && region.contains("name") && region["name"].is_string() &&
            wanted.contains(region["name"].get<std::string>()))
            add_compute_quotas(book, region, region["name"].get<std::string>());
    // Where that API is switched off the newer GPUs' quotas stay unknown, and the older ones are known all the same.
    if (told) add_quota_infos(book, *told, wanted);
    return book;
}

Result<QuotaEligibility> GcpCloud::eligibility(const QuotaWish& wish) {
    auto paying = project();
    if (!paying) return failed(paying);
    auto info = api_.call({.url = fmt::format("{}/services/compute.googleapis.com/quotaInfos/{}",
                                              quota_place(parts_.services, *paying), wish.code.id),
                           .query = {},
                           .doing = "asking whether more of " + describe(wish.quota) + " can be had"});
    if (!info) return failed(info);
    return eligibility_of(*info);
}

Result<std::string> GcpCloud::preference_for(const QuotaWish& wish, const std::string& doing) {
    auto paying = project();
    if (!paying) return failed(paying);
    auto preferences =
        api_.list({.url = quota_place(parts_.services, *paying) + "/quotaPreferences", .query = {}, .doing = doing},
                  "quotaPreferences");
    if (!preferences) return failed(preferences);
    for (const json& preference : *preferences) {
        const QuotaRequest request = request_of(preference);
        if (request.wish.quota == wish.quota) return request.id;
    }
    return preference_id(wish);
}

Result<QuotaRequest> GcpCloud::ask(const QuotaWish& wish) {
    const std::string doing = "asking for more of " + describe(wish.quota);
    auto paying = project();
    if (!paying) return failed(paying);
    auto credentials = tokens_.credentials();
    if (!credentials) return failed(credentials);
    std::string contact = find_contact(parts_.environment, *credentials);
    // Signing in for other programs does not tell gcloud who it was.
    if (contact.empty()) contact = whose(*credentials, parts_.http, tokens_, parts_.services).email;
    if (contact.empty())
        return failure(ErrorKind::bad_input, doing, "Google wants an address to write to, and yours is not known here",
                       "gcloud config set account YOU@EXAMPLE.COM, or export CLOUDSDK_CORE_ACCOUNT=YOU@EXAMPLE.COM");
    const json body = preference_body(wish, contact);
    const std::string all = quota_place(parts_.services, *paying) + "/quotaPreferences";
    auto answer = api_.call({.method = "POST",
                             .url = all,
                             .query = {{"quotaPreferenceId", preference_id(wish)}},
                             .body = &body,
                             .doing = doing});
    if (!answer && answer.error().kind == ErrorKind::conflict) {
        // It was asked for before: by us, or by the person himself under another name.
        auto known = preference_for(wish, doing);
        if (!known) return failed(known);
        answer = api_.call(
            {.method = "PATCH", .url = fmt::format("{}/{}", all, *known), .query = {}, .body = &body, .doing = doing});
    }
    if (!answer) return failed(answer);
    return request_of(*answer);
}

Result<std::vector<QuotaRequest>> GcpCloud::asked(std::span<const std::string> regions) {
    auto paying = project();
    if (!paying) return failed(paying);
    auto preferences = api_.list({.url = quota_place(parts_.services, *paying) + "/quotaPreferences",
                                  .query = {},
                                  .doing = "reading what quota was asked for on Google Cloud"},
                                 "quotaPreferences");
    if (!preferences) return failed(preferences);
    const std::set<std::string> wanted(regions.begin(), regions.end());
    std::vector<QuotaRequest> requests;
    requests.reserve(preferences->size());
    for (const json& preference : *preferences) {
        QuotaRequest request = request_of(preference);
        const std::string& region = request.wish.quota.region;
        if (region.empty() || wanted.contains(region)) requests.push_back(std::move(request));
    }
    return requests;
}

}  // namespace aloft::gcp
