#pragma once
#include <string>

#include "market/catalog_content.hpp"

namespace aloft::market {

/// More than any machine costs an hour, and less than what a price cell of a catalog holds.
constexpr Money dearest{4'000'000'000};

/// Why the offering's prices cannot be, as a phrase; empty when they can.
std::string why_impossible(const Offering& offering);

}  // namespace aloft::market
