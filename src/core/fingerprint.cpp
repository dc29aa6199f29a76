#include "core/fingerprint.hpp"

namespace aloft {

std::uint64_t hash_of(std::string_view content, std::uint64_t begins_with) {
    std::uint64_t hash = begins_with;
    for (const char character : content) hash = (hash ^ static_cast<unsigned char>(character)) * 0x100000001b3ULL;
    return hash;
}

std::string fingerprint(std::string_view content) {
    constexpr std::string_view digits = "0123456789abcdef";
    const std::uint64_t hash = hash_of(content);
    std::string text;
    for (int place = 0; place < 10; ++place) text += digits[(hash >> (60 - 4 * place)) & 0xF];
    return text;
}

}  // namespace aloft
