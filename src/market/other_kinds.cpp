#include "market/other_kinds.hpp"

#include <algorithm>
#include <array>

namespace aloft::market {
namespace {

struct Facts {
    std::string_view name;  ///< as SkyPilot's catalogs have it
    std::string_view maker;
    std::string_view generation;
    int memory_gib;
    int compute_capability;
    int tflops_fp32_tenths;
    int tflops_fp16_tenths;  ///< 0 where the makers' sheets count otherwise than for the others
};

constexpr std::array<Facts, 18> facts{{
    {"A10", "NVIDIA", "Ampere", 24, 86, 312, 1250},
    {"A40", "NVIDIA", "Ampere", 48, 86, 374, 1497},
    {"A6000", "NVIDIA", "Ampere", 48, 86, 387, 1548},
    {"RTXA6000", "NVIDIA", "Ampere", 48, 86, 387, 1548},
    {"RTXA5000", "NVIDIA", "Ampere", 24, 86, 278, 0},
    {"RTXA4500", "NVIDIA", "Ampere", 20, 86, 237, 0},
    {"RTXA4000", "NVIDIA", "Ampere", 16, 86, 192, 0},
    {"RTX3090", "NVIDIA", "Ampere", 24, 86, 356, 0},
    {"A100-80GB-SXM", "NVIDIA", "Ampere", 80, 80, 195, 3120},
    {"RTX4090", "NVIDIA", "Ada", 24, 89, 826, 0},
    {"RTX4000-Ada", "NVIDIA", "Ada", 20, 89, 267, 0},
    {"RTX6000-Ada", "NVIDIA", "Ada", 48, 89, 911, 0},
    {"L40", "NVIDIA", "Ada", 48, 89, 905, 1810},
    {"H100-SXM", "NVIDIA", "Hopper", 80, 90, 670, 9890},
    {"RTX6000", "NVIDIA", "Turing", 24, 75, 163, 1305},
    {"P40", "NVIDIA", "Pascal", 24, 61, 118, 0},
    {"Radeon-MI25", "AMD", "Vega", 16, 0, 123, 246},
    {"MI300X", "AMD", "CDNA 3", 192, 0, 1634, 13074},
}};

}  // namespace

void complete_kind(GpuKind& kind) {
    const auto* const known = std::ranges::find(facts, kind.name, &Facts::name);
    if (known == facts.end()) return;
    if (kind.maker.empty()) kind.maker = known->maker;
    if (kind.generation.empty()) kind.generation = known->generation;
    if (kind.memory_mib == 0) kind.memory_mib = known->memory_gib * 1024;
    if (kind.compute_capability == 0) kind.compute_capability = known->compute_capability;
    if (kind.tflops_fp32_tenths == 0) kind.tflops_fp32_tenths = known->tflops_fp32_tenths;
    if (kind.tflops_fp16_tenths == 0) kind.tflops_fp16_tenths = known->tflops_fp16_tenths;
}

}  // namespace aloft::market
