#include "market/sizing.hpp"

#include <fmt/format.h>

namespace aloft::market {
namespace {

// Of one card. Loading and augmenting pictures keeps about four processors busy; PyTorch with a CUDA context and its
// loaders fills about 12 GB. The smallest machines that the clouds themselves build around one card have as much.
constexpr int cpus_beside_a_card = 4;
constexpr Bytes memory_beside_a_card = gibibytes(12);
/// A part of a card has less memory than the smallest whole one that is rented, and serves smaller work.
constexpr Bytes smallest_card = gibibytes(8);

// A machine that does other things than training.
constexpr int cpus_without_gpu = 2;
constexpr Bytes memory_without_gpu = gibibytes(8);

// Driver and CUDA take 10 GB, PyTorch and TensorFlow with their libraries 15, the system 10: 50 leave some for data.
constexpr Bytes tight_disk = gibibytes(50);

struct Sizes {
    std::int64_t millicpus;
    Bytes memory;
};

Sizes advised(const GpuRow& gpu, const TypeRow& type) {
    if (type.gpus == 0) return {std::int64_t{cpus_without_gpu} * 1000, memory_without_gpu};
    const bool part = mebibytes(gpu.memory_mib) < smallest_card;
    const std::int64_t halves = part ? 1 : 2;
    return {std::int64_t{cpus_beside_a_card} * 500 * halves * type.gpus,
            {memory_beside_a_card.count / 2 * halves * type.gpus}};
}

std::string cards(int count) { return count == 1 ? "a GPU" : fmt::format("{} GPUs", count); }

}  // namespace

Bytes advised_disk(int gpus) { return gibibytes(gpus == 0 ? 50 : 100); }

std::vector<std::string> oddities(const GpuRow& gpu, const TypeRow& type, Bytes disk) {
    std::vector<std::string> odd;
    if (type.gpus == 0) return odd;
    const Sizes enough = advised(gpu, type);
    const double cpus = type.millicpus / 1000.0;
    if (std::int64_t{type.millicpus} * 2 < enough.millicpus)
        odd.push_back(fmt::format("{:g} processor{} cannot keep {} busy: {} are usual", cpus, cpus == 1 ? "" : "s",
                                  cards(type.gpus), enough.millicpus / 1000));
    const Bytes memory = mebibytes(type.memory_mib);
    if (memory.count * 2 < enough.memory.count)
        odd.push_back(fmt::format("{} of memory beside {} is little: {} are usual", to_string(memory), cards(type.gpus),
                                  to_string(enough.memory)));
    if (disk < tight_disk)
        odd.push_back(fmt::format("{} of disk hardly hold the driver, CUDA and a framework: {} are usual",
                                  to_string(disk), to_string(advised_disk(type.gpus))));
    if (type.local_disk_gb > 0)
        odd.push_back(
            fmt::format("its local disks of {} GB are emptied whenever it is stopped; the {} of its own disk stay",
                        type.local_disk_gb, to_string(disk)));
    return odd;
}

bool is_well_sized(const GpuRow& gpu, const TypeRow& type) {
    const Sizes enough = advised(gpu, type);
    return std::int64_t{type.millicpus} >= enough.millicpus && mebibytes(type.memory_mib) >= enough.memory;
}

}  // namespace aloft::market
