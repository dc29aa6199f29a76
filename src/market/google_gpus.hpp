#pragma once
#include <string_view>

namespace aloft::market {

/// A kind of GPU in the catalog's word and in Google's.
struct GoogleGpu {
    std::string_view kind;         ///< "T4"
    std::string_view accelerator;  ///< "nvidia-tesla-t4"
    std::string_view description;  ///< "NVIDIA T4"
};

/// Of a fraction ("RTX-PRO-6000/2") the whole card's. Null for what Google does not rent.
const GoogleGpu* google_gpu_of_kind(std::string_view kind);
const GoogleGpu* google_gpu_of_accelerator(std::string_view accelerator);

}  // namespace aloft::market
