#pragma once
#include <filesystem>
#include <string_view>
#include <vector>

#include "core/readings.hpp"
#include "core/result.hpp"
#include "system/process.hpp"

namespace aloft::agent {

/// Where the kernel tells of itself; tests have folders of their own.
struct KernelPlaces {
    std::filesystem::path processes = "/proc";
    std::filesystem::path limits = "/sys/fs/cgroup";
    std::filesystem::path disk = "/";
};

/// Asks kernel and driver; what one of them does not tell is left out.
Readings read_machine(const KernelPlaces& places, Processes& processes);

/// What `nvidia-smi` answers to the question of read_machine(), a card a line.
std::vector<CardReading> cards_in(std::string_view answer);

}  // namespace aloft::agent
