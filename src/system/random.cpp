#include "system/random.hpp"

#include <sys/random.h>

#include <string_view>

namespace aloft {

std::uint64_t SystemRandom::next() {
    std::uint64_t value = 0;
    while (getrandom(&value, sizeof value, 0) != static_cast<ssize_t>(sizeof value)) {
    }
    return value;
}

std::string random_word(Random& random, std::size_t length) {
    constexpr std::string_view letters = "abcdefghjkmnpqrstuvwxyz23456789";
    std::string word;
    while (word.size() < length) {
        const std::string_view from = word.empty() ? letters.substr(0, 23) : letters;
        word += from[random.next() % from.size()];
    }
    return word;
}

}  // namespace aloft
