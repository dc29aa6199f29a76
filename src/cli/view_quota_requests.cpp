#include "cli/view_quota_requests.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/quota_words.hpp"
#include "cli/text.hpp"

namespace aloft::cli {
namespace {

Tint tint_of(AskOutcome outcome) {
    switch (outcome) {
        case AskOutcome::allowed:
        case AskOutcome::granted: return Tint::good;
        case AskOutcome::pending: return Tint::busy;
        case AskOutcome::refused: return Tint::bad;
        case AskOutcome::hopeless:
        case AskOutcome::unclear:
        case AskOutcome::failed: break;
    }
    return Tint::warning;
}

std::string_view words_of(AskOutcome outcome) {
    switch (outcome) {
        case AskOutcome::allowed: return "there is enough";
        case AskOutcome::pending: return "asked, pending";
        case AskOutcome::granted: return "granted";
        case AskOutcome::refused: return "refused";
        case AskOutcome::hopeless:
        case AskOutcome::unclear: return "not asked";
        case AskOutcome::failed: return "failed";
    }
    return "";
}

Tint tint_of(const QuotaRequest& request) {
    if (is_granted(request)) return Tint::good;
    if (is_refused(request)) return Tint::bad;
    return request.state == QuotaRequestState::pending ? Tint::busy : Tint::warning;
}

std::string state_words(const QuotaRequest& request) {
    if (request.state == QuotaRequestState::granted && !is_granted(request))
        return fmt::format("granted {}", request.granted.value_or(0));
    return request.state == QuotaRequestState::asking ? "not known" : std::string(to_string(request.state));
}

std::string since(std::string_view moment, Instant now) {
    const std::string age = age_text(moment, now);
    return age == "now" ? "just now" : age + " ago";
}

std::string request_line(const QuotaRequest& request) {
    const std::string said = request.said.empty() ? "" : fmt::format(", {}", harmless(request.said));
    return fmt::format("  {} to {}: {}{}\n", describe(request.wish.quota), request.wish.limit, state_words(request),
                       said);
}

}  // namespace

std::string quota_asked_view(const std::vector<AskedPlace>& asked, const Paint& paint, int columns) {
    if (asked.empty()) return "there is no place to ask in\n";
    std::string text;
    for (const AskedPlace& one : asked) {
        text += Line()
                    .add(fmt::format("{}, {} with {}: ", place_text(one.place), one.place.machine_type,
                                     gpu_text(one.place)))
                    .add(words_of(one.outcome), tint_of(one.outcome))
                    .fit(columns, paint) +
                "\n";
        for (const QuotaRequest& request : one.requests) text += request_line(request);
        if (!one.why.empty() && one.outcome != AskOutcome::refused) text += fmt::format("  {}\n", harmless(one.why));
    }
    const auto any = [&](AskOutcome outcome) {
        return std::ranges::any_of(asked, [&](const AskedPlace& one) { return one.outcome == outcome; });
    };
    if (any(AskOutcome::pending)) text += "\nwhat becomes of it: aloft quota list\n";
    return text;
}

std::string quota_requests_view(const QuotaRequests& requests, Instant now, const Paint& paint, int columns) {
    if (requests.requests.empty()) return "no quota was asked for; to ask: aloft quota ask GPU\n";
    std::vector<std::vector<Cell>> rows{titles({"CLOUD", "QUOTA", "TO", "STATE", "ASKED", "FOR"})};
    std::string reasons;
    for (const QuotaRequest& request : requests.requests) {
        rows.push_back({{request.wish.quota.cloud, Tint::plain},
                        {describe(request.wish.quota), Tint::strong},
                        {std::to_string(request.wish.limit), Tint::plain},
                        {state_words(request), tint_of(request)},
                        {since(request.asked, now), Tint::plain},
                        {harmless(request.wish.purpose), Tint::plain}});
        if (!request.said.empty() && !is_granted(request))
            reasons += fmt::format("  {}: {}\n", describe(request.wish.quota), harmless(request.said));
    }
    if (!reasons.empty()) reasons = "\nwhat was said:\n" + reasons;
    return table_view(rows, paint, columns) + reasons +
           silent_text(requests.silent, "as last seen, the wishes", columns);
}

}  // namespace aloft::cli
