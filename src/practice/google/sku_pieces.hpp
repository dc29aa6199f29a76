#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "practice/places.hpp"

namespace aloft::practice::google {

/// Google does not sell machines but pieces of them: an hour of a core, of a GiB of memory, of a GPU; a month of a GiB
/// of local disk. The catalog has whole machines, so pieces are found of which these are the sums.
struct SkuPiece {
    std::string description;  ///< "N1 Predefined Instance Core", "Nvidia Tesla T4 GPU"
    std::string group;        ///< "CPU", "RAM", "GPU", "LocalSSD"
    std::string unit;         ///< "h", "GiBy.h", "GiBy.mo"
    std::int64_t nanos = 0;
};

/// One machine of which the price is known; in nanos, of a dollar an hour.
struct PricedMachine {
    MachineTypeFacts type;
    std::int64_t nanos = 0;
};

struct PricedGpu {
    std::string accelerator;
    std::int64_t nanos = 0;
};

/// Those of one region and one way of buying. What does not add up with the smaller machines of its family is left out.
std::vector<SkuPiece> pieces_of(const std::vector<PricedMachine>& machines, const std::vector<PricedGpu>& gpus);

}  // namespace aloft::practice::google
