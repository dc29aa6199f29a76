#include "core/utf8.hpp"

namespace aloft {
namespace {

struct Range {
    unsigned char low = 0x80;
    unsigned char high = 0xBF;
    bool holds(char byte) const {
        const auto value = static_cast<unsigned char>(byte);
        return low <= value && value <= high;
    }
};

}  // namespace

// The narrowed second bytes shut out overlong forms, surrogates and what lies beyond U+10FFFF (Unicode, table 3-7).
std::size_t utf8_length(std::string_view text) {
    if (text.empty()) return 0;
    const auto first = static_cast<unsigned char>(text[0]);
    if (first < 0x80) return 1;
    std::size_t length = 0;
    if (first >= 0xC2 && first <= 0xDF) length = 2;
    if (first >= 0xE0 && first <= 0xEF) length = 3;
    if (first >= 0xF0 && first <= 0xF4) length = 4;
    if (length == 0 || text.size() < length) return 0;

    Range second;
    if (first == 0xE0) second.low = 0xA0;
    if (first == 0xED) second.high = 0x9F;
    if (first == 0xF0) second.low = 0x90;
    if (first == 0xF4) second.high = 0x8F;
    if (!second.holds(text[1])) return 0;
    for (std::size_t at = 2; at < length; ++at) {
        if (!Range{}.holds(text[at])) return 0;
    }
    return length;
}

std::string valid_utf8(std::string_view text) {
    std::string valid;
    valid.reserve(text.size());
    while (!text.empty()) {
        const std::size_t length = utf8_length(text);
        valid += length == 0 ? "\uFFFD" : text.substr(0, length);
        text.remove_prefix(length == 0 ? 1 : length);
    }
    return valid;
}

}  // namespace aloft
