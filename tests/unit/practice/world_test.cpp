#include "practice/world.hpp"

#include <gmock/gmock.h>

namespace aloft::practice {
namespace {

using namespace std::chrono_literals;

TEST(Pattern, StarsStandForAnyPart) {
    EXPECT_TRUE(matches("us-central1-a", "us-central1-a"));
    EXPECT_TRUE(matches("us-*", "us-central1-a"));
    EXPECT_TRUE(matches("*-a", "us-central1-a"));
    EXPECT_TRUE(matches("*central*", "us-central1-a"));
    EXPECT_TRUE(matches("*", ""));
    EXPECT_TRUE(matches("a*b*b", "aXbYbb"));
    EXPECT_FALSE(matches("us-central1", "us-central1-a"));
    EXPECT_FALSE(matches("us-*-b", "us-central1-a"));
    EXPECT_FALSE(matches("", "a"));
    EXPECT_TRUE(matches_any({}, "anything"));
    EXPECT_FALSE(matches_any({"a", "b*"}, "c"));
}

TEST(Pattern, IsQuickWhateverItSays) {
    EXPECT_FALSE(matches(std::string(100, '*') + "a*a*a*a*a*a*b", std::string(100'000, 'a')));
}

Moment at(const char* text) { return *from_iso(text); }

TEST(Hours, HoldAllWeekUnlessSaid) { EXPECT_TRUE(Hours{}.hold(at("2026-11-21T23:59:59Z"))); }

TEST(Hours, BeginWithTheirFirstMinuteAndEndBeforeTheirLast) {
    const Hours office{.days = 0b0011111, .from = 8h, .until = 20h};  // 2026-11-20 is a friday
    EXPECT_FALSE(office.hold(at("2026-11-20T07:59:59Z")));
    EXPECT_TRUE(office.hold(at("2026-11-20T08:00:00Z")));
    EXPECT_TRUE(office.hold(at("2026-11-20T19:59:59Z")));
    EXPECT_FALSE(office.hold(at("2026-11-20T20:00:00Z")));
    EXPECT_FALSE(office.hold(at("2026-11-21T12:00:00Z")));
}

TEST(Hours, OverMidnightTheDayIsThatOfTheirBeginning) {
    const Hours friday_night{.days = 0b0010000, .from = 22h, .until = 6h};
    EXPECT_FALSE(friday_night.hold(at("2026-11-20T05:00:00Z")));
    EXPECT_TRUE(friday_night.hold(at("2026-11-20T22:00:00Z")));
    EXPECT_TRUE(friday_night.hold(at("2026-11-21T05:59:00Z")));
    EXPECT_FALSE(friday_night.hold(at("2026-11-21T22:30:00Z")));
}

TEST(CallNumbers, CountFromTheirFirst) {
    const CallNumbers calls{.from = 2, .until = 9, .every = 3};
    std::vector<int> held;
    for (int call = 1; call < 20; ++call)
        if (calls.hold(call)) held.push_back(call);
    EXPECT_THAT(held, testing::ElementsAre(2, 5, 8));
}

}  // namespace
}  // namespace aloft::practice
