#include "market/catalog_text.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <tuple>

#include "market/figures.hpp"

namespace aloft::market {
namespace {

using testing::HasSubstr;

constexpr std::string_view all_tables = R"(cloud,what,origin,day
gcp,prices,"Google's list, as it was",2026-07-30
gpu,maker,generation,memory_mib,compute_capability,tflops_fp32,tflops_fp16,aliases,retired,instead
K80,NVIDIA,Kepler,12288,3.7,4.1,,tesla-k80,no zone offers it,T4 L4
T4,NVIDIA,Turing,16384,7.5,8.1,65,nvidia-tesla-t4 tesla-t4,,
cloud,type,cpus,memory_mib,local_disk_gb,architecture,gpu,gpus,attached
aws,g5g.xlarge,4,8192,,arm64,T4g,1,
gcp,e2-micro,0.25,1024,,x86_64,,,
gcp,n1-standard-4,4,15360,,x86_64,,,

cloud,region,title,endpoint,disk_gb_month,snapshot_gb_month,address_hour,idle_address_hour,egress_gb
gcp,us-central1,Iowa,us-central1-docker.pkg.dev,0.1,0.05,0.005,0.01,
cloud,type,gpu,gpus,region,zones,on_demand,on_demand_day,spot,spot_day
aws,g5g.xlarge,T4g,1,us-east-1,use1-az2 use1-az4,~0.42,2026-07-20,~0.15,2025-06-28
gcp,n1-standard-4,,,us-central1,-a -b -f,0.189999,2026-07-30,0.06701,2026-07-30
cloud,attached_gpu,region,zones,on_demand,on_demand_day,spot,spot_day
gcp,T4,us-central1,-a -b -c,0.35,2026-06-15,~0.1915,2026-06-15
)";

Result<CatalogContent> read(std::string_view text) {
    const CatalogText texts[] = {{"prices.csv", text}};
    return read_catalog_text(texts);
}

Day day(std::string_view iso) { return day_from(iso).value(); }

const Offering& find(const CatalogContent& content, std::string_view type, std::string_view zone, int gpus) {
    const auto found = std::ranges::find_if(content.offerings, [&](const Offering& offering) {
        return offering.type == type && offering.zone == zone && offering.gpus == gpus;
    });
    if (found == content.offerings.end()) throw std::out_of_range(std::string(type));
    return *found;
}

/// In an order of their own, to be compared.
CatalogContent sorted(CatalogContent content) {
    std::ranges::sort(content.gpus, {}, &GpuKind::name);
    const auto names = [](const MachineType& type) { return std::tie(type.cloud, type.name, type.gpu, type.gpus); };
    std::ranges::sort(content.types, {}, names);
    std::ranges::sort(content.regions, {}, &Region::name);
    std::ranges::sort(content.offerings, {}, [](const Offering& offering) {
        return std::tie(offering.cloud, offering.type, offering.gpu, offering.gpus, offering.region, offering.zone);
    });
    return content;
}

void expect_equal(const CatalogContent& one, const CatalogContent& other) {
    const CatalogContent a = sorted(one), b = sorted(other);
    EXPECT_EQ(a.gpus, b.gpus);
    EXPECT_EQ(a.types, b.types);
    EXPECT_EQ(a.regions, b.regions);
    EXPECT_EQ(a.offerings, b.offerings);
    EXPECT_EQ(a.sources, b.sources);
}

TEST(CatalogText, EachTableIsRead) {
    const auto content = read(all_tables);
    ASSERT_TRUE(content) << describe(content.error());
    EXPECT_EQ(content->sources.at(0), (Source{"gcp", "prices", "Google's list, as it was", day("2026-07-30")}));
    EXPECT_EQ(content->gpus.at(0), (GpuKind{.name = "K80",
                                            .aliases = "tesla-k80",
                                            .maker = "NVIDIA",
                                            .generation = "Kepler",
                                            .memory_mib = 12288,
                                            .compute_capability = 37,
                                            .tflops_fp32_tenths = 41,
                                            .retired = "no zone offers it",
                                            .instead = "T4 L4"}));
    EXPECT_EQ(content->gpus.at(1).tflops_fp16_tenths, 650);
    EXPECT_EQ(content->types.at(0), (MachineType{"aws", "g5g.xlarge", 4000, 8192, 0, Architecture::arm64, "T4g", 1}));
    EXPECT_EQ(content->types.at(1).millicpus, 250);
    EXPECT_EQ(content->regions.at(0),
              (Region{"gcp", "us-central1", "Iowa", "us-central1-docker.pkg.dev", Money{100'000}, Money{50'000},
                      Money{5'000}, Money{10'000}, std::nullopt}));
}

TEST(CatalogText, ZonesThatShareALineAreOfferingsOfTheirOwn) {
    const auto content = read(all_tables);
    ASSERT_TRUE(content);
    EXPECT_EQ(find(*content, "g5g.xlarge", "use1-az4", 1).on_demand,
              (Price{Money{420'000}, day("2026-07-20"), Certainty::estimated}));
    EXPECT_EQ(find(*content, "n1-standard-4", "us-central1-f", 0).spot,
              (Price{Money{67'010}, day("2026-07-30"), Certainty::published}));
}

TEST(CatalogText, GpusThatArePricedApartAreAddedToTheirHosts) {
    const auto content = read(all_tables);
    ASSERT_TRUE(content);
    const Offering& with_t4 = find(*content, "n1-standard-4", "us-central1-b", 1);
    EXPECT_EQ(with_t4.on_demand, (Price{Money{539'999}, day("2026-06-15"), Certainty::published}));
    EXPECT_EQ(with_t4.spot, (Price{Money{258'510}, day("2026-06-15"), Certainty::estimated}));
    EXPECT_THROW(find(*content, "n1-standard-4", "us-central1-c", 1), std::out_of_range) << "no N1 is said to be there";
    EXPECT_THROW(find(*content, "n1-standard-4", "us-central1-f", 1), std::out_of_range) << "no T4 is";
}

TEST(CatalogText, WhatIsWrittenReadsBackEqual) {
    const auto content = read(all_tables);
    ASSERT_TRUE(content);
    const std::string text = to_text(*content);
    const auto again = read(text);
    ASSERT_TRUE(again) << describe(again.error());
    expect_equal(*again, *content);
    EXPECT_EQ(to_text(*again), text);
}

TEST(CatalogText, TheSameContentInAnyOrderIsTheSameText) {
    const auto content = read(all_tables);
    ASSERT_TRUE(content);
    CatalogContent turned = *content;
    std::ranges::reverse(turned.types);
    std::ranges::reverse(turned.offerings);
    std::ranges::reverse(turned.gpus);
    EXPECT_EQ(to_text(turned), to_text(*content));
}

TEST(CatalogText, APlaceWithoutZonesIsKept) {
    CatalogContent content;
    const Price price{Money{1'290'000}, day("2024-06-13"), Certainty::published};
    content.offerings = {{"lambda", "gpu_1x_a100", "A100", 1, "us-east-1", "", price, {}},
                         {"lambda", "gpu_1x_a100", "A100", 1, "us-east-1", "somewhere", price, {}},
                         {"lambda", "gpu_1x_a100", "A100", 1, "us-west-2", "", price, {}}};
    const auto again = read(to_text(content));
    ASSERT_TRUE(again) << describe(again.error());
    expect_equal(*again, content);
}

TEST(CatalogText, SeveralTextsMakeOneCatalog) {
    const CatalogText texts[] = {{"types.csv",
                                  "cloud,type,cpus,memory_mib,local_disk_gb,architecture,gpu,gpus,attached\n"
                                  "gcp,n1-standard-4,4,15360,,x86_64,,,\n"},
                                 {"apart.csv",
                                  "cloud,attached_gpu,region,zones,on_demand,on_demand_day,spot,spot_day\n"
                                  "gcp,T4,us-central1,-a,0.35,2026-06-15,,\n"},
                                 {"offerings.csv",
                                  "cloud,type,gpu,gpus,region,zones,on_demand,on_demand_day,spot,spot_day\n"
                                  "gcp,n1-standard-4,,,us-central1,-a,0.19,2026-07-30,,\n"}};
    const auto content = read_catalog_text(texts);
    ASSERT_TRUE(content) << describe(content.error());
    EXPECT_EQ(find(*content, "n1-standard-4", "us-central1-a", 2).on_demand->hour, Money{890'000});
}

TEST(CatalogText, AMistakeIsToldWithFileLineAndColumn) {
    const std::string type = "cloud,type,cpus,memory_mib,local_disk_gb,architecture,gpu,gpus,attached\n";
    const std::string offering = "cloud,type,gpu,gpus,region,zones,on_demand,on_demand_day,spot,spot_day\n";
    const std::string region =
        "cloud,region,title,endpoint,disk_gb_month,snapshot_gb_month,address_hour,idle_address_hour,egress_gb\n";
    const std::string good = "gcp,e2-micro,0.25,1024,,x86_64,,,\n";
    const std::vector<std::tuple<std::string, int, std::string>> mistakes = {
        {"something,else\n", 1, "not the columns of any table"},
        {"\n\n" + good, 3, "not the columns of any table"},
        {type + "gcp,e2-micro,0.25\n", 2, "3 cells for the 9 columns from cloud to attached"},
        {type + good + "gcp,e2-small,half,2048,,x86_64,,,\n", 3, "cpus is \"half\", which is not a number"},
        {type + good + good, 3, "e2-micro is said twice"},
        {type + "gcp,,1,1024,,x86_64,,,\n", 2, "type is \"\", which is not a name"},
        {type + "gcp,a,1,1024,,sparc,,,\n", 2, "architecture is \"sparc\", which is not x86_64 or arm64"},
        {type + "gcp,a,1,1024,,x86_64,T4,,\n", 2, "a GPU and how many belong together"},
        {type + "gcp,a,1,1024,,x86_64,,2,\n", 2, "a GPU and how many belong together"},
        {type + "gcp,a,1,1024,,x86_64,T4,1,yes\n", 2, "attached is \"yes\""},
        {type + "gcp,a,1,99999999999,,x86_64,,,\n", 2, "memory_mib is \"99999999999\""},
        {offering + "gcp,a,,,r,-a,free,2026-07-30,,\n", 2, "on_demand is \"free\", which is not an amount"},
        {offering + "gcp,a,,,r,-a,-1,2026-07-30,,\n", 2, "on_demand is \"-1\""},
        {offering + "gcp,a,,,r,-a,1,,,\n", 2, "on_demand_day is \"\", which is not a day"},
        {offering + "gcp,a,,,r,-a,1,2026-07-30,0.5,July\n", 2, "spot_day is \"July\""},
        {offering + "gcp,a,,,r,-a,,2026-07-30,1,2026-07-30\n", 2, "on_demand_day is \"2026-07-30\""},
        {offering + "gcp,a,,,r,-a  -b,1,2026-07-30,,\n", 2, "one blank between them"},
        {offering + "gcp,a,,,r,-a -a,1,2026-07-30,,\n", 2, "said twice"},
        {offering + "gcp,a,,,r,-a,1,2026-07-30,,\ngcp,a,,,r,-b -a,1,2026-07-30,,\n", 3, "said twice"},
        {region + "gcp,r,,,5000,,,,\n", 2, "disk_gb_month is \"5000\", which is not a likely amount"},
        {region + "gcp,r,\x1b[31mred,,,,,,\n", 2, "title is \"...\", which is not text"},
        {type + "gcp,\"e2\n", 2, "never closed"},
    };
    for (const auto& [text, line, what] : mistakes) {
        const auto content = read(text);
        ASSERT_FALSE(content) << text;
        EXPECT_EQ(content.error().kind, ErrorKind::bad_input);
        EXPECT_EQ(content.error().doing, "reading prices.csv");
        EXPECT_THAT(content.error().detail, HasSubstr("line " + std::to_string(line) + ":")) << text;
        EXPECT_THAT(content.error().detail, HasSubstr(what)) << text;
    }
}

}  // namespace
}  // namespace aloft::market
