#include "market/likely_price.hpp"

#include <fmt/format.h>

namespace aloft::market {
namespace {

std::string why_impossible(const std::optional<Price>& price) {
    if (!price) return {};
    if (price->hour.micros <= 0) return "a price of nothing";
    if (price->hour > dearest) return fmt::format("{} an hour is more than any machine costs", to_string(price->hour));
    return {};
}

}  // namespace

std::string why_impossible(const Offering& offering) {
    if (!offering.on_demand && !offering.spot) return "it has no price";
    if (std::string why = why_impossible(offering.on_demand); !why.empty()) return why;
    if (std::string why = why_impossible(offering.spot); !why.empty()) return why;
    if (offering.on_demand && offering.spot && offering.spot->hour > offering.on_demand->hour)
        return fmt::format("spot, {}, is dearer than on demand, {}", to_string(offering.spot->hour),
                           to_string(offering.on_demand->hour));
    return {};
}

}  // namespace aloft::market
