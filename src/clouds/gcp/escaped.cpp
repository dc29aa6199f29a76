#include "clouds/gcp/escaped.hpp"

#include <fmt/format.h>

namespace aloft::gcp {

std::string escaped(std::string_view text) {
    std::string plain;
    for (const char letter : text) {
        const bool as_it_is = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                              (letter >= '0' && letter <= '9') || letter == '-' || letter == '.' || letter == '_' ||
                              letter == '~';
        plain += as_it_is ? std::string(1, letter) : fmt::format("%{:02X}", static_cast<unsigned char>(letter));
    }
    return plain;
}

}  // namespace aloft::gcp
