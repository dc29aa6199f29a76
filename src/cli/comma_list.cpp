#include "cli/comma_list.hpp"

#include <algorithm>

namespace aloft::cli {

std::vector<std::string> comma_list(std::string_view text) {
    std::vector<std::string> words;
    while (!text.empty()) {
        const std::size_t comma = std::min(text.find(','), text.size());
        if (comma > 0) words.emplace_back(text.substr(0, comma));
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return words;
}

}  // namespace aloft::cli
