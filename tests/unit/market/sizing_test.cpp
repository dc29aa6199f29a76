#include "market/sizing.hpp"

#include <gmock/gmock.h>

#include "fakes/fake_catalog.hpp"
#include "market/ranking.hpp"

namespace aloft::market {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

GpuRow card(int gibibytes_each) { return {.memory_mib = static_cast<std::uint32_t>(gibibytes_each * 1024)}; }

TypeRow machine(int cpus, int memory_gib, int gpus) {
    return {.millicpus = static_cast<std::uint32_t>(cpus * 1000),
            .memory_mib = static_cast<std::uint32_t>(memory_gib * 1024),
            .gpus = static_cast<std::uint16_t>(gpus)};
}

TEST(Sizing, a_card_wants_four_processors_and_memory_beside_it) {
    EXPECT_TRUE(is_well_sized(card(16), machine(4, 15, 1)));
    EXPECT_FALSE(is_well_sized(card(16), machine(2, 15, 1)));
    EXPECT_FALSE(is_well_sized(card(16), machine(4, 8, 1)));
    EXPECT_FALSE(is_well_sized(card(80), machine(16, 200, 8)));
    EXPECT_TRUE(is_well_sized(card(80), machine(96, 1000, 8)));
    EXPECT_TRUE(is_well_sized(card(3), machine(2, 8, 1))) << "an eighth of a card";
    EXPECT_TRUE(is_well_sized(card(0), machine(2, 8, 0)));
}

TEST(Sizing, what_is_odd_is_said_and_nothing_else) {
    EXPECT_THAT(oddities(card(16), machine(4, 15, 1), gibibytes(100)), IsEmpty());
    EXPECT_THAT(oddities(card(80), machine(2, 200, 8), gibibytes(100)),
                ElementsAre("2 processors cannot keep 8 GPUs busy: 32 are usual"));
    EXPECT_THAT(oddities(card(16), machine(1, 3, 1), gibibytes(25)),
                ElementsAre(HasSubstr("1 processor cannot keep a GPU busy"), HasSubstr("3GB of memory beside a GPU"),
                            HasSubstr("25GB of disk hardly hold the driver, CUDA and a framework")));
    TypeRow with_local_disk = machine(12, 170, 1);
    with_local_disk.local_disk_gb = 375;
    EXPECT_THAT(
        oddities(card(80), with_local_disk, gibibytes(100)),
        ElementsAre("its local disks of 375 GB are emptied whenever it is stopped; the 100GB of its own disk stay"));
    EXPECT_THAT(oddities(card(0), machine(1, 1, 0), gibibytes(5)), IsEmpty()) << "without a GPU anything goes";
}

/// Cheap machines with one drawback each, and a dear one with none.
CatalogContent drawbacks() {
    const auto price = [](std::int64_t micros) {
        return Price{Money{micros}, std::chrono::year(2026) / 7 / 30, Certainty::published};
    };
    CatalogContent content;
    content.gpus = {{.name = "T4", .maker = "NVIDIA", .memory_mib = 16384, .compute_capability = 75},
                    {.name = "Radeon", .maker = "AMD", .memory_mib = 16384}};
    const auto type = [](const std::string& name, int cpus, Architecture architecture, const std::string& gpu) {
        return MachineType{.cloud = "aws",
                           .name = name,
                           .millicpus = cpus * 1000,
                           .memory_mib = 16384,
                           .architecture = architecture,
                           .gpu = gpu,
                           .gpus = 1};
    };
    content.types = {type("small", 1, Architecture::x86_64, "T4"), type("arm", 4, Architecture::arm64, "T4"),
                     type("amd", 4, Architecture::x86_64, "Radeon"), type("fine", 4, Architecture::x86_64, "T4")};
    content.regions = {{.cloud = "aws", .name = "r", .disk_gb_month = Money{1}, .address_hour = Money{1}}};
    content.offerings = {{"aws", "small", "T4", 1, "r", "r-a", price(100), {}},
                         {"aws", "arm", "T4", 1, "r", "r-a", price(200), {}},
                         {"aws", "amd", "Radeon", 1, "r", "r-a", price(300), {}},
                         {"aws", "fine", "T4", 1, "r", "r-a", price(400), {}}};
    return content;
}

std::vector<std::string> order(const Catalog& catalog, const Wish& wish) {
    std::vector<std::string> names;
    for (const Ranked& ranked : rank(catalog, search(catalog, wish), wish, OfferOrder::price, {}))
        names.emplace_back(catalog.text(ranked.candidate.type->name));
    return names;
}

TEST(Ranking, knows_what_an_expert_passes_by) {
    const fakes::FakeCatalog fake(drawbacks());
    const Catalog catalog = fake.catalog();
    EXPECT_THAT(order(catalog, {.count = 1}), ElementsAre("fine", "small", "arm", "amd"));
    EXPECT_THAT(order(catalog, {.gpus = {"T4"}}), ElementsAre("arm", "fine", "small"))
        << "who names a kind takes what it comes with";
    EXPECT_THAT(order(catalog, {.count = 1, .cpus = 1}), ElementsAre("small", "fine", "arm", "amd"))
        << "a size that is said is meant";
}

TEST(Ranking, says_why) {
    const fakes::FakeCatalog fake(drawbacks());
    const Catalog catalog = fake.catalog();
    const Wish wish{.count = 1};
    EXPECT_THAT(
        reasons(catalog, rank(catalog, search(catalog, wish), wish, OfferOrder::price, {}), OfferOrder::price),
        ElementsAre(
            "fine in aws r: the only one left that will do", "whether the quota allows it is not known",
            "not small in aws r, from $0.000101 an hour: 1 processor with 16GB of memory is little beside a GPU",
            "not arm in aws r, from $0.000201 an hour: its processors are arm64, for which fewer packages are built",
            "not amd in aws r, from $0.000301 an hour: CUDA does not run on Radeon"));
}

TEST(Ranking, a_machine_without_gpus_is_where_it_can_get_some) {
    CatalogContent content = drawbacks();
    content.types.push_back(
        {.cloud = "aws", .name = "plain", .millicpus = 4000, .memory_mib = 16384, .gpu = "", .gpus = 0});
    const Price price{Money{50}, std::chrono::year(2026) / 7 / 30, Certainty::published};
    for (const char* zone : {"r-0", "r-a", "r-b"})
        content.offerings.push_back({"aws", "plain", "", 0, "r", zone, price, {}});
    content.offerings.push_back({"aws", "fine", "T4", 1, "r", "r-b", price, {}});
    const fakes::FakeCatalog fake(content);
    const Catalog catalog = fake.catalog();
    const Wish wish{.count = 0, .cpus = 4};
    const auto ranking = rank(catalog, search(catalog, wish), wish, OfferOrder::price, {});
    std::vector<std::string> zones;
    for (const Ranked& ranked : ranking)
        zones.emplace_back(catalog.text(catalog.zones()[ranked.candidate.offering->zone].name));
    EXPECT_THAT(zones, ElementsAre("r-a", "r-b", "r-0"));
    EXPECT_THAT(reasons(catalog, ranking, OfferOrder::price),
                testing::Contains("of several at that price, the zone with 2 kinds of GPUs, should it get one later"));
}

}  // namespace
}  // namespace aloft::market
