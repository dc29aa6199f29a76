#include "cli/wrap.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/paint.hpp"

namespace aloft::cli {
namespace {

constexpr int widest = 100;  // longer lines of prose are hard to read, however wide the terminal
constexpr int narrowest = 20;

}  // namespace

std::vector<std::string> wrap(std::string_view text, int columns) {
    std::vector<std::string> lines(1);
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of(" \n"), text.size());
        const std::string_view word = text.substr(0, end);
        const bool fits = lines.back().empty() || width_of(lines.back()) + 1 + width_of(word) <= columns;
        if (!fits) lines.emplace_back();
        if (!lines.back().empty() && !word.empty()) lines.back() += ' ';
        lines.back() += word;
        if (end < text.size() && text[end] == '\n') lines.emplace_back();
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::string wrap_from(int column, std::string_view text, int columns) {
    const std::vector<std::string> lines = wrap(text, std::max(narrowest, std::min(columns, widest) - column));
    return fmt::format("{}", fmt::join(lines, "\n" + std::string(static_cast<std::size_t>(column), ' ')));
}

}  // namespace aloft::cli
