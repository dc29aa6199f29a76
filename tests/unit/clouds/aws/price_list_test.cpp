#include "clouds/aws/price_list.hpp"

#include <gmock/gmock.h>

namespace aloft::aws {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::string_view preamble =
    "\"FormatVersion\",\"v1.0\"\n"
    "\"Disclaimer\",\"\"\"OnDemand\"\" \"\"Linux\"\" prices, all of them\"\n"
    "\"Version\",\"20261119\"\n";
constexpr std::string_view head =
    "\"SKU\",\"TermType\",\"Unit\",\"PricePerUnit\",\"Currency\",\"Instance Type\",\"Tenancy\",\"Operating System\","
    "\"Pre Installed S/W\",\"CapacityStatus\",\"MarketOption\"\n";

std::string line(std::string_view type, std::string_view price, std::string_view term = "OnDemand",
                 std::string_view tenancy = "Shared", std::string_view system = "Linux",
                 std::string_view software = "NA", std::string_view status = "Used",
                 std::string_view market = "OnDemand") {
    std::string line = "\"S1\"";
    for (const std::string_view cell : {term, std::string_view("Hrs"), price, std::string_view("USD"), type, tenancy,
                                        system, software, status, market})
        line += ",\"" + std::string(cell) + "\"";
    return line + "\n";
}

Result<ListedPrices> read(std::string_view text, std::size_t piece = 1000) {
    PriceList list("r1");
    for (std::size_t at = 0; at < text.size(); at += piece)
        if (const Result<void> taken = list.take(text.substr(at, piece)); !taken) return failed(taken);
    return list.finish();
}

TEST(PriceList, CountsWhatIsRentedByTheHourAndNothingElse) {
    const std::string text = std::string(preamble) + std::string(head) + line("g1", "1.5000000000") +
                             line("g1", "0.9", "Reserved") + line("g1", "1.7", "OnDemand", "Dedicated") +
                             line("g1", "2.1", "OnDemand", "Shared", "Windows") +
                             line("g1", "2.2", "OnDemand", "Shared", "Linux", "SQL Std") +
                             line("g1", "1.5", "OnDemand", "Shared", "Linux", "NA", "UnusedCapacityReservation") +
                             line("p9", "31.4", "OnDemand", "Shared", "Linux", "NA", "Used", "CapacityBlock") +
                             line("c1", "0.0416") + line("free", "0.0000000000") + line("odd", "cheap");
    const Result<ListedPrices> prices = read(text);
    ASSERT_TRUE(prices) << describe(prices.error());
    ASSERT_THAT(prices->hour, SizeIs(2));
    EXPECT_EQ(prices->hour.find("g1")->second, Money{1'500'000});
    EXPECT_EQ(prices->hour.find("c1")->second, Money{41'600});
    EXPECT_THAT(prices->refused, IsEmpty());
}

TEST(PriceList, IsTheSameHoweverItComesInPieces) {
    const std::string text = std::string(preamble) + std::string(head) + line("g1", "1.5") + line("c1", "0.04");
    for (std::size_t piece = 1; piece < 60; ++piece) {
        const Result<ListedPrices> prices = read(text, piece);
        ASSERT_TRUE(prices) << piece;
        EXPECT_THAT(prices->hour, SizeIs(2)) << piece;
    }
    EXPECT_THAT(read(text.substr(0, text.size() - 1))->hour, SizeIs(2)) << "the last line may have no end";
}

TEST(PriceList, ACellMayHaveQuotesAndCommas) {
    const std::string text = std::string(head) +
                             "\"a,b \"\"c\"\"\",\"OnDemand\",\"Hrs\",\"1.5\",\"USD\",\"g1\",\"Shared\","
                             "\"Linux\",\"NA\",\"Used\",\"OnDemand\"\r\n";
    EXPECT_THAT(read(text)->hour, SizeIs(1));
}

TEST(PriceList, WhatIsSaidTwiceAndDifferentlyIsTold) {
    const Result<ListedPrices> prices =
        read(std::string(head) + line("g1", "1.5") + line("g1", "1.5") + line("g1", "1.6"));
    EXPECT_EQ(prices->hour.find("g1")->second, Money{1'500'000});
    ASSERT_THAT(prices->refused, SizeIs(1));
    EXPECT_EQ(prices->refused.front().what, "r1 g1");
}

TEST(PriceList, AnotherThingIsRefusedWithWords) {
    EXPECT_THAT(read("<html>no</html>").error().detail, HasSubstr("names its columns"));
    EXPECT_THAT(read(head).error().detail, HasSubstr("no price"));
    EXPECT_THAT(read("\"SKU\",\"TermType\"\n").error().detail, HasSubstr("the column Unit is missing"));
    EXPECT_THAT(read("\"SKU\",\"Unit\n").error().detail, HasSubstr("quote"));
    EXPECT_THAT(read(std::string(3 << 20, 'x'), 65536).error().detail, HasSubstr("a line has no end"));
}

TEST(PriceList, AColumnThatCameLaterMayBeMissing) {
    const std::string old_head(head.substr(0, head.find(",\"MarketOption\"")));
    const std::string row = line("g1", "1.5");
    const std::string old_row = row.substr(0, row.rfind(",\""));
    EXPECT_THAT(read(old_head + "\n" + old_row + "\n")->hour, SizeIs(1));
}

}  // namespace
}  // namespace aloft::aws
