#pragma once
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

namespace aloft {

/// The words of an enumeration, as they stand in JSON, in the ledger and in messages. One table serves both ways.
template <class Enum, std::size_t size>
using Words = std::array<std::pair<Enum, std::string_view>, size>;

template <class Enum, std::size_t size>
constexpr std::string_view word_of(const Words<Enum, size>& words, Enum value) {
    for (const auto& [candidate, word] : words)
        if (candidate == value) return word;
    return "?";
}

template <class Enum, std::size_t size>
constexpr std::optional<Enum> value_of(const Words<Enum, size>& words, std::string_view word) {
    for (const auto& [candidate, name] : words)
        if (name == word) return candidate;
    return std::nullopt;
}

}  // namespace aloft
