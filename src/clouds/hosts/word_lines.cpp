#include "clouds/hosts/word_lines.hpp"

#include <algorithm>
#include <sstream>

namespace aloft::hosts {

WordLines::WordLines(std::string_view text) {
    std::istringstream lines{std::string(text)};
    for (std::string line; std::getline(lines, line);)
        if (const auto space = line.find(' '); space != std::string::npos)
            lines_.emplace_back(line.substr(0, space), line.substr(space + 1));
}

std::string WordLines::first(std::string_view word) const {
    const auto line = std::ranges::find(lines_, word, &std::pair<std::string, std::string>::first);
    return line == lines_.end() ? std::string() : line->second;
}

std::vector<std::string> WordLines::all(std::string_view word) const {
    std::vector<std::string> values;
    for (const auto& [name, value] : lines_)
        if (name == word) values.push_back(value);
    return values;
}

WordLines WordLines::below(std::string_view beginning) const {
    WordLines result;
    for (const auto& [word, value] : lines_)
        if (word.starts_with(beginning)) result.lines_.emplace_back(word.substr(beginning.size()), value);
    return result;
}

std::string lines_of(const std::vector<std::pair<std::string, std::string>>& lines) {
    std::string text;
    for (const auto& [word, value] : lines) {
        std::string one_line = value;
        std::ranges::replace_if(one_line, [](char character) { return character == '\n' || character == '\r'; }, ' ');
        text.append(word).append(" ").append(one_line).append("\n");
    }
    return text;
}

}  // namespace aloft::hosts
