#include "market/capacity.hpp"

#include <gtest/gtest.h>

namespace aloft::market {
namespace {

using namespace std::chrono_literals;

CapacityNews news(Stock stock) { return {.shelf = {}, .stock = stock, .said = "none left", .when = ""}; }

TEST(Capacity, AnEmptyShelfCountsFullyForTenMinutesAndThenLessAndLess) {
    const CapacityNews none = news(Stock::none);
    EXPECT_EQ(weight_of(none, 0s), 1000);
    EXPECT_EQ(weight_of(none, 10min), 1000);
    EXPECT_TRUE(blocks(none, 10min));
    EXPECT_FALSE(blocks(none, 11min));
    EXPECT_EQ(weight_of(none, 40min), 500);
    EXPECT_EQ(weight_of(none, 70min), 250);
    EXPECT_GT(weight_of(none, 239min), 0);
    EXPECT_EQ(weight_of(none, 4h), 0);
    EXPECT_EQ(weight_of(none, 24h * 365), 0);
    for (auto age = 0min; age < 5h; ++age) EXPECT_GE(weight_of(none, age), weight_of(none, age + 1min)) << age.count();
}

TEST(Capacity, AMachineThatWasHadCountsNothing) {
    EXPECT_EQ(weight_of(news(Stock::had), 0s), 0);
    EXPECT_EQ(capacity_words(news(Stock::had), 0s), "");
}

TEST(Capacity, AClockThatWasSetBackDoesNoHarm) {
    EXPECT_EQ(weight_of(news(Stock::none), -2h), 1000);
    EXPECT_EQ(capacity_words(news(Stock::none), -2h), "no capacity just now");
}

TEST(Capacity, IsToldInWords) {
    const CapacityNews none = news(Stock::none);
    EXPECT_EQ(capacity_words(none, 59s), "no capacity just now");
    EXPECT_EQ(capacity_words(none, 60s), "no capacity a minute ago");
    EXPECT_EQ(capacity_words(none, 10min), "no capacity 10 minutes ago");
    EXPECT_EQ(capacity_words(none, 60min), "no capacity an hour ago");
    EXPECT_EQ(capacity_words(none, 150min), "no capacity 2 hours ago");
    EXPECT_EQ(capacity_words(none, 240min), "");
}

}  // namespace
}  // namespace aloft::market
