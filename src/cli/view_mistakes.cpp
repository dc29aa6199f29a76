#include "cli/view_mistakes.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace aloft::cli {
namespace {

std::string_view line_of(std::string_view text, int number) {
    for (int line = 1; line < number && !text.empty(); ++line)
        text.remove_prefix(std::min(text.find('\n') + 1, text.size()));
    std::string_view found = text.substr(0, text.find('\n'));
    if (found.ends_with('\r')) found.remove_suffix(1);
    return found;
}

/// Blanks as wide as what stands before the column; a tab stays one, so that the caret stands where the eye looks.
std::string blanks_before(std::string_view line, int column) {
    const auto before = line.substr(0, std::min(line.size(), static_cast<std::size_t>(std::max(0, column - 1))));
    std::string blanks;
    while (!before.empty() && blanks.size() < before.size()) {
        const char letter = before[blanks.size()];
        blanks += letter == '\t' ? '\t' : ' ';
    }
    return blanks;
}

}  // namespace

std::string mistakes_view(const std::vector<Mistake>& mistakes, std::string_view file, std::string_view text) {
    std::string view;
    for (const Mistake& mistake : mistakes) {
        if (!view.empty()) view += '\n';
        const std::string_view line = line_of(text, mistake.line);
        view += fmt::format("{}:{}:{}: {}", file, mistake.line, mistake.column, mistake.message);
        if (!line.empty()) view += fmt::format("\n    {}\n    {}^", line, blanks_before(line, mistake.column));
    }
    return view;
}

}  // namespace aloft::cli
