#include "spec/source_text.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "core/utf8.hpp"

namespace aloft {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

bool begins_as_utf16(std::string_view bytes) { return bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF"); }

std::string with_plain_line_ends(std::string_view bytes) {
    std::string text;
    text.reserve(bytes.size());
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        if (bytes[at] != '\r') {
            text += bytes[at];
        } else if (at + 1 == bytes.size() || bytes[at + 1] != '\n') {
            text += '\n';
        }
    }
    return text;
}

/// Tabs on lines that say nothing are no indentation, but yaml-cpp takes them for one.
void blank_tabs_of_empty_lines(std::string& text) {
    std::size_t line = 0;
    while (line < text.size()) {
        const std::size_t content = std::min(text.find_first_not_of(" \t", line), text.size());
        const bool says_nothing = content == text.size() || text[content] == '\n' || text[content] == '#';
        if (says_nothing)
            std::fill(text.begin() + static_cast<std::ptrdiff_t>(line),
                      text.begin() + static_cast<std::ptrdiff_t>(content), ' ');
        const std::size_t end = text.find('\n', content);
        if (end == std::string::npos) return;
        line = end + 1;
    }
}

/// Nothing for a character that may stand in YAML.
std::string mistake_in_character(std::string_view text, std::size_t length) {
    const auto byte = static_cast<unsigned char>(text[0]);
    if (length == 0) return fmt::format("the byte 0x{:02X} is not UTF-8; save the file as UTF-8", byte);
    if (byte == 0) return "a NUL byte; is this a text file?";
    if ((byte < 0x20 && byte != '\t' && byte != '\n') || byte == 0x7F) {
        return fmt::format("the control character 0x{:02X} cannot stand in YAML", byte);
    }
    return {};
}

std::vector<Mistake> mistakes_in_characters(std::string_view text) {
    constexpr std::size_t enough = 20;  // a file of another kind has thousands
    std::vector<Mistake> mistakes;
    Mistake here;
    bool indenting = true;
    while (!text.empty() && mistakes.size() < enough) {
        const std::size_t length = utf8_length(text);
        here.message = mistake_in_character(text, length);
        if (text[0] == '\t' && indenting) {
            here.message = "a tab; YAML is indented with spaces";
            indenting = false;  // one is enough for this line
        }
        if (!here.message.empty()) mistakes.push_back(here);

        indenting = text[0] == '\n' || (indenting && (text[0] == ' ' || text[0] == '\t'));
        here.column = text[0] == '\n' ? 1 : here.column + 1;
        here.line += text[0] == '\n' ? 1 : 0;
        text.remove_prefix(length == 0 ? 1 : length);
    }
    return mistakes;
}

}  // namespace

std::expected<std::string, std::vector<Mistake>> source_text(std::string_view bytes) {
    if (bytes.size() > largest_spec_file) {
        return std::unexpected(
            std::vector{Mistake{1, 1, "the file is larger than 1 MB; this cannot be an aloft.yaml"}});
    }
    if (begins_as_utf16(bytes)) {
        return std::unexpected(std::vector{Mistake{1, 1, "the file is UTF-16; save it as UTF-8"}});
    }
    if (bytes.starts_with(byte_order_mark)) bytes.remove_prefix(byte_order_mark.size());
    std::string text = with_plain_line_ends(bytes);
    blank_tabs_of_empty_lines(text);
    std::vector<Mistake> mistakes = mistakes_in_characters(text);
    if (!mistakes.empty()) return std::unexpected(std::move(mistakes));
    return text;
}

}  // namespace aloft
