#pragma once
#include <string>
#include <vector>

#include "core/bytes.hpp"
#include "market/catalog.hpp"

namespace aloft::market {

/// A disk that holds driver, CUDA, two frameworks and some data; for a machine without GPUs less.
Bytes advised_disk(int gpus);

/// What is odd about a machine beside its GPUs, as phrases: "2 processors cannot feed 8 GPUs". Advice, never an
/// obstacle.
std::vector<std::string> oddities(const GpuRow& gpu, const TypeRow& type, Bytes disk);

/// Whether the machine is large enough beside its GPUs for the usual work; smaller ones rank behind.
bool is_well_sized(const GpuRow& gpu, const TypeRow& type);

}  // namespace aloft::market
