#include "core/base64.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace aloft {
namespace {

constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

char letter(std::uint32_t six_bits, Base64 form) {
    if (six_bits < letters.size()) return letters[six_bits];
    const std::string_view last_two = form == Base64::standard ? "+/" : "-_";
    return last_two[six_bits - letters.size()];
}

std::optional<std::uint32_t> six_bits(char from, Base64 form) {
    for (std::uint32_t value = 0; value < 64; ++value)
        if (letter(value, form) == from) return value;
    return std::nullopt;
}

}  // namespace

std::string to_base64(std::string_view bytes, Base64 form) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const std::size_t taken = std::min<std::size_t>(3, bytes.size() - at);
        std::uint32_t bits = 0;
        for (std::size_t index = 0; index < 3; ++index)
            bits = bits << 8U | (index < taken ? static_cast<unsigned char>(bytes[at + index]) : 0U);
        for (std::size_t index = 0; index <= taken; ++index) text += letter(bits >> (18 - 6 * index) & 63U, form);
        if (form == Base64::standard) text.append(3 - taken, '=');
    }
    return text;
}

std::optional<std::string> from_base64(std::string_view text, Base64 form) {
    for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) text.remove_suffix(1);
    if (text.size() % 4 == 1) return std::nullopt;
    std::string bytes;
    bytes.reserve(text.size() / 4 * 3 + 2);
    std::uint32_t bits = 0;
    int held = 0;
    for (const char from : text) {
        const auto value = six_bits(from, form);
        if (!value) return std::nullopt;
        bits = bits << 6U | *value;
        held += 6;
        if (held < 8) continue;
        held -= 8;
        bytes += static_cast<char>(bits >> static_cast<unsigned>(held) & 0xFFU);
    }
    return bytes;
}

}  // namespace aloft
