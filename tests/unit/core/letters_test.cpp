#include "core/letters.hpp"

#include <gtest/gtest.h>

namespace aloft {
namespace {

TEST(Letters, OnlyThoseOfAsciiGetSmaller) {
    EXPECT_EQ(lower_case("NVIDIA Tesla-T4 @[`{"), "nvidia tesla-t4 @[`{");
    EXPECT_EQ(lower_case("\u00c4\u0130"), "\u00c4\u0130");
    EXPECT_EQ(lower_case(""), "");
}

TEST(Letters, AreTrimmedAtBothEndsAndNotWithin) {
    EXPECT_EQ(trimmed(" \t two words\r\n"), "two words");
    EXPECT_EQ(trimmed("\n \t\r"), "");
    EXPECT_EQ(trimmed(""), "");
}

}  // namespace
}  // namespace aloft
