#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "core/spec.hpp"
#include "system/process.hpp"

namespace aloft::local {

/// One GPU that podman can hand to a container by its CDI name, "nvidia.com/gpu=<index>".
struct Gpu {
    std::string index;
    std::string model;  ///< "NVIDIA H200"; empty where nvidia-smi is not there to say
    bool operator==(const Gpu&) const = default;
};

/// The indexes of whole GPUs in a CDI description, YAML or JSON.
std::vector<std::string> gpus_in_cdi(std::string_view description);
/// The GPUs that this computer describes in /etc/cdi and /var/run/cdi.
std::vector<Gpu> gpus_of_this_computer(Processes& processes);

/// The indexes to take, "0,1"; no_capacity with words when the wish cannot be had.
Result<std::string> choose_gpus(const GpuWish& wish, const std::vector<Gpu>& present);

}  // namespace aloft::local
