#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/bytes.hpp"

namespace aloft {

/// What one card does just now. What its driver does not tell is nothing.
struct CardReading {
    std::string name;    ///< "Tesla T4"
    std::string driver;  ///< "580.95.05"
    std::optional<int> busy_percent;
    std::optional<Bytes> memory;
    std::optional<Bytes> memory_used;
    std::optional<int> celsius;
    std::optional<int> watts;
    bool operator==(const CardReading&) const = default;
};

/// What a machine does just now, as it says itself.
struct Readings {
    int cpus = 0;
    std::optional<int> load_percent;  ///< of all CPUs, over a minute; nothing where it would be that of others too
    std::optional<Bytes> memory;
    std::optional<Bytes> memory_used;
    std::optional<Bytes> disk;
    std::optional<Bytes> disk_used;
    std::vector<CardReading> cards;
    std::string cards_problem;  ///< what the driver said instead; empty when there is no driver
    bool operator==(const Readings&) const = default;
};

}  // namespace aloft
