#include "market/catalog_content.hpp"

namespace aloft::market {

std::string_view to_string(Architecture architecture) {
    return architecture == Architecture::arm64 ? "arm64" : "x86_64";
}

std::optional<Architecture> architecture_from(std::string_view word) {
    if (word == "x86_64") return Architecture::x86_64;
    if (word == "arm64") return Architecture::arm64;
    return std::nullopt;
}

}  // namespace aloft::market
