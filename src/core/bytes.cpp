#include "core/bytes.hpp"

#include <fmt/format.h>

#include <array>
#include <cctype>
#include <charconv>
#include <utility>

namespace aloft {
namespace {

constexpr std::array<std::pair<char, int>, 5> shifts{{{'k', 10}, {'m', 20}, {'g', 30}, {'t', 40}, {'p', 50}}};

std::optional<int> shift_of(std::string_view unit) {
    if (unit.empty()) return 30;
    std::string lower;
    for (char c : unit) lower += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (lower == "b") return 0;
    for (const auto& [letter, shift] : shifts)
        if (lower[0] == letter && (lower.size() == 1 || lower.substr(1) == "b" || lower.substr(1) == "ib"))
            return shift;
    return std::nullopt;
}

}  // namespace

std::optional<Bytes> parse_bytes(std::string_view text) {
    double amount = 0;
    const auto [rest, error] =
        std::from_chars(text.data(), text.data() + text.size(), amount, std::chars_format::fixed);
    if (error != std::errc{} || !(amount > 0)) return std::nullopt;
    std::string_view unit(rest, static_cast<std::size_t>(text.data() + text.size() - rest));
    while (!unit.empty() && unit.front() == ' ') unit.remove_prefix(1);
    const auto shift = shift_of(unit);
    if (!shift) return std::nullopt;
    const double count = amount * static_cast<double>(std::int64_t{1} << *shift);
    constexpr double largest = 9e18;
    if (count < 1 || count > largest) return std::nullopt;
    return Bytes{static_cast<std::int64_t>(count)};
}

std::string to_string(Bytes bytes) {
    constexpr std::array<std::pair<int, std::string_view>, 4> units{{{40, "TB"}, {30, "GB"}, {20, "MB"}, {10, "KB"}}};
    for (const auto& [shift, unit] : units) {
        const std::int64_t one = std::int64_t{1} << shift;
        if (bytes.count != 0 && bytes.count % one == 0) return fmt::format("{}{}", bytes.count / one, unit);
    }
    return fmt::format("{}B", bytes.count);
}

}  // namespace aloft
