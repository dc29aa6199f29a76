#pragma once
#include <string>
#include <string_view>

namespace aloft::market {

/// How a name of a GPU is compared: letters and digits, in lower case; "NVIDIA Tesla-T4" is "nvidiateslat4". A
/// fraction's slash counts.
inline std::string folded(std::string_view word) {
    std::string letters;
    for (const char letter : word) {
        if (letter >= 'A' && letter <= 'Z') letters += static_cast<char>(letter - 'A' + 'a');
        if ((letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '/') letters += letter;
    }
    return letters;
}

}  // namespace aloft::market
