#pragma once
#include <filesystem>
#include <string_view>

#include "core/bytes.hpp"
#include "core/offer.hpp"
#include "core/result.hpp"
#include "core/spec.hpp"

namespace aloft::local {

/// What this computer has to give.
struct Computer {
    int cores = 1;
    Bytes memory;
    Bytes free_disk;
};

/// As this process sees it: a container's or a batch job's share counts, not the whole board.
Computer this_computer(const std::filesystem::path& storage);

/// The sizes of a machine: as asked for, else what leaves the computer usable. Bad input for more than there is.
Result<Offer> settle_sizes(const Spec& spec, const Computer& computer);

/// "MemTotal: 123 kB" in the text of /proc/meminfo; nothing there is nothing had.
Bytes total_memory(std::string_view meminfo);

}  // namespace aloft::local
