#include <fmt/format.h>

#include <algorithm>

#include "operations/able_cloud.hpp"
#include "operations/quota_asking.hpp"

namespace aloft {
namespace {

std::map<std::string, std::set<std::string>> regions_asked(const std::vector<QuotaRequest>& requests) {
    std::map<std::string, std::set<std::string>> regions;
    for (const QuotaRequest& request : requests) {
        const QuotaRef& quota = request.wish.quota;
        auto& of_cloud = regions[quota.cloud];
        if (!quota.region.empty()) of_cloud.insert(quota.region);
    }
    return regions;
}

bool tells_the_same(const QuotaRequest& known, const QuotaRequest& seen) {
    return known.state == seen.state && known.id == seen.id && known.granted == seen.granted && known.said == seen.said;
}

/// One for less, or one that was asked before this one; the cloud's clock and ours may differ.
bool is_of_an_earlier_wish(const QuotaRequest& known, const QuotaRequest& seen) {
    if (seen.wish.limit < known.wish.limit) return true;
    const auto ours = from_iso(known.asked), theirs = from_iso(seen.asked);
    return ours && theirs && *theirs + std::chrono::minutes(10) < *ours;
}

/// What the cloud has said since. The wish stays ours, since the cloud does not know what for it was.
Result<void> learn(Ledger& ledger, QuotaRequest& known, const std::vector<QuotaRequest>& seen) {
    const auto found =
        std::ranges::find_if(seen, [&](const QuotaRequest& one) { return one.wish.quota == known.wish.quota; });
    if (found == seen.end()) {
        if (known.state == QuotaRequestState::asking && known.said.empty())
            known.said = fmt::format("{} knows nothing of it: it was not asked, ask again", known.wish.quota.cloud);
        return {};
    }
    if (is_of_an_earlier_wish(known, *found) || tells_the_same(known, *found)) return {};
    known.state = found->state;
    known.id = found->id;
    known.granted = found->granted;
    known.said = found->said;
    return ledger.record(known);
}

}  // namespace

bool is_granted(const QuotaRequest& request) {
    return request.state == QuotaRequestState::granted &&
           request.granted.value_or(request.wish.limit) >= request.wish.limit;
}

bool is_refused(const QuotaRequest& request) {
    return request.state == QuotaRequestState::refused ||
           (request.state == QuotaRequestState::granted && !is_granted(request));
}

std::string refusal_of(const QuotaRequest& request) {
    const std::string what = describe(request.wish.quota);
    if (request.state == QuotaRequestState::granted)
        return fmt::format("{}: granted {} of {}", what, request.granted.value_or(0), request.wish.limit);
    return fmt::format("{}: {}", what, request.said.empty() ? "refused without a reason" : request.said);
}

Result<QuotaRequests> follow_quota_requests(Surroundings& around) {
    auto requests = around.ledger.quota_requests();
    if (!requests) return failed(requests);
    QuotaRequests result;
    for (const auto& [cloud, names] : regions_asked(*requests)) {
        auto* const able = able_cloud<AsksForQuota>(around, cloud);
        if (able == nullptr) {
            result.silent.push_back({cloud, fmt::format("this aloft has no connection to {}", cloud), ""});
            continue;
        }
        const auto seen = able->asked(in_a_row(names));
        if (!seen) {
            result.silent.push_back({cloud, describe(seen.error()), seen.error().hint});
            continue;
        }
        for (QuotaRequest& request : *requests) {
            if (request.wish.quota.cloud != cloud) continue;
            if (auto learned = learn(around.ledger, request, *seen); !learned) return failed(learned);
        }
    }
    // Read again where something was learned: the ledger says when it changed.
    auto now = around.ledger.quota_requests();
    if (!now) return failed(now);
    for (std::size_t i = 0; i < now->size() && i < requests->size(); ++i)
        if ((*now)[i].wish.quota == (*requests)[i].wish.quota) (*requests)[i].changed = (*now)[i].changed;
    result.requests = std::move(*requests);
    return result;
}

}  // namespace aloft
