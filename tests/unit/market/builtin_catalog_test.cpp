#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>

#include "fakes/fake_catalog.hpp"
#include "market/catalog.hpp"
#include "market/catalog_text.hpp"
#include "market/catalog_writer.hpp"
#include "market/figures.hpp"
#include "market/google_types.hpp"
#include "source_folder.hpp"

/// The facts that aloft is built with, as they stand in src/market/catalog.
namespace aloft::market {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

CatalogContent read_facts() {
    std::vector<std::pair<std::string, std::string>> files;
    for (const auto& entry :
         std::filesystem::directory_iterator(aloft::tests::source_folder() / "src/market/catalog")) {
        if (entry.path().extension() != ".csv") continue;
        std::ifstream stream(entry.path(), std::ios::binary);
        files.emplace_back(entry.path().filename(), std::string(std::istreambuf_iterator<char>(stream), {}));
    }
    std::vector<CatalogText> texts;
    for (const auto& [name, text] : files) texts.push_back({name, text});
    return read_catalog_text(texts).value();
}

const CatalogContent& facts() {
    static const CatalogContent content = read_facts();
    return content;
}

const GpuKind& gpu(std::string_view name) {
    const auto found = std::ranges::find(facts().gpus, name, &GpuKind::name);
    if (found == facts().gpus.end()) throw std::out_of_range("no GPU " + std::string(name));
    return *found;
}

const MachineType& type(std::string_view name) {
    const auto found = std::ranges::find(facts().types, name, &MachineType::name);
    if (found == facts().types.end()) throw std::out_of_range("no type " + std::string(name));
    return *found;
}

const Offering& offering(std::string_view type, std::string_view zone, std::string_view gpu = {}, int gpus = 0) {
    const auto found = std::ranges::find_if(facts().offerings, [&](const Offering& each) {
        return each.type == type && each.zone == zone && (gpu.empty() || (each.gpu == gpu && each.gpus == gpus));
    });
    if (found == facts().offerings.end()) throw std::out_of_range(std::string(type) + " in " + std::string(zone));
    return *found;
}

Money dollars_of(std::string_view text) { return money_from(text).value(); }

std::set<std::string> zones_with(std::string_view cloud, std::string_view gpu) {
    std::set<std::string> zones;
    for (const Offering& each : facts().offerings)
        if (each.cloud == cloud && each.gpu == gpu) zones.insert(each.zone);
    return zones;
}

TEST(BuiltinCatalog, EveryRowCanBe) {
    const WrittenCatalog written = write_catalog(facts());
    EXPECT_THAT(written.refused, IsEmpty());
}

TEST(BuiltinCatalog, NothingOfItIsLostInAFileOrInAText) {
    const std::string text = to_text(facts());
    const CatalogText texts[] = {{"all.csv", text}};
    EXPECT_EQ(to_text(read_catalog_text(texts).value()), text);
    const WrittenCatalog written = write_catalog(facts());
    const auto catalog = Catalog::over(std::as_bytes(std::span(written.bytes)), "all");
    ASSERT_TRUE(catalog) << describe(catalog.error());
    EXPECT_EQ(to_text(content_of(*catalog)), text);
}

TEST(BuiltinCatalog, WhichOfGooglesTypesHaveLocalDisksFollowsFromTheirNames) {
    for (const MachineType& each : facts().types) {
        if (each.cloud != "gcp") continue;
        EXPECT_EQ(has_local_disks(each.name), each.local_disk_gb > 0) << each.name;
    }
}

struct Known {
    const char* gpu;
    int memory_gib;
    int compute_capability;
    const char* cloud;
    std::size_t zones;
};

TEST(BuiltinCatalog, EveryGpuThatIsRentedIsInEveryZoneThatRentsIt) {
    const Known known[] = {
        {"T4", 16, 75, "gcp", 51},
        {"T4", 16, 75, "aws", 59},
        {"P4", 8, 61, "gcp", 17},
        {"P100", 16, 60, "gcp", 12},
        {"V100", 16, 70, "gcp", 12},
        {"V100-32GB", 32, 70, "aws", 7},
        {"L4", 24, 89, "gcp", 44},
        {"L4", 24, 89, "aws", 46},
        {"A10G", 24, 86, "aws", 49},
        {"T4g", 16, 75, "aws", 16},
        {"L40S", 48, 89, "aws", 30},
        {"A100", 40, 80, "gcp", 19},
        {"A100", 40, 80, "aws", 31},
        {"A100-80GB", 80, 80, "gcp", 7},
        {"A100-80GB", 80, 80, "aws", 14},
        {"H100", 80, 90, "gcp", 29},
        {"H100", 80, 90, "aws", 33},
        {"H200", 141, 90, "gcp", 4},
        {"H200", 141, 90, "aws", 21},
        {"B200", 180, 100, "aws", 8},
        {"B300", 268, 103, "aws", 2},
        {"RTX-PRO-6000", 96, 120, "gcp", 39},
        {"RTX-PRO-6000", 96, 120, "aws", 22},
        {"RTX-PRO-4500", 32, 120, "aws", 9},
        {"Radeon-Pro-V520", 8, 0, "aws", 22},
    };
    for (const Known& each : known) {
        EXPECT_EQ(gpu(each.gpu).memory_mib / 1024, each.memory_gib) << each.gpu;
        EXPECT_EQ(gpu(each.gpu).compute_capability, each.compute_capability) << each.gpu;
        EXPECT_EQ(zones_with(each.cloud, each.gpu).size(), each.zones) << each.gpu << " of " << each.cloud;
        EXPECT_THAT(gpu(each.gpu).retired, IsEmpty()) << each.gpu;
    }
}

TEST(BuiltinCatalog, PricesAreThoseOfThePriceLists) {
    EXPECT_EQ(offering("g2-standard-4", "us-central1-a").on_demand->hour, dollars_of("0.706832"));
    EXPECT_EQ(offering("g2-standard-4", "us-central1-a").spot->hour, dollars_of("0.397336"));
    EXPECT_EQ(offering("a2-ultragpu-1g", "us-east4-c").gpu, "A100-80GB");
    EXPECT_EQ(offering("g4dn.xlarge", "use1-az2").on_demand->hour, dollars_of("0.526"));
    EXPECT_EQ(offering("g4dn.xlarge", "use1-az2").on_demand->certainty, Certainty::published);
    EXPECT_EQ(offering("p5.48xlarge", "use1-az1").on_demand->hour, dollars_of("55.04"));
    EXPECT_EQ(offering("e2-micro", "us-central1-a").on_demand->hour, dollars_of("0.008376"));
    EXPECT_EQ(offering("t3.micro", "use1-az1").on_demand->hour, dollars_of("0.0104"));
}

TEST(BuiltinCatalog, AT4OnGoogleIsPaidForWithItsHost) {
    const Offering& one = offering("n1-standard-4", "us-central1-a", "T4", 1);
    EXPECT_EQ(one.on_demand->hour, dollars_of("0.539999"));  // 0.189999 + 0.35
    EXPECT_EQ(one.spot->hour, dollars_of("0.25851"));        // 0.06701 + 0.1915
    const Offering& four = offering("n1-standard-4", "us-central1-a", "T4", 4);
    EXPECT_EQ(four.on_demand->hour, dollars_of("1.589999"));
    EXPECT_THROW(offering("n1-standard-96", "us-central1-a", "T4", 2), std::out_of_range);
    EXPECT_NO_THROW(offering("n1-standard-96", "us-central1-a", "T4", 4));
    EXPECT_THROW(offering("n1-standard-4", "us-central1-a", "K80", 1), std::out_of_range);
}

/// Google's price list has N1 in Santiago and Milan too, where no zone rents it.
TEST(BuiltinCatalog, APriceIsNoPlace) {
    std::set<std::string> regions;
    for (const Offering& each : facts().offerings) {
        if (!each.type.starts_with("n1-")) continue;
        regions.insert(each.region);
        EXPECT_NE(each.zone, "me-west1-a");
    }
    EXPECT_EQ(regions.size(), 29U);
    EXPECT_FALSE(regions.contains("southamerica-west1"));
    EXPECT_FALSE(regions.contains("europe-west8"));
    EXPECT_THAT(zones_with("gcp", "A100-80GB"), Not(testing::Contains("europe-west1-b")));
}

TEST(BuiltinCatalog, TheCalendarPriceOfH100IsNotTakenForOnDemand) {
    for (const Offering& each : facts().offerings) {
        if (each.cloud != "gcp" || !each.gpu.starts_with("H100")) continue;
        const bool whole = each.gpus == 8;
        EXPECT_EQ(each.on_demand.has_value(), whole) << each.type << " in " << each.zone;
        if (whole) {
            EXPECT_GT(each.on_demand->hour, dollars_of("8") * 8) << each.type << " in " << each.zone;
        }
    }
    EXPECT_EQ(offering("a3-highgpu-8g", "us-central1-a").on_demand->hour, dollars_of("88.49"));
    EXPECT_EQ(offering("a3-highgpu-1g", "us-central1-a").spot->hour, dollars_of("6.326193"));
    EXPECT_FALSE(offering("a3-ultragpu-8g", "us-central1-b").on_demand);
}

TEST(BuiltinCatalog, RetiredKindsAreKnownWithWhatReplacesThem) {
    for (const std::string_view name : {"K80", "M60"}) {
        EXPECT_THAT(gpu(name).retired, Not(IsEmpty()));
        EXPECT_THAT(gpu(name).instead, HasSubstr("T4"));
        EXPECT_THAT(zones_with("gcp", name), IsEmpty());
        EXPECT_THAT(zones_with("aws", name), IsEmpty());
    }
    for (const MachineType& each : facts().types) {
        EXPECT_FALSE(each.name.starts_with("p2.") || each.name.starts_with("p3.") || each.name.starts_with("g3"))
            << each.name;
    }
}

TEST(BuiltinCatalog, AGpuIsKnownByEc2sMachinesToo) {
    const fakes::FakeCatalog fake(facts());
    const Catalog catalog = fake.catalog();
    const auto named = [&](std::string_view word) {
        const GpuRow* found = catalog.find_gpu(word);
        return found == nullptr ? std::string() : std::string(catalog.text(found->name));
    };
    for (const MachineType& each : facts().types)
        if (each.cloud == "aws" && !each.gpu.empty() && each.gpu.find('/') == std::string::npos) {
            EXPECT_EQ(named(each.name), each.gpu);
        }
    EXPECT_EQ(named("p2.xlarge"), "K80") << "retired, and so whoever asks is told what replaces it";
    EXPECT_EQ(named("P3"), "V100");
    EXPECT_EQ(named("g3.8xlarge"), "M60");
    EXPECT_EQ(named("x9.large"), "");
}

TEST(BuiltinCatalog, WhoeverAsksForAKindThatNobodyRentsIsToldWhatToTake) {
    std::set<std::string> rented;
    for (const Offering& each : facts().offerings) rented.insert(each.gpu);
    for (const GpuKind& each : facts().gpus) {
        EXPECT_EQ(each.instead.empty(), rented.contains(each.name)) << each.name;
        std::istringstream names(each.instead);
        for (std::string name; names >> name;) EXPECT_TRUE(rented.contains(name)) << name;
    }
    EXPECT_EQ(gpu("RTX4090").retired, "");
}

TEST(BuiltinCatalog, AFractionIsNoCard) {
    EXPECT_EQ(type("g6f.large").gpu, "L4/8");
    EXPECT_EQ(type("g6f.2xlarge").gpu, "L4/4");
    EXPECT_EQ(type("gr6f.4xlarge").gpu, "L4/2");
    EXPECT_EQ(type("g4-standard-6").gpu, "RTX-PRO-6000/8");
    EXPECT_EQ(type("g4-standard-24").gpu, "RTX-PRO-6000/2");
    EXPECT_EQ(type("g4-standard-48").gpu, "RTX-PRO-6000");
    for (const GpuKind& each : facts().gpus) {
        const std::size_t slash = each.name.find('/');
        if (slash == std::string::npos) continue;
        const int parts = std::stoi(each.name.substr(slash + 1));
        EXPECT_EQ(each.memory_mib * parts, gpu(each.name.substr(0, slash)).memory_mib) << each.name;
    }
}

TEST(BuiltinCatalog, AmdAndArmAreToldApart) {
    EXPECT_EQ(gpu(type("g4ad.xlarge").gpu).maker, "AMD");
    EXPECT_EQ(gpu(type("g4ad.xlarge").gpu).compute_capability, 0);
    for (const MachineType& each : facts().types) {
        const bool arm = each.name.starts_with("g5g.");
        EXPECT_EQ(each.architecture == Architecture::arm64, arm) << each.name;
        EXPECT_EQ(each.gpu == "T4g", arm) << each.name;
    }
}

TEST(BuiltinCatalog, EveryPriceHasADayAndIsPlausible) {
    const Day earliest = day_from("2025-06-01").value();
    const Day latest = day_from("2026-11-20").value();
    for (const Offering& each : facts().offerings) {
        ASSERT_TRUE(each.on_demand || each.spot);
        for (const auto& price : {each.on_demand, each.spot}) {
            if (!price) continue;
            EXPECT_TRUE(earliest <= price->day && price->day <= latest) << each.type << " in " << each.zone;
            EXPECT_GT(price->hour, dollars_of("0.0005")) << each.type << " in " << each.zone;
            EXPECT_LT(price->hour, dollars_of("300")) << each.type << " in " << each.zone;
        }
        if (each.on_demand && each.spot) {
            EXPECT_LT(each.spot->hour, each.on_demand->hour) << each.type;
        }
    }
}

TEST(BuiltinCatalog, WhatIsReckonedIsMarked) {
    for (const Offering& each : facts().offerings) {
        if (each.cloud != "aws") continue;
        const auto expected = each.region == "us-east-1" ? Certainty::published : Certainty::estimated;
        EXPECT_EQ(each.on_demand->certainty, expected) << each.type << " in " << each.zone;
        if (each.spot) {
            EXPECT_EQ(each.spot->certainty, Certainty::estimated) << each.type << " in " << each.zone;
        }
    }
}

TEST(BuiltinCatalog, EveryRegionCanBeNamedAndReached) {
    std::map<std::string, int> regions;
    for (const Region& each : facts().regions) {
        ++regions[each.cloud];
        EXPECT_THAT(each.title, Not(IsEmpty())) << each.name;
        EXPECT_THAT(each.endpoint, HasSubstr(each.name)) << each.name;
        EXPECT_TRUE(each.address_hour) << each.name;
    }
    EXPECT_EQ(regions["gcp"], 43);
    EXPECT_EQ(regions["aws"], 28);
}

TEST(BuiltinCatalog, ThereAreMachinesWithoutGpuInEveryRegionButTheNewest) {
    std::set<std::string> regions;
    for (const Offering& each : facts().offerings)
        if (each.gpus == 0) regions.insert(each.region);
    EXPECT_THAT(regions, testing::IsSupersetOf({"us-central1", "europe-west4", "us-east-1", "eu-central-1"}));
    EXPECT_GT(regions.size(), 60U);
}

TEST(BuiltinCatalog, EachPartSaysWhereItComesFrom) {
    std::set<std::string> clouds;
    for (const Source& each : facts().sources) {
        clouds.insert(each.cloud);
        EXPECT_THAT(each.what, Not(IsEmpty()));
        EXPECT_THAT(each.origin, Not(IsEmpty()));
    }
    EXPECT_THAT(clouds, testing::ElementsAre("", "aws", "gcp"));
}

}  // namespace
}  // namespace aloft::market
