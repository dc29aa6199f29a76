#pragma once
#include <optional>
#include <span>
#include <string_view>

#include "core/spec.hpp"

namespace aloft::market {

/// One way of a cloud to keep a machine's disk.
struct BootDisk {
    DiskType type;
    std::string_view cloud;
    std::string_view name;  ///< the cloud's own word: "pd-ssd"
    int price_hundredths;   ///< of the price that the catalog has for the disks of a region
};

/// What machines of the type can boot from; the first is taken where nobody says which. Empty for a cloud of whose
/// disks aloft knows nothing.
std::span<const DiskType> boot_disks_of(std::string_view cloud, std::string_view machine_type);

/// The one that is wished, or the first; nothing where the type of machine does not take it.
const BootDisk* boot_disk(std::string_view cloud, std::string_view machine_type, std::optional<DiskType> wished);

const BootDisk* boot_disk_named(std::string_view cloud, std::string_view name);

}  // namespace aloft::market
