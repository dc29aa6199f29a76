#pragma once
#include <chrono>
#include <string>

#include "core/capacity.hpp"

namespace aloft::market {

/// How much it still counts that there was none, from 1000 (as sure as just now) down to nothing. It counts fully for
/// ten minutes, since a shelf is seldom filled within them; then it halves every half hour; after four hours nobody
/// can say. That a machine was had counts nothing against the shelf, however long ago.
int weight_of(const CapacityNews& news, std::chrono::seconds age);

/// Whether it is so fresh that to try again would be to lose time.
bool blocks(const CapacityNews& news, std::chrono::seconds age);

/// "no capacity 10 minutes ago", "no capacity 2 hours ago"; empty when it counts nothing any more.
std::string capacity_words(const CapacityNews& news, std::chrono::seconds age);

}  // namespace aloft::market
