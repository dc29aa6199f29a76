#include "market/google_gpus.hpp"

#include <algorithm>
#include <iterator>

namespace aloft::market {
namespace {

constexpr GoogleGpu gpus[] = {
    {"P4", "nvidia-tesla-p4", "NVIDIA Tesla P4"},
    {"P100", "nvidia-tesla-p100", "NVIDIA Tesla P100"},
    {"V100", "nvidia-tesla-v100", "NVIDIA V100"},
    {"T4", "nvidia-tesla-t4", "NVIDIA T4"},
    {"L4", "nvidia-l4", "NVIDIA L4"},
    {"A100", "nvidia-tesla-a100", "NVIDIA A100 40GB"},
    {"A100-80GB", "nvidia-a100-80gb", "NVIDIA A100 80GB"},
    {"H100", "nvidia-h100-80gb", "NVIDIA H100 80GB"},
    {"H100-MEGA", "nvidia-h100-mega-80gb", "NVIDIA H100 80GB MEGA"},
    {"H200", "nvidia-h200-141gb", "NVIDIA H200 141GB"},
    {"B200", "nvidia-b200", "NVIDIA B200"},
    {"RTX-PRO-6000", "nvidia-rtx-pro-6000", "NVIDIA RTX PRO 6000"},
};

const GoogleGpu* found(std::string_view word, std::string_view GoogleGpu::* column) {
    const auto* const row = std::ranges::find(gpus, word, column);
    return row == std::end(gpus) ? nullptr : row;
}

}  // namespace

const GoogleGpu* google_gpu_of_kind(std::string_view kind) {
    return found(kind.substr(0, kind.find('/')), &GoogleGpu::kind);
}

const GoogleGpu* google_gpu_of_accelerator(std::string_view accelerator) {
    return found(accelerator, &GoogleGpu::accelerator);
}

}  // namespace aloft::market
