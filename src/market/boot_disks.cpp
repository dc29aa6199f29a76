#include "market/boot_disks.hpp"

#include <algorithm>
#include <iterator>

namespace aloft::market {
namespace {

using enum DiskType;

constexpr std::string_view google = "gcp";

// By Google's list for Iowa. In other regions the four stand to each other as there, but for a few hundredths.
constexpr BootDisk disks[] = {
    {balanced, google, "pd-balanced", 100},
    {ssd, google, "pd-ssd", 170},
    {standard, google, "pd-standard", 40},
    {hyperdisk, google, "hyperdisk-balanced", 80},
};

constexpr DiskType older[] = {balanced, ssd, standard};
constexpr DiskType without_moving_parts[] = {balanced, ssd};
constexpr DiskType of_both_kinds[] = {balanced, ssd, hyperdisk};
constexpr DiskType newest[] = {hyperdisk};

struct Family {
    std::string_view beginning;  ///< of the names of its machine types
    std::span<const DiskType> disks;
};

/// The first that fits counts; a family that is not here is an older one.
constexpr Family families[] = {
    {"a3-ultragpu-", newest}, {"a3-", of_both_kinds}, {"a4-", newest},  {"a4x-", newest}, {"c3-", of_both_kinds},
    {"c3d-", of_both_kinds},  {"c4-", newest},        {"c4a-", newest}, {"c4d-", newest}, {"g2-", without_moving_parts},
    {"g4-", newest},          {"m3-", of_both_kinds}, {"n4-", newest},  {"n4a-", newest}, {"n4d-", newest},
};

}  // namespace

std::span<const DiskType> boot_disks_of(std::string_view cloud, std::string_view machine_type) {
    if (cloud != google) return {};
    const auto* const family =
        std::ranges::find_if(families, [&](const Family& one) { return machine_type.starts_with(one.beginning); });
    return family == std::end(families) ? older : family->disks;
}

const BootDisk* boot_disk(std::string_view cloud, std::string_view machine_type, std::optional<DiskType> wished) {
    const std::span<const DiskType> taken = boot_disks_of(cloud, machine_type);
    const auto chosen = wished ? std::ranges::find(taken, *wished) : taken.begin();
    if (chosen == taken.end()) return nullptr;
    const auto* const found =
        std::ranges::find_if(disks, [&](const BootDisk& one) { return one.cloud == cloud && one.type == *chosen; });
    return found == std::end(disks) ? nullptr : found;
}

const BootDisk* boot_disk_named(std::string_view cloud, std::string_view name) {
    const auto* const found =
        std::ranges::find_if(disks, [&](const BootDisk& one) { return one.cloud == cloud && one.name == name; });
    return found == std::end(disks) ? nullptr : found;
}

}  // namespace aloft::market
