#include "market/attached.hpp"

#include <gmock/gmock.h>

#include <set>

namespace aloft::market {
namespace {

using testing::ElementsAre;

constexpr Day summer{std::chrono::year(2026) / 7 / 30};
constexpr Day spring{std::chrono::year(2026) / 4 / 1};

Price price(std::int64_t micros, Day day = summer, Certainty certainty = Certainty::published) {
    return {Money{micros}, day, certainty};
}

MachineType n1(std::string name, int cpus, int memory_gib) {
    return {.cloud = "gcp", .name = std::move(name), .millicpus = cpus * 1000, .memory_mib = memory_gib * 1024};
}

Offering host(std::string type, std::string zone) {
    return {.cloud = "gcp",
            .type = std::move(type),
            .gpu = {},
            .gpus = 0,
            .region = "us-central1",
            .zone = std::move(zone),
            .on_demand = price(190'000),
            .spot = price(67'000)};
}

AttachedGpu gpu(std::string name, std::string zone) {
    return {"gcp", std::move(name), "us-central1", std::move(zone), price(350'000), price(191'500)};
}

/// "n1-standard-4 1", of what has GPUs.
std::set<std::string> offered(const CatalogContent& content) {
    std::set<std::string> names;
    for (const Offering& offering : content.offerings)
        if (offering.gpus > 0) names.insert(offering.type + " " + std::to_string(offering.gpus));
    return names;
}

TEST(Attached, ASumIsAsCertainAsTheLessCertainAndAsOldAsTheOlder) {
    EXPECT_EQ(sum(price(100), price(10), 4), price(140));
    EXPECT_EQ(sum(price(100, spring), price(10), 1), price(110, spring));
    EXPECT_EQ(sum(price(100), price(10, spring, Certainty::estimated), 1), price(110, spring, Certainty::estimated));
    EXPECT_EQ(sum(std::nullopt, price(10), 1), std::nullopt);
    EXPECT_EQ(sum(price(100), std::nullopt, 1), std::nullopt);
}

TEST(Attached, HostAndGpusAreAddedUp) {
    CatalogContent content;
    content.types = {n1("n1-standard-4", 4, 15)};
    content.offerings = {host("n1-standard-4", "us-central1-a")};
    attach(content, std::vector{gpu("T4", "us-central1-a")});
    ASSERT_EQ(content.offerings.size(), 4U);
    EXPECT_EQ(content.offerings[1].gpus, 1);
    EXPECT_EQ(content.offerings[1].on_demand, price(190'000 + 350'000));
    EXPECT_EQ(content.offerings[1].spot, price(67'000 + 191'500));
    EXPECT_EQ(content.offerings[3].gpus, 4);
    EXPECT_EQ(content.offerings[3].on_demand, price(190'000 + 4 * 350'000));
    ASSERT_EQ(content.types.size(), 4U);
    EXPECT_TRUE(content.types[1].attached);
    EXPECT_EQ(content.types[1].gpu, "T4");
    EXPECT_FALSE(content.types[0].attached);
}

TEST(Attached, NoMoreThanTheCeilingOfSoManyGpus) {
    CatalogContent content;
    content.types = {n1("n1-highmem-8", 8, 52), n1("n1-standard-16", 16, 60), n1("n1-highmem-16", 16, 104),
                     n1("n1-standard-96", 96, 360)};
    for (const MachineType& type : std::vector(content.types))
        content.offerings.push_back(host(type.name, "us-central1-a"));
    attach(content, std::vector{gpu("V100", "us-central1-a")});
    EXPECT_THAT(offered(content), ElementsAre("n1-highmem-16 2", "n1-highmem-16 4", "n1-highmem-16 8", "n1-highmem-8 1",
                                              "n1-highmem-8 2", "n1-highmem-8 4", "n1-highmem-8 8", "n1-standard-16 2",
                                              "n1-standard-16 4", "n1-standard-16 8", "n1-standard-96 8"));
}

TEST(Attached, MemoryHasItsCeilingToo) {
    CatalogContent content;
    content.types = {n1("n1-of-12-cpus-and-much-memory", 12, 79)};
    content.offerings = {host(content.types[0].name, "us-central1-a")};
    attach(content, std::vector{gpu("V100", "us-central1-a")});
    EXPECT_EQ(offered(content).count(content.types[0].name + " 1"), 0U);
    EXPECT_EQ(offered(content).count(content.types[0].name + " 2"), 1U);
}

TEST(Attached, OnlyInTheZoneThatHasBoth) {
    CatalogContent content;
    content.types = {n1("n1-standard-4", 4, 15)};
    content.offerings = {host("n1-standard-4", "us-central1-a"), host("n1-standard-4", "us-central1-b")};
    attach(content, std::vector{gpu("T4", "us-central1-b"), gpu("T4", "us-central1-c")});
    for (const Offering& offering : content.offerings) {
        if (offering.gpus > 0) {
            EXPECT_EQ(offering.zone, "us-central1-b");
        }
    }
    EXPECT_EQ(content.offerings.size(), 5U);
}

TEST(Attached, OnlyToN1) {
    CatalogContent content;
    content.types = {n1("e2-standard-4", 4, 16)};
    content.offerings = {host("e2-standard-4", "us-central1-a")};
    attach(content, std::vector{gpu("T4", "us-central1-a")});
    EXPECT_EQ(content.offerings.size(), 1U);
}

TEST(Attached, AnUnknownPriceMakesTheSumUnknownAndNotCheaper) {
    CatalogContent content;
    content.types = {n1("n1-standard-4", 4, 15)};
    content.offerings = {host("n1-standard-4", "us-central1-a")};
    content.offerings[0].spot = std::nullopt;
    attach(content, std::vector{gpu("T4", "us-central1-a")});
    EXPECT_EQ(content.offerings.at(1).spot, std::nullopt);
    EXPECT_TRUE(content.offerings.at(1).on_demand);

    content.offerings.resize(1);
    content.offerings[0].on_demand = std::nullopt;
    attach(content, std::vector{gpu("T4", "us-central1-a")});
    EXPECT_EQ(content.offerings.size(), 1U);
}

TEST(Attached, WhatIsOfferedAlreadyStays) {
    CatalogContent content;
    content.types = {n1("n1-standard-4", 4, 15)};
    content.offerings = {host("n1-standard-4", "us-central1-a")};
    Offering known = content.offerings[0];
    known.gpu = "T4";
    known.gpus = 1;
    known.on_demand = price(500'000);
    content.offerings.push_back(known);
    attach(content, std::vector{gpu("T4", "us-central1-a")});
    EXPECT_EQ(content.offerings.size(), 4U);
    EXPECT_EQ(content.offerings[1], known);
}

}  // namespace
}  // namespace aloft::market
