#include "clouds/gcp/price_feed.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "clouds/gcp/price_renewal.hpp"
#include "fakes/fake_http.hpp"
#include "fakes/fake_system.hpp"

namespace aloft::gcp {
namespace {

using market::MachineType;
using market::Offering;
using market::Price;
using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const market::Day old_day{std::chrono::days(20'000)};
const market::Day today{std::chrono::days(20'700)};

json sku(std::string_view description, std::string_view usage, std::string_view unit, std::int64_t nanos,
         std::string_view region = "r1") {
    const json price = {
        {"currencyCode", "USD"}, {"units", std::to_string(nanos / 1'000'000'000)}, {"nanos", nanos % 1'000'000'000}};
    return {{"description", description},
            {"category", {{"usageType", usage}}},
            {"serviceRegions", {region}},
            {"pricingInfo",
             json::array({{{"pricingExpression",
                            {{"usageUnit", unit},
                             {"tieredRates", json::array({{{"startUsageAmount", 0}, {"unitPrice", price}}})}}}}})}};
}

json page(const std::vector<json>& skus, std::string_view next = "") {
    return {{"skus", skus}, {"nextPageToken", next}};
}

/// What a machine of A2 is made of, and much that is like it and is not.
std::vector<json> a2_skus() {
    return {sku("A2 Instance Core running in Here", "OnDemand", "h", 30'000'000),
            sku("A2 Instance Ram running in Here", "OnDemand", "GiBy.h", 4'000'000),
            sku("Nvidia Tesla A100 GPU running in Here", "OnDemand", "h", 2'900'000'000),
            sku("Nvidia Tesla A100 80GB GPU running in Here", "OnDemand", "h", 3'900'000'000),
            sku("SSD backed Local Storage", "OnDemand", "GiBy.mo", 80'000'000),
            sku("Spot Preemptible A2 Instance Core running in Here", "Preemptible", "h", 10'000'000),
            sku("Spot Preemptible A2 Instance Ram running in Here", "Preemptible", "GiBy.h", 1'000'000),
            sku("Nvidia Tesla A100 GPU attached to Spot Preemptible VMs running in Here", "Preemptible", "h",
                1'100'000'000),
            sku("Commitment v1: A2 Cpu in Here for 1 Year", "Commit1Yr", "h", 1),
            sku("A2 Instance Core running in Here", "Commit1Yr", "h", 2),
            sku("Calendar Mode Nvidia Tesla A100 GPU running in Here", "OnDemand", "h", 3),
            sku("DWS Calendar Mode A2 Instance Core running in Here", "OnDemand", "h", 4),
            sku("Reserved Nvidia Tesla A100 GPU in Here", "OnDemand", "h", 5),
            sku("A2 Sole Tenancy Instance Core running in Here", "OnDemand", "h", 6),
            sku("Custom Instance Core running in Here", "OnDemand", "h", 7),
            sku("Commitment v1: SSD backed Local Storage", "OnDemand", "GiBy.mo", 8)};
}

MachineType type(std::string name, int cpus, int gib, std::string gpu, int gpus, int disk = 0) {
    MachineType type;
    type.cloud = "gcp";
    type.name = std::move(name);
    type.millicpus = cpus * 1000;
    type.memory_mib = gib * 1024;
    type.gpu = std::move(gpu);
    type.gpus = gpus;
    type.local_disk_gb = disk;
    return type;
}

Offering offering(const MachineType& type, std::int64_t on_demand, std::int64_t spot) {
    Offering offering{"gcp", type.name, type.gpu, type.gpus, "r1", "r1-a", {}, {}};
    if (on_demand > 0) offering.on_demand = Price{Money{on_demand}, old_day};
    if (spot > 0) offering.spot = Price{Money{spot}, old_day};
    return offering;
}

SkuList skus_of(const std::vector<json>& skus) {
    SkuList list;
    const Result<std::string> next = list.take_page(page(skus));
    EXPECT_TRUE(next) << describe(next.error());
    return list;
}

TEST(SkuList, OnlyWhatIsRentedByTheHourIsAPiece) {
    const SkuList list = skus_of(a2_skus());
    EXPECT_EQ(list.size(), 8U);
    EXPECT_THAT(list.refused(), IsEmpty());
    EXPECT_EQ(list.price(Piece::gpu, "A100", "r1", Rented::on_demand)->nanos, 2'900'000'000);
    EXPECT_EQ(list.price(Piece::gpu, "A100-80GB", "r1", Rented::spot), std::nullopt);
    EXPECT_EQ(list.price(Piece::core, "A2", "elsewhere", Rented::on_demand), std::nullopt);
}

TEST(SkuList, ADescriptionIsReadAsAWhole) {
    EXPECT_EQ(read_description("N1 Predefined Instance Ram running in Los Angeles"),
              (Described{Piece::memory, "N1 Predefined", Rented::on_demand}));
    EXPECT_EQ(read_description("Nvidia L4 GPU attached to Spot Preemptible VMs running in Tokyo"),
              (Described{Piece::gpu, "L4", Rented::spot}));
    EXPECT_EQ(read_description("SSD backed Local Storage in Milan"),
              (Described{Piece::local_ssd, "", Rented::on_demand}));
    EXPECT_EQ(read_description("SSD backed Local Storage attached to Spot Preemptible VMs in Milan"),
              (Described{Piece::local_ssd, "", Rented::spot}));
    for (const std::string_view other :
         {"", " running in ", "N1 Predefined Instance Core", "Nvidia L4 GPU", "Static Ip Charge",
          "SSD backed Local Storage for DWS Calendar Mode", "Spot Preemptible Nvidia L4 GPU running in Tokyo"})
        EXPECT_EQ(read_description(other), std::nullopt) << other;
}

TEST(SkuList, WhatIsPricedOtherwiseIsToldAndLeftOut) {
    json tiers = sku("N2 Instance Core running in Here", "OnDemand", "h", 9);
    json& rates = tiers["pricingInfo"][0]["pricingExpression"]["tieredRates"];
    rates.push_back(rates[0]);
    json euros = sku("N2 Instance Ram running in Here", "OnDemand", "GiBy.h", 9);
    euros["pricingInfo"][0]["pricingExpression"]["tieredRates"][0]["unitPrice"]["currencyCode"] = "EUR";
    json nothing = sku("E2 Instance Ram running in Here", "OnDemand", "GiBy.h", 9);
    nothing["pricingInfo"] = json::array();
    const SkuList list = skus_of({tiers, euros, nothing, sku("E2 Instance Core running in Here", "OnDemand", "mo", 9),
                                  sku("G2 Instance Core running in Here", "OnDemand", "h", 9),
                                  sku("G2 Instance Core running in There", "OnDemand", "h", 10)});
    EXPECT_EQ(list.size(), 1U);
    EXPECT_THAT(list.refused(), SizeIs(5));
}

TEST(SkuList, AnotherThingIsRefusedWithWords) {
    for (const std::string_view text :
         {"null", "[]", "{}", R"({"skus":[{"description":"A2 Instance Core running in X"}]})"}) {
        SkuList list;
        const Result<std::string> next = list.take_page(json::parse(text));
        ASSERT_FALSE(next) << text;
        EXPECT_NE(next.error().detail, "") << text;
    }
}

TEST(PriceRenewal, AMachineIsTheSumOfItsPieces) {
    const SkuList list = skus_of(a2_skus());
    EXPECT_EQ(hour_of(type("a2-highgpu-1g", 12, 85, "A100", 1), "r1", Rented::on_demand, list), Money{3'600'000});
    EXPECT_EQ(hour_of(type("a2-highgpu-1g", 12, 85, "A100", 1), "r1", Rented::spot, list), Money{1'305'000});
    EXPECT_EQ(hour_of(type("a2-ultragpu-1g", 12, 170, "A100-80GB", 1, 375), "r1", Rented::on_demand, list),
              Money{4'981'096})
        << "with its local disk";
    EXPECT_EQ(hour_of(type("a2-ultragpu-1g", 12, 170, "A100-80GB", 1, 375), "r1", Rented::spot, list), std::nullopt);
    EXPECT_EQ(hour_of(type("a2-highgpu-1g", 12, 85, "A100", 1), "r2", Rented::on_demand, list), std::nullopt);
    EXPECT_EQ(hour_of(type("e2-micro", 2, 1, "", 0), "r1", Rented::on_demand, list), std::nullopt);
}

TEST(PriceRenewal, APartOfAGpuCostsItsPart) {
    const SkuList list = skus_of({sku("G4 Instance Core running in Here", "OnDemand", "h", 1'000'000),
                                  sku("G4 Instance Ram running in Here", "OnDemand", "GiBy.h", 1'000'000),
                                  sku("RTX 6000 96GB running in Here", "OnDemand", "h", 4'000'000'000)});
    EXPECT_EQ(hour_of(type("g4-standard-6", 6, 22, "RTX-PRO-6000/8", 1), "r1", Rented::on_demand, list),
              Money{528'000});
}

TEST(PriceRenewal, RenewsWhatIsKnownAndAddsNothing) {
    const MachineType known = type("a2-highgpu-1g", 12, 85, "A100", 1);
    const MachineType strange = type("a2-highgpu-2g", 24, 170, "A100", 2);
    market::CatalogContent present;
    present.types = {known, strange};
    present.offerings = {offering(known, 3'700'000, 1'000'000), offering(known, 0, 1'000'000),
                         offering(strange, 90'000'000, 0)};
    const Renewed renewed = renew_prices(present, skus_of(a2_skus()), {}, today);
    EXPECT_EQ(renewed.content.offerings[0].on_demand, (Price{Money{3'600'000}, today}));
    EXPECT_EQ(renewed.content.offerings[0].spot, (Price{Money{1'305'000}, today}));
    EXPECT_EQ(renewed.content.offerings[1].on_demand, std::nullopt) << "it is not rented on demand";
    EXPECT_EQ(renewed.content.offerings[2].on_demand->day, old_day) << "too far from what was known";
    EXPECT_EQ(renewed.prices, 3U);
    EXPECT_THAT(renewed.content.sources, SizeIs(1));
    EXPECT_THAT(renew_prices(renewed.content, skus_of(a2_skus()), {}, today).content.sources, SizeIs(1));
    EXPECT_EQ(renew_prices(present, skus_of(a2_skus()), {"r2"}, today).prices, 0U) << "nothing of it is there";
    ASSERT_THAT(renewed.refused, SizeIs(1));
    EXPECT_THAT(renewed.refused.front().why, HasSubstr("too far"));
}

TEST(PriceRenewal, SpotIsNeverDearerThanOnDemand) {
    std::vector<json> skus = a2_skus();
    skus[7] = sku("Nvidia Tesla A100 GPU attached to Spot Preemptible VMs running in Here", "Preemptible", "h",
                  9'000'000'000);
    const MachineType known = type("a2-highgpu-1g", 12, 85, "A100", 1);
    market::CatalogContent present;
    present.types = {known};
    present.offerings = {offering(known, 3'700'000, 1'000'000)};
    const Renewed renewed = renew_prices(present, skus_of(skus), {}, today);
    EXPECT_EQ(renewed.content.offerings[0].spot, (Price{Money{1'000'000}, old_day}));
    EXPECT_THAT(renewed.refused.front().why, HasSubstr("dearer than on demand"));
}

class GooglePriceFeed : public ::testing::Test {
protected:
    GooglePriceFeed() {
        const MachineType known = type("a2-highgpu-1g", 12, 85, "A100", 1);
        present.types = {known};
        present.offerings = {offering(known, 3'700'000, 0)};
        const std::vector<json> all = a2_skus();
        pages[first] = page({all.begin(), all.begin() + 2}, "next-1");
        pages[first + "&pageToken=next-1"] = page({all.begin() + 2, all.end()});
        http.answers = [this](const net::Call& call) -> Result<net::Reply> {
            if (call.url == "https://token/") return net::Reply{200, R"({"access_token":"secret"})", {}};
            lists.push_back(call);
            if (lists.size() <= refusals.size()) return net::Reply{refusals[lists.size() - 1], "{}", {}};
            return net::Reply{200, pages.at(call.url).dump(), {}};
        };
        person.key = UserKey{"id", "key", "refresh"};
        person.token_address = "https://token/";
        person.quota_project = "mine";
    }
    Result<FeedAnswer> read(const Result<Credentials>& credentials) {
        Tokens tokens{http, clock, [&] { return credentials; }};
        Api api{{http, tokens, clock, random, interruption}};
        PriceFeed feed(api, clock, "https://cloudbilling.googleapis.com");
        return feed.read({present, {}, {}, std::chrono::seconds(100), today}, [](std::string_view) {});
    }

    const std::string first =
        "https://cloudbilling.googleapis.com/v1/services/6F81-5844-456A/skus?currencyCode=USD&pageSize=5000";
    std::map<std::string, json> pages;
    std::vector<long> refusals;  ///< of the first questions for a page
    std::vector<net::Call> lists;
    fakes::FakeHttp http;
    fakes::FakeClock clock;
    fakes::FakeRandom random;
    fakes::FakeInterruption interruption;
    market::CatalogContent present;
    Credentials person;
};

TEST_F(GooglePriceFeed, ReadsAllPagesInTheNameOfAProject) {
    const Result<FeedAnswer> answer = read(person);
    ASSERT_TRUE(answer) << describe(answer.error());
    EXPECT_EQ(answer->content->offerings.front().on_demand->hour, Money{3'600'000});
    ASSERT_THAT(lists, SizeIs(2));
    EXPECT_THAT(lists.front().headers,
                ::testing::ElementsAre("Authorization: Bearer secret", "X-Goog-User-Project: mine"));
    EXPECT_THAT(lists.front().url, ::testing::Not(HasSubstr("secret")));
}

TEST_F(GooglePriceFeed, WhatIsRefusedInPassingIsAskedAgain) {
    refusals = {429, 503, 401};
    const Result<FeedAnswer> answer = read(person);
    ASSERT_TRUE(answer) << describe(answer.error());
    EXPECT_THAT(lists, SizeIs(5));
}

TEST_F(GooglePriceFeed, WithoutASignInNobodyIsAsked) {
    const Result<FeedAnswer> answer =
        read(failure(ErrorKind::not_signed_in, "looking for your Google credentials", "there are none"));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::not_signed_in);
    EXPECT_EQ(answer.error().detail, "there are none");
    EXPECT_THAT(lists, IsEmpty());
}

TEST_F(GooglePriceFeed, PagesThatDoNotEndAreAFailure) {
    pages[first + "&pageToken=next-1"] = page({}, "next-1");
    EXPECT_THAT(read(person).error().detail, HasSubstr("do not end"));
}

TEST_F(GooglePriceFeed, WhatAddsUpToNothingIsAFailure) {
    pages[first] = page({});
    EXPECT_THAT(read(person).error().detail, HasSubstr("add up to no machine"));
}

}  // namespace
}  // namespace aloft::gcp
