#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "market/catalog_rows.hpp"

namespace aloft::market {

/// Of a catalog's bytes: tells damage, not malice. Eight bytes at a time, because it is reckoned at every start. `before` is the
/// checksum of what goes before these bytes.
inline std::uint64_t checksum(std::span<const std::byte> bytes, std::uint64_t before = 0) {
    constexpr std::uint64_t multiplier = 0x9fb2'1c65'1e98'df25;  // odd, with its ones and zeros well mixed
    std::uint64_t sum = before ^ (bytes.size() * multiplier);
    while (!bytes.empty()) {
        std::uint64_t word = 0;
        const std::size_t taken = bytes.size() < sizeof word ? bytes.size() : sizeof word;
        std::memcpy(&word, bytes.data(), taken);
        sum = (sum ^ word) * multiplier;
        sum ^= sum >> 32;
        bytes = bytes.subspan(taken);
    }
    return sum;
}

/// The number that belongs into the header of a catalog with these rows.
inline std::uint64_t seal(CatalogHeader header, std::span<const std::byte> rows) {
    header.checksum = 0;
    return checksum(rows, checksum(std::as_bytes(std::span(&header, 1))));
}

}  // namespace aloft::market
