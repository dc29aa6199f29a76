#include "market/skypilot_csv.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include "market/catalog_text.hpp"
#include "market/figures.hpp"

namespace aloft::market {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const Day day = *day_from("2026-03-01");
constexpr std::string_view aws_head =
    "InstanceType,AcceleratorName,AcceleratorCount,vCPUs,MemoryGiB,GpuInfo,Price,SpotPrice,Region,AvailabilityZone\n";
constexpr std::string_view gcp_head =
    "InstanceType,vCPUs,MemoryGiB,AcceleratorName,AcceleratorCount,GpuInfo,Region,AvailabilityZone,Price,SpotPrice\n";

Result<SkyPilotImport> read(std::string_view cloud, std::string_view head, std::string_view rows) {
    return read_skypilot_csv({std::string(head) + std::string(rows), "vms.csv", cloud, day});
}

SkyPilotImport imported(std::string_view cloud, std::string_view head, std::string_view rows) {
    auto result = read(cloud, head, rows);
    EXPECT_TRUE(result) << describe(result.error());
    return result ? *result : SkyPilotImport{};
}

const Offering* find(const SkyPilotImport& from, std::string_view type, int gpus = 0) {
    const auto found = std::ranges::find_if(from.content.offerings, [&](const Offering& offering) {
        return offering.type == type && offering.gpus == gpus;
    });
    return found == from.content.offerings.end() ? nullptr : &*found;
}

const MachineType* find_type(const SkyPilotImport& from, std::string_view name) {
    const auto found = std::ranges::find(from.content.types, name, &MachineType::name);
    return found == from.content.types.end() ? nullptr : &*found;
}

std::vector<std::string> reasons(const SkyPilotImport& from) {
    std::vector<std::string> reasons;
    for (const Refused& refused : from.refused) reasons.push_back(refused.what + ": " + refused.why);
    return reasons;
}

TEST(SkyPilotCsv, AMachineWithGpusIsOneRow) {
    const SkyPilotImport read = imported(
        "aws", aws_head,
        R"(g9.large,T9,2.0,8.0,30.5,"{'Gpus': [{'Name': 'T9', 'Manufacturer': 'NVIDIA', 'Count': 2, 'MemoryInfo': )"
        R"({'SizeInMiB': 24576}}], 'TotalGpuMemoryInMiB': 49152}",1.25,0.400000,eu-one-1,euo1-az2)"
        "\n");
    EXPECT_THAT(
        read.content.types,
        ElementsAre(MachineType{
            .cloud = "aws", .name = "g9.large", .millicpus = 8000, .memory_mib = 31232, .gpu = "T9", .gpus = 2}));
    EXPECT_THAT(read.content.offerings,
                ElementsAre(Offering{"aws", "g9.large", "T9", 2, "eu-one-1", "euo1-az2", Price{Money{1'250'000}, day},
                                     Price{Money{400'000}, day}}));
    ASSERT_EQ(read.content.gpus.size(), 1U);
    EXPECT_EQ(read.content.gpus.front().maker, "NVIDIA");
    EXPECT_EQ(read.content.gpus.front().memory_mib, 24576);
    ASSERT_EQ(read.content.regions.size(), 1U);
    EXPECT_EQ(read.content.regions.front().name, "eu-one-1");
    ASSERT_EQ(read.content.sources.size(), 1U);
    EXPECT_EQ(read.content.sources.front().day, day);
    EXPECT_THAT(read.content.sources.front().origin, HasSubstr("vms.csv"));
}

TEST(SkyPilotCsv, TheFirstLineDecidesTheOrderAndUnknownColumnsArePassedOver) {
    const SkyPilotImport read =
        imported("aws", "Region,NVMe,InstanceType,Price,AcceleratorCount,AcceleratorName,vCPUs,MemoryGiB,Arch\n",
                 "north,True,m1.tiny,0.01,,,0.5,1.0,arm64\n");
    ASSERT_EQ(read.content.types.size(), 1U);
    EXPECT_EQ(read.content.types.front().millicpus, 500);
    EXPECT_EQ(read.content.types.front().architecture, Architecture::arm64);
    ASSERT_NE(find(read, "m1.tiny"), nullptr);
    EXPECT_EQ(find(read, "m1.tiny")->zone, "");
    EXPECT_EQ(find(read, "m1.tiny")->spot, std::nullopt);
}

TEST(SkyPilotCsv, GpuInfoMayBeAWordAndATypeMayHaveNoCpus) {
    const SkyPilotImport read = imported("runpod", aws_head, "1x_X_SECURE,RTX Pro 9,1.0,,,RTX Pro 9,1.99,,CA,\n");
    ASSERT_NE(find(read, "1x_X_SECURE", 1), nullptr);
    EXPECT_EQ(find(read, "1x_X_SECURE", 1)->gpu, "RTX-Pro-9");
    EXPECT_EQ(read.content.types.front().millicpus, 0);
}

TEST(SkyPilotCsv, WhatTheFileDoesNotSayOfAGpuMayBeKnown) {
    const SkyPilotImport read = imported("runpod", aws_head,
                                         "one,RTX4090,1.0,4,16,RTX4090,0.5,,CA,\n"
                                         "two,A10,1.0,4,16,\"{'MemoryInfo': {'SizeInMiB': 23000}}\",0.5,,CA,\n"
                                         "three,X99,1.0,4,16,X99,0.5,,CA,\n");
    ASSERT_EQ(read.content.gpus.size(), 3U);
    EXPECT_EQ(read.content.gpus[0].name, "A10");
    EXPECT_EQ(read.content.gpus[0].memory_mib, 23000) << "the file's word counts";
    EXPECT_EQ(read.content.gpus[0].compute_capability, 86);
    EXPECT_EQ(read.content.gpus[1].memory_mib, 24576);
    EXPECT_EQ(read.content.gpus[2].memory_mib, 0);
}

TEST(SkyPilotCsv, APartOfAGpuIsAKindOfItsOwn) {
    const SkyPilotImport read = imported(
        "aws", aws_head, "g6f.large,L4,0.125,2.0,8.0,,0.2,0.1,here,h1\ng6f.odd,L4,0.3,2.0,8.0,,0.2,,here,h1\n");
    ASSERT_NE(find(read, "g6f.large", 1), nullptr);
    EXPECT_EQ(find(read, "g6f.large", 1)->gpu, "L4/8");
    EXPECT_THAT(reasons(read), ElementsAre("line 3: h1 g6f.odd: '0.3' is no number of GPUs"));
}

TEST(SkyPilotCsv, TheMemoryOfSeveralGpusIsNotThatOfOne) {
    const SkyPilotImport read = imported("aws", aws_head,
                                         "big,L4,4.0,48,192,\"{'MemoryInfo': {'SizeInMiB': 91552}}\",4.0,,here,h1\n"
                                         "small,L4,1.0,4,16,\"{'MemoryInfo': {'SizeInMiB': 22888}}\",1.0,,here,h1\n");
    ASSERT_EQ(read.content.gpus.size(), 1U);
    EXPECT_EQ(read.content.gpus.front().memory_mib, 22888);
}

TEST(SkyPilotCsv, WhatCannotBeIsRefusedAloneWithItsReason) {
    const SkyPilotImport read = imported("aws", aws_head,
                                         "good,,,2.0,8.0,,0.1,0.05,here,h1\n"
                                         "short,,,2.0\n"
                                         "dear,,,2.0,8.0,,0.1,0.2,here,h1\n"
                                         "free,,,2.0,8.0,,0.0,,here,h1\n"
                                         "unpriced,,,2.0,8.0,,,,here,h1\n"
                                         "minus,,,2.0,8.0,,-0.1,,here,h1\n"
                                         "words,,,two,8.0,,0.1,,here,h1\n"
                                         "memory,,,2.0,much,,0.1,,here,h1\n"
                                         "good,,,2.0,8.0,,0.3,0.05,here,h1\n"
                                         "no where,,,2.0,8.0,,0.1,,here,h1\n"
                                         "nowhere,,,2.0,8.0,,0.1,,,h1\n"
                                         "vast,,,2.0,1111110.0,,0.1,,here,h1\n");
    EXPECT_EQ(read.rows, 11);
    ASSERT_EQ(read.content.offerings.size(), 1U);
    EXPECT_EQ(find(read, "good")->on_demand->hour, Money{100'000});
    EXPECT_THAT(
        reasons(read),
        ElementsAre("line 3: it has 4 cells, not 10", "line 6: h1 unpriced: it has no price",
                    "line 7: h1 minus: '-0.1' is no price", "line 8: h1 words: 'two' is no number of CPUs",
                    "line 9: h1 memory: 'much' is no amount of memory",
                    "line 10: h1 good: it is said twice; the first counts",
                    "line 11: h1 no where: no name is written like that", "line 12: h1 nowhere: it has no region",
                    "line 13: h1 vast: '1111110.0' is no amount of memory",
                    "h1 dear: spot, $0.20, is dearer than on demand, $0.10", "h1 free: a price of nothing"));
}

TEST(SkyPilotCsv, OtherAcceleratorsAreLeftOutAndCounted) {
    const SkyPilotImport read = imported("aws", aws_head,
                                         "good,,,2.0,8.0,,0.1,0.05,here,h1\n"
                                         "inf9,Inferentia9,1.0,2.0,8.0,,0.1,0.05,here,h1\n"
                                         ",tpu-v9-8,1.0,,,tpu-v9-8,9.9,,here,h1\n"
                                         "n1-9-9-tpu,,,9.0,9.0,,9.9,,here,h1\n");
    EXPECT_EQ(read.other_accelerators, 3);
    EXPECT_EQ(read.content.offerings.size(), 1U);
    EXPECT_THAT(read.content.gpus, IsEmpty());
}

TEST(SkyPilotCsv, GooglesHostsAndTheirGpusAreAddedUpInEachZone) {
    const SkyPilotImport read = imported("gcp", gcp_head,
                                         "a2-highgpu-2g,24.0,170.0,,,,r1,r1-a,2.0,0.8\n"
                                         "a2-highgpu-2g,24.0,170.0,,,,r1,r1-b,2.0,0.8\n"
                                         "a2-highgpu-2g,24.0,170.0,,,,r1,r1-c,2.0,0.8\n"
                                         "g2-standard-24,24.0,96.0,,,,r1,r1-a,1.0,0.4\n"
                                         ",,,A100,1.0,\"{'MemoryInfo': {'SizeInMiB': 40960}}\",r1,r1-a,3.0,1.2\n"
                                         ",,,A100,2.0,\"{'MemoryInfo': {'SizeInMiB': 40960}}\",r1,r1-a,6.0,2.4\n"
                                         ",,,A100,1.0,\"{'MemoryInfo': {'SizeInMiB': 40960}}\",r1,r1-b,3.5,\n"
                                         ",,,L4,1.0,,r1,r1-a,0.5,0.2\n");
    ASSERT_EQ(read.content.offerings.size(), 3U);
    EXPECT_EQ(read.content.offerings[0].on_demand->hour, Money{8'000'000});
    EXPECT_EQ(read.content.offerings[0].spot->hour, Money{3'200'000});
    EXPECT_EQ(read.content.offerings[1].zone, "r1-b");
    EXPECT_EQ(read.content.offerings[1].on_demand->hour, Money{9'000'000});
    EXPECT_EQ(read.content.offerings[1].spot, std::nullopt) << "a sum of one known price is not known";
    EXPECT_EQ(find(read, "g2-standard-24", 2)->on_demand->hour, Money{2'000'000});
    EXPECT_THAT(reasons(read), ElementsAre("r1-c a2-highgpu-2g: the price of its 2 A100 is not there"));
    ASSERT_NE(find_type(read, "a2-highgpu-2g"), nullptr);
    EXPECT_EQ(find_type(read, "a2-highgpu-2g")->gpus, 2);
    EXPECT_FALSE(find_type(read, "a2-highgpu-2g")->attached);
}

TEST(SkyPilotCsv, SomeOfGooglesTypesAreNeverRentedOnDemand) {
    const SkyPilotImport read = imported("gcp", gcp_head,
                                         "a3-highgpu-1g,26.0,234.0,,,,r1,r1-a,2.0,0.8\n"
                                         "a3-highgpu-8g,208.0,1872.0,,,,r1,r1-a,16.0,6.4\n"
                                         ",,,H100,1.0,,r1,r1-a,9.0,3.6\n");
    ASSERT_NE(find(read, "a3-highgpu-1g", 1), nullptr);
    EXPECT_EQ(find(read, "a3-highgpu-1g", 1)->on_demand, std::nullopt);
    EXPECT_EQ(find(read, "a3-highgpu-1g", 1)->spot->hour, Money{4'400'000});
    EXPECT_EQ(find(read, "a3-highgpu-8g", 8)->on_demand->hour, Money{88'000'000});
}

TEST(SkyPilotCsv, GpusAreAttachedToTheirHostsUpToTheirCeiling) {
    const SkyPilotImport read = imported("gcp", gcp_head,
                                         "n1-standard-4,4.0,15.0,,,,r1,r1-a,0.2,0.05\n"
                                         "n1-standard-96,96.0,360.0,,,,r1,r1-a,4.8,1.2\n"
                                         "n1-standard-4,4.0,15.0,,,,r1,r1-b,0.2,0.05\n"
                                         "e2-standard-4,4.0,16.0,,,,r1,r1-a,0.13,0.04\n"
                                         ",,,T4,1.0,,r1,r1-a,0.35,0.15\n"
                                         ",,,T4,2.0,,r1,r1-a,0.7,0.3\n");
    ASSERT_NE(find(read, "n1-standard-4", 1), nullptr);
    EXPECT_EQ(find(read, "n1-standard-4", 1)->on_demand->hour, Money{550'000});
    EXPECT_EQ(find(read, "n1-standard-4", 2)->spot->hour, Money{350'000});
    EXPECT_EQ(find(read, "n1-standard-4", 3), nullptr);
    EXPECT_EQ(find(read, "n1-standard-96", 1), nullptr) << "one T4 allows 48 CPUs";
    EXPECT_NE(find(read, "n1-standard-96", 4), nullptr);
    EXPECT_EQ(find(read, "e2-standard-4", 1), nullptr);
    for (const Offering& offering : read.content.offerings)
        if (offering.gpus > 0) {
            EXPECT_EQ(offering.zone, "r1-a");
        }
    EXPECT_NE(find(read, "n1-standard-4", 0), nullptr) << "without GPU it stays";
}

TEST(SkyPilotCsv, AGoogleHostWhoseRowSaysItsGpusIsWhole) {
    const SkyPilotImport read = imported("gcp", gcp_head, "a2-highgpu-1g,12.0,85.0,A100,1.0,,r1,r1-a,3.67,1.5\n");
    ASSERT_NE(find(read, "a2-highgpu-1g", 1), nullptr);
    EXPECT_EQ(find(read, "a2-highgpu-1g", 1)->on_demand->hour, Money{3'670'000});
}

TEST(SkyPilotCsv, WhatIsImportedGoesIntoOurOwnTextAndBack) {
    const SkyPilotImport read = imported("gcp", gcp_head,
                                         "n1-standard-4,4.0,15.0,,,,r1,r1-a,0.2,0.05\n"
                                         "f1-tiny,0.2,0.6,,,,r1,r1-a,0.01,\n"
                                         ",,,T4,1.0,,r1,r1-a,0.35,0.15\n");
    const std::string text = to_text(read.content);
    const CatalogText as_text{"gcp.csv", text};
    const auto again = read_catalog_text({&as_text, 1});
    ASSERT_TRUE(again) << describe(again.error());
    EXPECT_EQ(to_text(*again), text);
}

TEST(SkyPilotCsv, WhatIsNoCatalogIsAFailureThatSaysWhy) {
    EXPECT_THAT(read("aws", "", "").error().detail, HasSubstr("empty"));
    EXPECT_THAT(read("aws", "a,b,c\n", "1,2,3\n").error().detail, HasSubstr("the column InstanceType is missing"));
    EXPECT_THAT(read("aws", aws_head, "").error().detail, HasSubstr("none of its 0 rows"));
    EXPECT_THAT(read("aws", aws_head, "x,,,2.0,8.0,,,,here,h1\n").error().detail, HasSubstr("it has no price"));
    EXPECT_THAT(read("aws", aws_head, "x,\"y\n").error().detail, HasSubstr("line 2"));
}

}  // namespace
}  // namespace aloft::market
