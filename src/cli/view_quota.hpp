#pragma once
#include <string>

#include "cli/paint.hpp"
#include "operations/quota.hpp"

namespace aloft::cli {

/// A row for each kind of GPU and each cloud: where it may be had.
std::string quota_kinds_view(const QuotaReport& report, const Paint& paint, int columns);
/// How much of a table is shown.
enum class Rows { first, all };

/// A row for each region, cheapest first for that way of buying, and below what is missing in the first ones.
std::string quota_places_view(const QuotaReport& report, Buying buying, Rows shown, const Paint& paint, int columns);

}  // namespace aloft::cli
