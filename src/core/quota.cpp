#include "core/quota.hpp"

#include "core/words.hpp"

namespace aloft {
namespace {

constexpr Words<QuotaRequestState, 4> states{{
    {QuotaRequestState::asking, "asking"},
    {QuotaRequestState::pending, "pending"},
    {QuotaRequestState::granted, "granted"},
    {QuotaRequestState::refused, "refused"},
}};

}  // namespace

std::string describe(const QuotaRef& quota) {
    std::string text = quota.id;
    for (const auto& [name, value] : quota.dimensions) text += " (" + value + ")";
    if (!quota.region.empty()) text += " in " + quota.region;
    return text;
}

std::string_view to_string(QuotaRequestState state) { return word_of(states, state); }
std::optional<QuotaRequestState> quota_request_state_from(std::string_view word) { return value_of(states, word); }

}  // namespace aloft
