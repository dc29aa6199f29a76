#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace aloft::market {

struct BundledGpus {
    std::string gpu;  ///< "A100", "RTX-PRO-6000/2"
    int gpus = 0;
    bool operator==(const BundledGpus&) const = default;
};

/// The GPUs that one of Google's machine types always has, by the type's name: a2-highgpu-4g has four A100. Google
/// prices them apart from their host. Nothing for a type without.
std::optional<BundledGpus> bundled_gpus(std::string_view type);

/// Whether the type can be had as spot alone, or by arrangements of days and weeks, whatever prices its pieces have.
bool never_on_demand(std::string_view type);

/// Whether machines of the type always have local disks, by its name. They are emptied whenever the machine is stopped,
/// and Google stops none without having been told that they may be.
bool has_local_disks(std::string_view type);

}  // namespace aloft::market
