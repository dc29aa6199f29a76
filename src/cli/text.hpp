#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "core/offer.hpp"
#include "system/clock.hpp"

namespace aloft::cli {

/// "0.4s", "12s", "1m 05s", "2h 10m"
std::string duration_text(std::chrono::milliseconds duration);
/// How long ago an ISO time was: "now", "5m", "3h", "12d"; "-" for one that is none.
std::string age_text(std::string_view iso, Instant now);
/// "2 cpus, 4GB memory, 20GB disk, 2 T4"
std::string sizes_text(const Offer& offer);
/// "local, this computer"
std::string where_text(const Offer& offer);
/// "container"
std::string_view kind_text(const Offer& offer);
/// "$0 - this computer", or "$0.35 an hour running, $0.02 stopped"
std::string price_text(const Offer& offer, const HourlyPrice& price);
/// "$0.0137 an hour, $10 a month", of a machine of which only its disk is left.
std::string price_of_disk(const Offer& offer, const HourlyPrice& price);

}  // namespace aloft::cli
