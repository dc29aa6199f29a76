#include "cli/text.hpp"

#include <fmt/format.h>

#include "core/host_list.hpp"
#include "market/search.hpp"

namespace aloft::cli {

using std::chrono::milliseconds;

namespace {

std::string month_of(Money hour) {
    return fmt::format("${}", (hour.micros * market::hours_a_month + 500'000) / 1'000'000);
}

}  // namespace

std::string duration_text(milliseconds duration) {
    const auto tenths = duration.count() / 100;
    const auto seconds = duration.count() / 1000;
    if (seconds < 10) return fmt::format("{}.{}s", tenths / 10, tenths % 10);
    if (seconds < 60) return fmt::format("{}s", seconds);
    if (seconds < 3600) return fmt::format("{}m {:02}s", seconds / 60, seconds % 60);
    return fmt::format("{}h {:02}m", seconds / 3600, seconds / 60 % 60);
}

std::string age_text(std::string_view iso, Instant now) {
    const std::optional<Instant> then = from_iso(iso);
    if (!then) return "-";
    const std::int64_t minutes = std::chrono::duration_cast<std::chrono::minutes>(now - *then).count();
    if (minutes < 1) return "now";
    if (minutes < 60) return fmt::format("{}m", minutes);
    constexpr std::int64_t day = 1440;
    if (minutes < 2 * day) return fmt::format("{}h", minutes / 60);
    return fmt::format("{}d", minutes / day);
}

std::string sizes_text(const Offer& offer) {
    std::string text = fmt::format("{} cpu{}, {} memory, {} disk", offer.cpus, offer.cpus == 1 ? "" : "s",
                                   to_string(offer.memory), to_string(offer.disk));
    if (offer.gpu) text += fmt::format(", {} {}", offer.gpu->count, offer.gpu->name);
    return text;
}

std::string where_text(const Offer& offer) {
    return offer.place.empty() ? offer.cloud : fmt::format("{}, {}", offer.cloud, offer.place);
}

std::string_view kind_text(const Offer& offer) {
    return offer.cloud == hosts_provider ? "a host of yours" : to_string(offer.kind);
}

/// A cloud's resource has none where the catalog does not know it, or the ledger was rebuilt from labels.
constexpr const char* unknown_price = "a price that is not known";

std::string price_text(const Offer& offer, const HourlyPrice& price) {
    if (price == HourlyPrice{}) {
        if (offer.cloud == default_place) return "$0 - this computer";
        if (offer.cloud == hosts_provider) return "$0 - a host of yours";
        return unknown_price;
    }
    return fmt::format("{} an hour running, {} stopped; {} and {} a month", to_string(price.running),
                       to_string(price.stopped), month_of(price.running), month_of(price.stopped));
}

std::string price_of_disk(const Offer& offer, const HourlyPrice& price) {
    if (price == HourlyPrice{})
        return offer.cloud == default_place || offer.cloud == hosts_provider ? "no cost" : unknown_price;
    return fmt::format("{} an hour, {} a month", to_string(price.stopped), month_of(price.stopped));
}

}  // namespace aloft::cli
