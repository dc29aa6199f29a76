#pragma once

namespace aloft {

/// Offer::details: why a machine that is offered with a GPU will have none. Only rehearsals have it: then no driver is
/// installed, and the words are said before acting.
inline constexpr const char* no_card_detail = "no_card";

}  // namespace aloft
