#include "core/utf8.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace aloft {
namespace {

using std::string_view_literals::operator""sv;

TEST(Utf8, KnowsCharacters) {
    struct Case {
        std::string_view text;
        std::size_t length;
    };
    for (const auto& [text, length] : std::vector<Case>{
             {""sv, 0},
             {"a"sv, 1},
             {"\0"sv, 1},
             {"é"sv, 2},
             {"€"sv, 3},
             {"🚀"sv, 4},
             {"\x80"sv, 0},              // a second byte first
             {"\xC3"sv, 0},              // cut short
             {"\xE2\x82"sv, 0},          // cut short
             {"\xC0\xAF"sv, 0},          // overlong "/"
             {"\xE0\x80\xAF"sv, 0},      // overlong "/"
             {"\xED\xA0\x80"sv, 0},      // a surrogate
             {"\xF4\x90\x80\x80"sv, 0},  // beyond U+10FFFF
             {"\xFF"sv, 0},
         })
        EXPECT_EQ(utf8_length(text), length) << ::testing::PrintToString(text);
}

TEST(Utf8, ReplacesWhatIsNone) {
    EXPECT_EQ(valid_utf8("grün 🚀\n"), "grün 🚀\n");
    EXPECT_EQ(valid_utf8("a\xFF\xC3z"), "a\uFFFD\uFFFDz");
    EXPECT_EQ(valid_utf8("\0"sv), "\0"sv);
}

}  // namespace
}  // namespace aloft
