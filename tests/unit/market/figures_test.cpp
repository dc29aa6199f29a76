#include "market/figures.hpp"

#include <gmock/gmock.h>

namespace aloft::market {
namespace {

TEST(Figures, DecimalsAreWholeNumbersOfTheirLastPlace) {
    EXPECT_EQ(scaled("14.4", 1), 144);
    EXPECT_EQ(scaled("14", 1), 140);
    EXPECT_EQ(scaled(".35", 2), 35);
    EXPECT_EQ(scaled("7.", 1), 70);
    EXPECT_EQ(scaled("0", 3), 0);
}

TEST(Figures, MorePlacesThanThereAreAreRounded) {
    EXPECT_EQ(scaled("0.21002399999999997", 6), 210024);
    EXPECT_EQ(scaled("0.0000004", 6), 0);
    EXPECT_EQ(scaled("0.0000005", 6), 1);
    EXPECT_EQ(scaled("0.9999999", 6), 1'000'000);
}

TEST(Figures, NonsenseIsNoDecimal) {
    for (const char* text : {"", ".", "-1", "+1", "1e3", "1,5", "1.2.3", " 1", "nan", "12345678901"})
        EXPECT_EQ(scaled(text, 2), std::nullopt) << text;
}

TEST(Figures, DecimalsAreWrittenAsShortAsTheyAre) {
    EXPECT_EQ(decimal(144, 1), "14.4");
    EXPECT_EQ(decimal(140, 1), "14");
    EXPECT_EQ(decimal(5, 3), "0.005");
    EXPECT_EQ(decimal(0, 6), "0");
    for (const char* text : {"0.526", "3.673385", "113.9328", "0.0052", "12"})
        EXPECT_EQ(dollars(money_from(text).value()), text);
}

TEST(Figures, DaysAreOfTheCalendarAndOfTwoBytes) {
    EXPECT_EQ(day_from("2026-07-30"), Day(std::chrono::year(2026) / 7 / 30));
    EXPECT_EQ(to_string(day_from("2026-07-30").value()), "2026-07-30");
    EXPECT_EQ(day_from("1970-01-01"), Day());
    for (const char* text : {"", "2026-7-30", "2026-02-30", "1969-12-31", "2149-12-31", "2026/07/30", "2026-07-3x"})
        EXPECT_EQ(day_from(text), std::nullopt) << text;
}

}  // namespace
}  // namespace aloft::market
