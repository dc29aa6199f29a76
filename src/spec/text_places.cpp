#include "spec/text_places.hpp"

#include <algorithm>

namespace aloft {
namespace {

bool begins_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }

}  // namespace

TextPlaces::TextPlaces(std::string_view text) {
    const std::size_t end = text.find_last_not_of(" \n");
    text = text.substr(0, end == std::string_view::npos ? 0 : end + 1);
    std::size_t line_end = text.find('\n');
    while (line_end != std::string_view::npos) {
        lines_.push_back(text.substr(0, line_end));
        text.remove_prefix(line_end + 1);
        line_end = text.find('\n');
    }
    lines_.push_back(text);
}

void TextPlaces::mend(Mistake& mistake) const {
    if (mistake.line > static_cast<int>(lines_.size())) {
        mistake.line = static_cast<int>(lines_.size());
        mistake.column = static_cast<int>(lines_.back().size()) + 1;
    }
    const std::string_view before =
        lines_[static_cast<std::size_t>(mistake.line - 1)].substr(0, static_cast<std::size_t>(mistake.column - 1));
    mistake.column = static_cast<int>(std::ranges::count_if(before, begins_character)) + 1;
}

}  // namespace aloft
