#include "operations/quota_round.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace aloft {
namespace {

using market::Allowance;
using market::QuotaPart;

/// A quota of GPUs without a value was never granted. Of other ones, whose value is only unknown, a wish could be for
/// less than there is.
bool is_to_be_asked(const QuotaPart& part) {
    if (part.need.quota.id.empty() || part.allowance == Allowance::enough) return false;
    if (!part.value.limit) return part.need.counted == market::Counted::gpus;
    return part.allowance == Allowance::lacking || *part.value.limit < part.need.amount;
}

std::string purpose_of(const QuotaPlace& place) {
    return fmt::format("{} {} GPU{}, {}", place.gpus, place.gpu, place.gpus == 1 ? "" : "s", to_string(place.buying));
}

/// A refusal for certain; all other failures leave open whether the wish has arrived.
bool was_turned_down(ErrorKind kind) {
    return kind == ErrorKind::bad_input || kind == ErrorKind::denied || kind == ErrorKind::not_signed_in ||
           kind == ErrorKind::not_found || kind == ErrorKind::quota;
}

std::vector<QuotaWish> wishes_of(const QuotaPlace& place) {
    std::vector<QuotaWish> wishes;
    for (const QuotaPart& part : place.judgement.parts)
        if (is_to_be_asked(part)) wishes.push_back(market::wish_for(part.need, part.value, purpose_of(place)));
    return wishes;
}
AskedPlace settled(AskedPlace asked, AskOutcome outcome, std::string why) {
    asked.outcome = outcome;
    asked.why = std::move(why);
    return asked;
}
AskedPlace judged(AskedPlace asked) {
    std::vector<std::string> refusals;
    for (const QuotaRequest& request : asked.requests)
        if (is_refused(request)) refusals.push_back(refusal_of(request));
    if (!refusals.empty())
        return settled(std::move(asked), AskOutcome::refused, fmt::format("{}", fmt::join(refusals, "; ")));
    const auto unsure = std::ranges::find(asked.requests, QuotaRequestState::asking, &QuotaRequest::state);
    if (unsure != asked.requests.end()) {
        const std::string why = unsure->said;
        return settled(std::move(asked), AskOutcome::failed, why);
    }
    const bool all = std::ranges::all_of(asked.requests, is_granted);
    return settled(std::move(asked), all ? AskOutcome::granted : AskOutcome::pending, "");
}
}  // namespace

Result<void> AskingRound::recall(const std::vector<std::string>& regions) {
    auto seen = cloud_.asked(regions);
    if (!seen) return failed(seen);
    for (QuotaRequest& request : *seen) known_[request.wish.quota] = std::move(request);
    return {};
}
Result<AskedPlace> AskingRound::ask_in(QuotaPlace place) {
    place.judgement = market::judge(place.needs, book_);
    AskedPlace asked{.place = std::move(place), .outcome = AskOutcome::allowed, .why = {}, .requests = {}};
    if (asked.place.judgement.allowance == Allowance::enough) return asked;
    const std::vector<QuotaWish> wishes = wishes_of(asked.place);
    if (wishes.empty()) {
        std::string why = asked.place.judgement.why;
        return settled(std::move(asked), AskOutcome::unclear, std::move(why));
    }
    for (const QuotaWish& wish : wishes)
        if (const auto hopeless = hopeless_because(wish); !hopeless)
            return settled(std::move(asked), AskOutcome::failed, describe(hopeless.error()));
        else if (!hopeless->empty())
            return settled(std::move(asked), AskOutcome::hopeless, *hopeless);
    for (const QuotaWish& wish : wishes) {
        auto request = ask(wish);
        if (!request) return failed(request);
        asked.requests.push_back(*request);
        if (is_refused(*request)) break;  // the others alone would not help
    }
    return judged(std::move(asked));
}
const QuotaRequest* AskingRound::earlier(const QuotaWish& wish) const {
    const auto found = known_.find(wish.quota);
    return found == known_.end() || found->second.wish.limit < wish.limit ? nullptr : &found->second;
}
Result<std::string> AskingRound::hopeless_because(const QuotaWish& wish) {
    if (const QuotaRequest* const before = earlier(wish)) {
        if (!is_refused(*before)) return std::string();
        if (refusals_ == Refusals::stand)
            return fmt::format("refused before: {}; --region asks there again", refusal_of(*before));
    }
    const auto eligibility = cloud_.eligibility(wish);
    if (!eligibility) return failed(eligibility);
    if (eligibility->answer != QuotaEligibility::Answer::will_be_refused) return std::string();
    return fmt::format("{}: {}", describe(wish.quota), eligibility->why);
}
Result<QuotaRequest> AskingRound::ask(const QuotaWish& wish) {
    if (const QuotaRequest* const before = earlier(wish); before != nullptr && !is_refused(*before)) {
        QuotaRequest request = *before;
        request.wish = wish;
        if (auto recorded = around_.ledger.record(request); !recorded) return failed(recorded);
        return request;
    }
    QuotaRequest request{.wish = wish,
                         .state = QuotaRequestState::asking,
                         .id = {},
                         .granted = {},
                         .said = {},
                         .asked = {},
                         .changed = {}};
    if (auto recorded = around_.ledger.record(request); !recorded) return failed(recorded);
    auto answer = cloud_.ask(wish);
    if (answer) {
        request = *answer;
        request.wish = wish;
    } else {
        if (was_turned_down(answer.error().kind)) request.state = QuotaRequestState::refused;
        request.said = describe(answer.error());
        if (!answer.error().hint.empty()) request.said += "; " + answer.error().hint;
    }
    known_[wish.quota] = request;
    if (auto recorded = around_.ledger.record(request); !recorded) return failed(recorded);
    return request;
}
}  // namespace aloft
