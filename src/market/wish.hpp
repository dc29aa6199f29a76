#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.hpp"
#include "core/money.hpp"
#include "core/spec.hpp"

namespace aloft::market {

/// What is looked for in the catalog. Each member that says something leaves less; none ever adds an offer.
struct Wish {
    std::vector<std::string> gpus;  ///< names, any of which will do; empty: every kind, and with a count of 0 none
    std::optional<int> count;       ///< of GPUs; 0: a machine without
    std::optional<Bytes> gpu_memory_least;  ///< of one card
    std::optional<Bytes> gpu_memory_most;
    std::optional<Bytes> all_gpu_memory;  ///< of all the machine's cards together, at least
    std::string machine_type;  ///< as the cloud calls it; empty: any
    PublicAddress address = PublicAddress::ephemeral;  ///< is counted into the price
    std::optional<int> cpus;
    std::optional<Bytes> memory;
    std::optional<Bytes> disk;  ///< what is counted into the price
    std::optional<DiskType> disk_type;  ///< what the machine must be able to boot from
    Spot spot = Spot::never;
    std::vector<std::string> clouds;   ///< empty: all of them
    std::vector<std::string> regions;  ///< regions or zones, with * and ?: "us-*", "gcp/europe-west4"; empty: all
    std::optional<Money> most_an_hour;  ///< of the machine with disk and address, while it runs
    bool operator==(const Wish&) const = default;
};

/// Whether the whole word is as the pattern says, * standing for any letters and ? for one.
bool matches(std::string_view pattern, std::string_view word);

}  // namespace aloft::market
