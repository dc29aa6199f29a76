#include "system/clock.hpp"

#include <gtest/gtest.h>

namespace aloft {
namespace {

TEST(Clock, AMomentAsTextIsThatMomentAgain) {
    for (const std::int64_t second : {0L, 951'782'400L, 1'790'000'000L, 253'402'300'799L}) {
        const Instant moment{std::chrono::seconds(second)};
        EXPECT_EQ(from_iso(to_iso(moment)), moment) << to_iso(moment);
    }
}

TEST(Clock, WhatIsNoMomentIsNothing) {
    for (const char* text : {"", "t1", "2026-09-21", "2026-02-30T00:00:00Z", "2026-13-01T00:00:00Z",
                             "20026-12-01T09:00:00Z", "-001-01-01T00:00:00Z"})
        EXPECT_FALSE(from_iso(text)) << text;
}

}  // namespace
}  // namespace aloft
