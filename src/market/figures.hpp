#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/money.hpp"
#include "market/catalog_content.hpp"

/// Numbers, prices and days as catalogs' texts write them.
namespace aloft::market {

/// "14.4" with one place is 144. More places than that are rounded; nothing for signs, exponents and other nonsense.
std::optional<std::int64_t> scaled(std::string_view decimal, int places);
/// 144 with one place is "14.4", and 140 is "14".
std::string decimal(std::int64_t scaled, int places);

/// "0.526" dollars.
std::optional<Money> money_from(std::string_view dollars);
std::string dollars(Money money);

/// "2026-07-30"; nothing before 1970 and after 2149, because a catalog has two bytes for a day.
std::optional<Day> day_from(std::string_view iso);
std::string to_string(Day day);

}  // namespace aloft::market
