#include "market/wish.hpp"

namespace aloft::market {

bool matches(std::string_view pattern, std::string_view word) {
    // Where to go on when the letters after the last star do not fit: one letter further.
    std::size_t star = std::string_view::npos;
    std::size_t from = 0;
    std::size_t letter = 0;
    std::size_t sign = 0;
    while (letter < word.size()) {
        if (sign < pattern.size() && pattern[sign] == '*') {
            star = sign++;
            from = letter;
        } else if (sign < pattern.size() && (pattern[sign] == '?' || pattern[sign] == word[letter])) {
            ++sign;
            ++letter;
        } else if (star != std::string_view::npos) {
            sign = star + 1;
            letter = ++from;
        } else {
            return false;
        }
    }
    while (sign < pattern.size() && pattern[sign] == '*') ++sign;
    return sign == pattern.size();
}

}  // namespace aloft::market
