#include <algorithm>

#include "core/utf8.hpp"
#include "fuzz/properties.hpp"
#include "fuzz/require.hpp"
#include "spec/spec_file.hpp"

namespace aloft::fuzz {
namespace {

void require_sound(const std::vector<Mistake>& mistakes, std::string_view bytes) {
    // A lone CR ends a line, too.
    const auto breaks = std::ranges::count_if(bytes, [](char byte) { return byte == '\n' || byte == '\r'; });
    require(!mistakes.empty(), "a file that is refused has a mistake");
    const Mistake* last = nullptr;
    for (const Mistake& mistake : mistakes) {
        require(mistake.line >= 1 && mistake.line <= breaks + 1, "a mistake's line is in the file");
        require(mistake.column >= 1 && mistake.column <= static_cast<int>(bytes.size()) + 1,
                "a mistake's column is in the file");
        require(!mistake.message.empty(), "a mistake has words");
        require(valid_utf8(mistake.message) == mistake.message, "the words are text");
        require(std::ranges::none_of(mistake.message,
                                     [](char byte) { return static_cast<unsigned char>(byte) < 0x20 || byte == 0x7F; }),
                "the words move no cursor");
        require(!last || std::pair(last->line, last->column) <= std::pair(mistake.line, mistake.column),
                "mistakes are in the file's order");
        last = &mistake;
    }
}

}  // namespace

void read_any_spec(std::string_view bytes) {
    const auto spec = read_spec(bytes);
    if (!spec) return require_sound(spec.error(), bytes);
    const auto again = read_spec(write_spec(*spec));
    require(again.has_value(), "what was written reads");
    require(*again == *spec, "what was written reads back equal");
}

}  // namespace aloft::fuzz
