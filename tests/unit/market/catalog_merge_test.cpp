#include "market/catalog_merge.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace aloft::market {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

const Day old_day{std::chrono::days(20'000)};
const Day new_day{std::chrono::days(20'500)};

Offering offering(std::string cloud, std::string type, std::string gpu, std::int64_t micros) {
    Offering offering;
    offering.cloud = std::move(cloud);
    offering.type = std::move(type);
    offering.gpus = gpu.empty() ? 0 : 1;
    offering.gpu = std::move(gpu);
    offering.region = "r1";
    offering.zone = "r1-a";
    offering.on_demand = Price{Money{micros}, old_day};
    return offering;
}

MachineType type(std::string cloud, std::string name, std::string gpu) {
    MachineType type;
    type.cloud = std::move(cloud);
    type.name = std::move(name);
    type.gpus = gpu.empty() ? 0 : 1;
    type.gpu = std::move(gpu);
    return type;
}

Region region(std::string cloud, std::string name) {
    Region region;
    region.cloud = std::move(cloud);
    region.name = std::move(name);
    return region;
}

CatalogContent whole() {
    CatalogContent whole;
    whole.gpus = {{.name = "T4", .aliases = "nvidia-tesla-t4", .maker = "NVIDIA", .memory_mib = 16384}};
    whole.types = {type("aws", "g4", "T4"), type("gcp", "n1", "T4")};
    whole.types.front().local_disk_gb = 125;
    whole.types.front().architecture = Architecture::arm64;
    whole.regions = {region("aws", "r1"), region("gcp", "r1")};
    whole.regions.front().title = "Here";
    whole.regions.front().disk_gb_month = Money{80'000};
    whole.offerings = {offering("aws", "g4", "T4", 1), offering("aws", "gone", "", 2), offering("gcp", "n1", "T4", 3)};
    whole.sources = {{"aws", "machine types, prices, disks and egress", "a table", old_day},
                     {"aws", "zones", "another table", old_day},
                     {"gcp", "prices", "a third", old_day}};
    return whole;
}

CatalogContent part() {
    CatalogContent part;
    part.gpus = {{.name = "nvidia-tesla-t4", .memory_mib = 15360}, {.name = "X9", .memory_mib = 1}};
    part.types = {type("aws", "g4", "nvidia-tesla-t4"), type("aws", "x", "X9")};
    part.regions = {region("aws", "r1"), region("aws", "r2")};
    part.offerings = {offering("aws", "g4", "nvidia-tesla-t4", 10), offering("aws", "x", "X9", 20)};
    part.sources = {{"aws", "machine types and prices", "vms.csv", new_day}};
    return part;
}

TEST(CatalogMerge, APartReplacesItsCloudAndNoOther) {
    const CatalogContent merged = with_part(whole(), part(), "aws");
    EXPECT_THAT(merged.offerings, UnorderedElementsAre(offering("gcp", "n1", "T4", 3), offering("aws", "g4", "T4", 10),
                                                       offering("aws", "x", "X9", 20)));
    EXPECT_EQ(merged.types.size(), 3U);
}

TEST(CatalogMerge, WhatThePartDoesNotKnowStays) {
    const CatalogContent merged = with_part(whole(), part(), "aws");
    const auto g4 = std::ranges::find(merged.types, "g4", &MachineType::name);
    EXPECT_EQ(g4->local_disk_gb, 125);
    EXPECT_EQ(g4->architecture, Architecture::arm64);
    EXPECT_EQ(merged.regions.front().title, "Here");
    EXPECT_EQ(merged.regions.front().disk_gb_month, Money{80'000});
    EXPECT_EQ(merged.regions.size(), 3U);
}

TEST(CatalogMerge, AKindIsKnownByItsOtherWordsAndANewOneIsAdded) {
    const CatalogContent merged = with_part(whole(), part(), "aws");
    ASSERT_EQ(merged.gpus.size(), 2U);
    EXPECT_EQ(merged.gpus[0], whole().gpus[0]);
    EXPECT_EQ(merged.gpus[1].name, "X9");
}

TEST(CatalogMerge, AnotherWordWithAnotherMemoryIsAnotherKind) {
    CatalogContent larger = part();
    larger.gpus.front().memory_mib = 24576;
    const CatalogContent merged = with_part(whole(), larger, "aws");
    EXPECT_EQ(merged.gpus.size(), 3U);
    EXPECT_EQ(merged.types.back().gpu, "X9");
    EXPECT_EQ(std::ranges::find(merged.types, "g4", &MachineType::name)->gpu, "nvidia-tesla-t4");
}

TEST(CatalogMerge, TheSourcesSayWhatIsStillTheirs) {
    const CatalogContent merged = with_part(whole(), part(), "aws");
    EXPECT_THAT(merged.sources, UnorderedElementsAre(Source{"aws", "prices of disks, snapshots, addresses and egress",
                                                            "a table", old_day},
                                                     Source{"aws", "machine types and prices", "vms.csv", new_day},
                                                     Source{"gcp", "prices", "a third", old_day}));
}

TEST(CatalogMerge, WhatIsTakenOutAndPutBackIsTheSame) {
    const CatalogContent aws = part_of(whole(), "aws");
    EXPECT_EQ(aws.offerings.size(), 2U);
    EXPECT_EQ(aws.gpus.size(), 1U);
    const CatalogContent merged = with_part(whole(), aws, "aws");
    EXPECT_THAT(merged.gpus, ElementsAre(whole().gpus[0]));
    EXPECT_EQ(merged.offerings.size(), 3U);
    EXPECT_EQ(merged.sources.size(), 3U);
}

}  // namespace
}  // namespace aloft::market
