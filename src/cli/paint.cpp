#include "cli/paint.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "core/letters.hpp"

namespace aloft::cli {
namespace {

std::string_view code_of(Tint tint) {
    switch (tint) {
        case Tint::plain: return "";
        case Tint::strong: return "\x1b[1m";
        case Tint::quiet: return "\x1b[2m";
        case Tint::good: return "\x1b[32m";
        case Tint::warning: return "\x1b[33m";
        case Tint::bad: return "\x1b[31m";
        case Tint::busy: return "\x1b[36m";
    }
    return "";
}

struct Letter {
    char32_t point = 0;
    std::size_t bytes = 1;
};

/// The next letter of UTF-8; a byte that fits nowhere counts as one letter.
Letter next_letter(std::string_view text) {
    const auto first = static_cast<unsigned char>(text.front());
    const std::size_t bytes = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1;
    if (bytes == 1 || bytes > text.size()) return {first, 1};
    char32_t point = first & (0xFFU >> (bytes + 1));
    for (std::size_t i = 1; i < bytes; ++i) {
        const auto next = static_cast<unsigned char>(text[i]);
        if ((next & 0xC0U) != 0x80) return {first, 1};
        point = (point << 6U) | (next & 0x3FU);
    }
    return {point, bytes};
}

// Not wcwidth(): it asks the process's locale, and we set none.
using Range = std::pair<char32_t, char32_t>;
constexpr std::array<Range, 4> zero_wide{{{0x0300, 0x036F}, {0x200B, 0x200F}, {0xFE00, 0xFE0F}, {0xFEFF, 0xFEFF}}};
constexpr std::array<Range, 9> double_wide{{{0x1100, 0x115F},
                                            {0x2E80, 0xA4CF},
                                            {0xAC00, 0xD7A3},
                                            {0xF900, 0xFAFF},
                                            {0xFE30, 0xFE6F},
                                            {0xFF00, 0xFF60},
                                            {0xFFE0, 0xFFE6},
                                            {0x1F300, 0x1FAFF},
                                            {0x20000, 0x3FFFD}}};

bool within(std::span<const Range> ranges, char32_t point) {
    return std::ranges::any_of(ranges, [&](const Range& r) { return point >= r.first && point <= r.second; });
}

int width_of_letter(char32_t point) {
    if (point < zero_wide.front().first) return 1;
    if (within(zero_wide, point)) return 0;
    return within(double_wide, point) ? 2 : 1;
}

/// The longest beginning that takes at most so many columns.
std::string_view cut(std::string_view text, int columns) {
    std::size_t end = 0;
    for (int used = 0; end < text.size();) {
        const Letter letter = next_letter(text.substr(end));
        used += width_of_letter(letter.point);
        if (used > columns) break;
        end += letter.bytes;
    }
    return text.substr(0, end);
}

bool says_utf8(const Environment& environment) {
    for (const std::string_view name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
        const std::optional<std::string> value = environment(name);
        if (!value || value->empty()) continue;
        const std::string encoding = lower_case(*value);
        return encoding.find("utf-8") != std::string::npos || encoding.find("utf8") != std::string::npos;
    }
    return false;
}

}  // namespace

std::string Paint::operator()(std::string_view text, Tint tint) const {
    if (!colours || tint == Tint::plain || text.empty()) return std::string(text);
    return std::string(code_of(tint)) + std::string(text) + "\x1b[0m";
}

bool can_redraw(bool terminal, const Environment& environment) {
    return terminal && environment("TERM").value_or("dumb") != "dumb";
}

Paint paint_for(bool terminal, const Environment& environment) {
    const bool refused = !environment("NO_COLOR").value_or("").empty();
    return {.colours = can_redraw(terminal, environment) && !refused, .unicode = terminal && says_utf8(environment)};
}

int width_of(std::string_view text) {
    int width = 0;
    while (!text.empty()) {
        const Letter letter = next_letter(text);
        width += width_of_letter(letter.point);
        text.remove_prefix(letter.bytes);
    }
    return width;
}

Line& Line::add(std::string_view text, Tint tint) {
    pieces_.push_back({std::string(text), tint});
    width_ += width_of(text);
    return *this;
}

Line& Line::to_column(int column) {
    if (column > width_) add(std::string(static_cast<std::size_t>(column - width_), ' '));
    return *this;
}

std::string Line::fit(int columns, const Paint& paint) const {
    const std::string_view ellipsis = paint.sign("…", "...");
    const bool whole = width_ <= columns;
    int left = whole ? columns : columns - width_of(ellipsis);
    std::string text;
    for (const Piece& piece : pieces_) {
        if (left <= 0) break;
        const std::string_view part = cut(piece.text, left);
        left -= width_of(part);
        text += paint(part, piece.tint);
        if (part.size() < piece.text.size()) break;
    }
    if (!whole && columns >= width_of(ellipsis)) text += paint(ellipsis, Tint::quiet);
    if (!paint.colours) text.erase(text.find_last_not_of(' ') + 1);
    return text;
}

std::string harmless(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto letter = static_cast<unsigned char>(text[i]);
        if (letter == 0x1b) {
            if (i + 1 < text.size() && text[i + 1] == '[')
                for (++i; i + 1 < text.size() && (text[i + 1] < '@' || text[i + 1] > '~');) ++i;
            ++i;
            continue;
        }
        if (letter < 0x20 || letter == 0x7f) {
            if (!plain.empty() && plain.back() != ' ') plain += ' ';
            continue;
        }
        plain += static_cast<char>(letter);
    }
    return plain;
}

}  // namespace aloft::cli
