#include "clouds/aws/price_feed.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include "fakes/fake_http.hpp"
#include "fakes/fake_system.hpp"

namespace aloft::aws {
namespace {

using market::Offering;
using market::Price;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const market::Day old_day{std::chrono::days(20'000)};
const market::Day today{std::chrono::days(20'700)};

std::string list(std::initializer_list<std::pair<std::string_view, std::string_view>> prices) {
    std::string text =
        "\"SKU\",\"TermType\",\"Unit\",\"PricePerUnit\",\"Currency\",\"Instance Type\",\"Tenancy\","
        "\"Operating System\",\"Pre Installed S/W\",\"CapacityStatus\"\n";
    for (const auto& [type, price] : prices)
        text += "\"S\",\"OnDemand\",\"Hrs\",\"" + std::string(price) + "\",\"USD\",\"" + std::string(type) +
                "\",\"Shared\",\"Linux\",\"NA\",\"Used\"\n";
    return text;
}

Offering offering(std::string type, std::string region, std::string zone, std::int64_t on_demand, std::int64_t spot) {
    Offering offering{"aws", std::move(type), "T4", 1, std::move(region), std::move(zone), {}, {}};
    if (on_demand > 0) offering.on_demand = Price{Money{on_demand}, old_day, market::Certainty::estimated};
    if (spot > 0) offering.spot = Price{Money{spot}, old_day};
    return offering;
}

market::CatalogContent present() {
    market::CatalogContent present;
    for (const std::string name : {"g1", "g2", "g3"}) {
        market::MachineType type;
        type.cloud = "aws";
        type.name = name;
        type.gpu = "T4";
        type.gpus = 1;
        present.types.push_back(type);
    }
    for (const std::string name : {"r1", "r2"}) {
        market::Region region;
        region.cloud = "aws";
        region.name = name;
        present.regions.push_back(region);
    }
    present.offerings = {offering("g1", "r1", "r1-az1", 1'000'000, 400'000),
                         offering("g1", "r1", "r1-az2", 1'000'000, 900'000),
                         offering("g2", "r1", "r1-az1", 2'000'000, 0), offering("g1", "r2", "r2-az1", 3'000'000, 0)};
    present.sources = {{"aws", "on-demand prices elsewhere (estimated)", "a guess", old_day},
                       {"aws", "zones", "a record", old_day}};
    return present;
}

const Offering* find(const market::CatalogContent& content, std::string_view type, std::string_view zone) {
    const auto found = std::ranges::find_if(
        content.offerings, [&](const Offering& each) { return each.type == type && each.zone == zone; });
    return found == content.offerings.end() ? nullptr : &*found;
}

TEST(PriceRenewal, BringsTodaysPricesAndKeepsWhatTheListDoesNotSay) {
    const PricesByRegion lists{{"r1", {{{"g1", Money{800'000}}, {"g3", Money{5}}, {"unknown", Money{9}}}, {}}}};
    const Result<Renewed> renewed = renew_prices(present(), lists, today);
    ASSERT_TRUE(renewed) << describe(renewed.error());
    const market::CatalogContent& content = renewed->content;
    EXPECT_EQ(find(content, "g1", "r1-az1")->on_demand, (Price{Money{800'000}, today}));
    EXPECT_EQ(find(content, "g1", "r1-az1")->spot, (Price{Money{400'000}, old_day}));
    EXPECT_EQ(find(content, "g1", "r1-az2")->spot, std::nullopt) << "an old spot price above today's on demand";
    EXPECT_EQ(find(content, "g2", "r1-az1"), nullptr) << "it is rented there no more";
    EXPECT_EQ(find(content, "g1", "r2-az1")->on_demand->day, old_day);
    ASSERT_NE(find(content, "g3", ""), nullptr) << "it is offered, in a zone that is not known";
    EXPECT_EQ(find(content, "unknown", ""), nullptr);
    EXPECT_THAT(renewed->refused, SizeIs(1));
    EXPECT_THAT(content.sources, SizeIs(3));
    EXPECT_EQ(content.sources.back().what, "on-demand prices of r1");
}

TEST(PriceRenewal, AListOfAllRegionsReplacesTheSourceOfPrices) {
    const PricesByRegion lists{{"r1", {{{"g1", Money{1}}, {"g2", Money{2}}}, {}}}, {"r2", {{{"g1", Money{3}}}, {}}}};
    const Result<Renewed> renewed = renew_prices(present(), lists, today);
    ASSERT_TRUE(renewed);
    EXPECT_THAT(renewed->content.sources,
                ElementsAre(market::Source{"aws", "zones", "a record", old_day},
                            market::Source{"aws", "on-demand prices", "EC2's price list", today}));
}

TEST(PriceRenewal, AListWithHardlyAnythingOfWhatIsKnownIsNotBelieved) {
    const Result<Renewed> renewed = renew_prices(present(), {{"r1", {{{"x1", Money{1}}}, {}}}}, today);
    ASSERT_FALSE(renewed);
    EXPECT_THAT(renewed.error().detail, HasSubstr("of 2 machine types that are known to be there it has 0"));
}

class PriceFeedTest : public ::testing::Test {
protected:
    PriceFeedTest() {
        http.pages[price_list_address("r1")] = {list({{"g1", "0.8"}, {"g2", "1.9"}}), "\"one\"", {}};
        http.pages[price_list_address("r2")] = {list({{"g1", "2.5"}}), "\"two\"", {}};
    }
    Result<FeedAnswer> read(const ReadStamps& stamps = {}, std::vector<std::string> regions = {}) {
        return feed.read({content, stamps, std::move(regions), std::chrono::seconds(100), today},
                         [this](std::string_view text) { said.emplace_back(text); });
    }

    fakes::FakeHttp http;
    fakes::FakeClock clock;
    PriceFeed feed{http, clock};
    market::CatalogContent content = present();
    std::vector<std::string> said;
};

TEST_F(PriceFeedTest, ReadsTheListOfEachRegionThatIsKnown) {
    const Result<FeedAnswer> answer = read();
    ASSERT_TRUE(answer) << describe(answer.error());
    ASSERT_TRUE(answer->content);
    EXPECT_EQ(find(*answer->content, "g1", "r2-az1")->on_demand->hour, Money{2'500'000});
    EXPECT_EQ(answer->stamps,
              (ReadStamps{{price_list_address("r1"), "\"one\""}, {price_list_address("r2"), "\"two\""}}));
    EXPECT_THAT(said, SizeIs(2));
}

TEST_F(PriceFeedTest, WhatHasNotChangedIsNotReadAgain) {
    const ReadStamps stamps = read()->stamps;
    const Result<FeedAnswer> again = read(stamps);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->content, std::nullopt);
    EXPECT_EQ(again->stamps, stamps);
    http.pages[price_list_address("r2")] = {list({{"g1", "2.6"}}), "\"three\"", {}};
    const Result<FeedAnswer> later = read(stamps);
    ASSERT_TRUE(later->content);
    EXPECT_EQ(find(*later->content, "g1", "r2-az1")->on_demand->hour, Money{2'600'000});
    EXPECT_EQ(find(*later->content, "g1", "r1-az1")->on_demand->day, old_day) << "r1 stays as it is known";
    EXPECT_EQ(later->stamps.at(price_list_address("r2")), "\"three\"");
    EXPECT_EQ(later->stamps.at(price_list_address("r1")), "\"one\"");
}

TEST_F(PriceFeedTest, OneRegionThatFailsIsAFailureOfAll) {
    http.pages[price_list_address("r2")].error =
        Error{ErrorKind::unreachable, "reading", "cut off", "", Reach::nothing};
    EXPECT_EQ(read().error().detail, "cut off");
    http.pages.erase(price_list_address("r2"));
    EXPECT_EQ(read().error().kind, ErrorKind::not_found);
}

TEST_F(PriceFeedTest, OnlyTheRegionsThatWereNamed) {
    ASSERT_TRUE(read({}, {"r2"}));
    ASSERT_THAT(http.requests, SizeIs(1));
    EXPECT_EQ(http.requests.front().url, price_list_address("r2"));
    EXPECT_EQ(read({}, {"../r2"}).error().kind, ErrorKind::bad_input);
}

TEST_F(PriceFeedTest, TheTimeLimitIsForAllRegionsTogether) {
    http.before_each = [this] { clock.sleep(std::chrono::seconds(60)); };
    ASSERT_TRUE(read());
    ASSERT_THAT(http.requests, SizeIs(2));
    EXPECT_EQ(http.requests[0].time_limit, std::chrono::seconds(100));
    EXPECT_EQ(http.requests[1].time_limit, std::chrono::seconds(40));
}

}  // namespace
}  // namespace aloft::aws
