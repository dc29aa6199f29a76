#include "market/google_types.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace aloft::market {
namespace {

/// Types whose name ends with the number of GPUs: "8g".
struct Family {
    std::string_view beginning;
    std::string_view gpu;
};

constexpr std::array<Family, 9> families{{
    {"a2-highgpu-", "A100"},
    {"a2-megagpu-", "A100"},
    {"a2-ultragpu-", "A100-80GB"},
    {"a3-highgpu-", "H100"},
    {"a3-edgegpu-", "H100"},
    {"a3-megagpu-", "H100-MEGA"},
    {"a3-ultragpu-", "H200"},
    {"a4-highgpu-", "B200"},
    {"a4x-highgpu-", "GB200"},
}};

/// Types whose name ends with the number of CPUs.
struct Whole {
    std::string_view type;
    std::string_view gpu;
    int gpus;
};

constexpr std::array<Whole, 15> by_cpus{{
    {"g2-standard-4", "L4", 1},
    {"g2-standard-8", "L4", 1},
    {"g2-standard-12", "L4", 1},
    {"g2-standard-16", "L4", 1},
    {"g2-standard-24", "L4", 2},
    {"g2-standard-32", "L4", 1},
    {"g2-standard-48", "L4", 4},
    {"g2-standard-96", "L4", 8},
    {"g4-standard-6", "RTX-PRO-6000/8", 1},
    {"g4-standard-12", "RTX-PRO-6000/4", 1},
    {"g4-standard-24", "RTX-PRO-6000/2", 1},
    {"g4-standard-48", "RTX-PRO-6000", 1},
    {"g4-standard-96", "RTX-PRO-6000", 2},
    {"g4-standard-192", "RTX-PRO-6000", 4},
    {"g4-standard-384", "RTX-PRO-6000", 8},
}};

constexpr std::array<std::string_view, 6> spot_alone{"a3-highgpu-1g",  "a3-highgpu-2g", "a3-highgpu-4g",
                                                     "a3-ultragpu-8g", "a4-highgpu-8g", "a4x-highgpu-4g"};

constexpr std::array<std::string_view, 5> with_local_disks{"a2-ultragpu-", "a3-", "a4-", "a4x-", "z3-"};

std::optional<int> number_before_g(std::string_view ending) {
    int number = 0;
    const auto [end, error] = std::from_chars(ending.data(), ending.data() + ending.size(), number);
    const std::string_view rest(end, static_cast<std::size_t>(ending.data() + ending.size() - end));
    if (error != std::errc() || rest != "g" || number <= 0) return std::nullopt;
    return number;
}

}  // namespace

std::optional<BundledGpus> bundled_gpus(std::string_view type) {
    const auto* const whole = std::ranges::find(by_cpus, type, &Whole::type);
    if (whole != by_cpus.end()) return BundledGpus{std::string(whole->gpu), whole->gpus};
    for (const Family& family : families) {
        if (!type.starts_with(family.beginning)) continue;
        const std::optional<int> gpus = number_before_g(type.substr(family.beginning.size()));
        if (gpus) return BundledGpus{std::string(family.gpu), *gpus};
    }
    return std::nullopt;
}

bool never_on_demand(std::string_view type) { return std::ranges::find(spot_alone, type) != spot_alone.end(); }

bool has_local_disks(std::string_view type) {
    return type.ends_with("-lssd") ||
           std::ranges::any_of(with_local_disks, [&](std::string_view family) { return type.starts_with(family); });
}

}  // namespace aloft::market
