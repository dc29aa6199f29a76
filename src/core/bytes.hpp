#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace aloft {

/// An amount of memory or disk. People write "4GB"; on machines that always means 4 GiB, and so it does here.
struct Bytes {
    std::int64_t count = 0;
    auto operator<=>(const Bytes&) const = default;
};

constexpr Bytes mebibytes(std::int64_t n) { return {n << 20}; }
constexpr Bytes gibibytes(std::int64_t n) { return {n << 30}; }

/// "4GB", "4 GiB", "4g", "512M", "1.5GB", "1TB"; a bare number is GiB. Nothing for zero, negatives and nonsense.
std::optional<Bytes> parse_bytes(std::string_view text);

/// The shortest exact form that parse_bytes reads back: "4GB", "512MB", "1536MB".
std::string to_string(Bytes bytes);

}  // namespace aloft
