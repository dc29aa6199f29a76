#pragma once
#include <cstdint>
#include <span>
#include <string_view>

namespace aloft::market {

/// What of a machine a quota counts.
enum class Counted : std::uint8_t {
    gpus,
    cpus,
    solid_state_gb,
    hyperdisk_gb,
    rotating_gb,
    addresses,
    kept_addresses,
};

enum class Scope : std::uint8_t { region, everywhere };

/// The words for one quota; without an id, nobody has published which one it is.
struct QuotaWords {
    std::string_view id;
    std::string_view title;   ///< what the cloud calls it, where the id says nothing to a person
    std::string_view family;  ///< value of the dimension "gpu_family"; empty without
};

/// What machines of some types, with some GPUs, spend. All rules that match count.
struct QuotaRule {
    std::string_view cloud;
    std::string_view gpus;   ///< kinds between blanks, "*" for any kind; empty where GPUs do not matter
    std::string_view types;  ///< how types begin, between blanks; after a letter comes a digit. Empty for all types
    Counted counted;
    Scope scope;
    QuotaWords on_demand;
    QuotaWords spot;
};

std::span<const QuotaRule> quota_rules();

/// How a cloud asks for more.
struct QuotaOffice {
    std::string_view cloud;
    std::string_view service;
    std::string_view after_region;      ///< what is put behind the id, with dashes instead of underscores
    std::string_view after_everywhere;  ///< both empty where the id itself is asked for
    std::string_view page;              ///< where a person sees them
};

/// Nothing for a cloud whose quotas aloft does not know.
const QuotaOffice* quota_office(std::string_view cloud);

}  // namespace aloft::market
