#include "practice/places.hpp"

#include <gmock/gmock.h>

#include "fakes/builtin_content.hpp"
#include "fakes/google_catalog.hpp"
#include "market/google_gpus.hpp"
#include "practice/world.hpp"

namespace aloft::practice {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class PlacesTest : public testing::Test {
protected:
    MachineTypeFacts type(const char* name) { return places.machine_type("us-central1-a", name).value(); }

    fakes::GoogleCatalog catalog;
    World world;
    Places places{catalog.catalog(), world};
    Moment friday_noon = *from_iso("2026-11-20T12:00:00Z");
};

TEST_F(PlacesTest, AreTheCatalogsUnlessTheWorldHasFewer) {
    EXPECT_THAT(places.regions(), ElementsAre("europe-west4", "us-central1"));
    EXPECT_THAT(places.zones("us-central1"), ElementsAre("us-central1-a", "us-central1-b", "us-central1-f"));
    EXPECT_EQ(places.region_of("us-central1-b"), "us-central1");
    world.zones = {"*-a", "*-b"};
    world.regions = {"us-*"};
    EXPECT_THAT(places.regions(), ElementsAre("us-central1"));
    EXPECT_THAT(places.zones("us-central1"), ElementsAre("us-central1-a", "us-central1-b"));
    EXPECT_EQ(places.region_of("us-central1-f"), std::nullopt);
    EXPECT_EQ(places.region_of("europe-west4-a"), std::nullopt);
    EXPECT_THAT(places.machine_types("us-central1-f"), IsEmpty());
}

TEST_F(PlacesTest, MachineTypesHaveTheirBuiltInGpusInGooglesWords) {
    EXPECT_EQ(type("g2-standard-4").built_in, (Accelerators{"nvidia-l4", 1}));
    EXPECT_EQ(type("n1-standard-4").built_in, Accelerators{});
    EXPECT_EQ(type("n1-standard-4").cpus, 4);
    EXPECT_EQ(type("n1-standard-4").memory_mib, 15360);
    EXPECT_EQ(type("n1-standard-4").architecture, "X86_64");
    EXPECT_EQ(type("a3-highgpu-8g").local_disk_gb, 6000);
    EXPECT_EQ(places.machine_type("us-central1-b", "a3-highgpu-8g"), std::nullopt);
    EXPECT_EQ(places.machine_type("us-central1-a", "n1-standard-5"), std::nullopt);
}

TEST_F(PlacesTest, AcceleratorsAreThoseOfTheZoneWithTheMostThatOneMachineCanHave) {
    const auto in_a = places.accelerators("us-central1-a");
    ASSERT_EQ(in_a.size(), 3U);
    EXPECT_EQ(in_a[0].type, "nvidia-h100-80gb");
    EXPECT_EQ(in_a[1].type, "nvidia-l4");
    EXPECT_EQ(in_a[2].type, "nvidia-tesla-t4");
    EXPECT_EQ(in_a[2].description, "NVIDIA T4");
    EXPECT_EQ(in_a[2].most_per_machine, 4);
    EXPECT_THAT(places.accelerators("europe-west4-a"), IsEmpty());
}

TEST_F(PlacesTest, GpusGoWithN1UpToItsCeilings) {
    const auto why = [&](const char* machine, const char* gpu, int count) {
        return places.why_not_attached(type(machine), {gpu, count});
    };
    for (const int count : {1, 2, 4}) EXPECT_EQ(why("n1-standard-4", "nvidia-tesla-t4", count), "") << count;
    EXPECT_EQ(why("n1-standard-4", "nvidia-tesla-v100", 8), "");
    EXPECT_EQ(why("n1-standard-96", "nvidia-tesla-t4", 4), "");
    EXPECT_EQ(why("g2-standard-4", "nvidia-l4", 1), "") << "saying what the type has is no mistake";
    EXPECT_EQ(why("n1-standard-4", "", 0), "");
    EXPECT_THAT(why("n1-standard-4", "nvidia-tesla-t4", 3), HasSubstr("must be one of 1, 2, 4, not 3"));
    EXPECT_EQ(why("n1-standard-96", "nvidia-tesla-t4", 1),
              "[n1-standard-96, nvidia-tesla-t4] features are not compatible for creating instance.");
    EXPECT_EQ(why("e2-standard-2", "nvidia-tesla-t4", 1),
              "[e2-standard-2, nvidia-tesla-t4] features are not compatible for creating instance.");
    EXPECT_EQ(why("g2-standard-4", "nvidia-tesla-t4", 1),
              "[g2-standard-4, nvidia-tesla-t4] features are not compatible for creating instance.");
    EXPECT_THAT(why("n1-standard-4", "nvidia-l4", 1), HasSubstr("not compatible"));
}

TEST_F(PlacesTest, AMachineCostsItsTypeAndWhatIsAttachedToIt) {
    MachineShape shape{"us-central1-a", "n1-standard-4", {"nvidia-tesla-t4", 2}, Buying::on_demand};
    EXPECT_THAT(places.machine_rates(shape, friday_noon),
                ElementsAre(Rate{"n1-standard-4", {190'000}}, Rate{"2 nvidia-tesla-t4", {700'000}}));
    shape.buying = Buying::spot;
    EXPECT_THAT(places.machine_rates(shape, friday_noon),
                ElementsAre(Rate{"n1-standard-4, spot", {40'000}}, Rate{"2 nvidia-tesla-t4, spot", {220'000}}));
    EXPECT_THAT(
        places.machine_rates({"us-central1-a", "g2-standard-4", {"nvidia-l4", 1}, Buying::on_demand}, friday_noon),
        ElementsAre(Rate{"g2-standard-4", {707'000}}));
    EXPECT_THAT(places.machine_rates({"us-central1-z", "g2-standard-4", {}, Buying::on_demand}, friday_noon),
                IsEmpty());
}

TEST_F(PlacesTest, WhatHasNoSpotPriceCostsAThirdOfTheOther) {
    EXPECT_THAT(places.machine_rates({"us-central1-a", "a3-highgpu-8g", {}, Buying::spot}, friday_noon),
                ElementsAre(Rate{"a3-highgpu-8g, spot", {88'490'000 / 3}}));
}

TEST_F(PlacesTest, TheWorldsPricesWinInTheirHours) {
    world.prices = {{.thing = "nvidia-tesla-t4", .spot = true, .hours = {.from = 8h, .until = 20h}, .hour = {290'000}},
                    {.thing = "n1-*", .zones = {"us-central1-a"}, .hour = {1}}};
    MachineShape shape{"us-central1-a", "n1-standard-4", {"nvidia-tesla-t4", 1}, Buying::spot};
    EXPECT_THAT(places.machine_rates(shape, friday_noon),
                ElementsAre(Rate{"n1-standard-4, spot", {1}}, Rate{"1 nvidia-tesla-t4, spot", {290'000}}));
    EXPECT_EQ(places.machine_rates(shape, friday_noon + 9h)[1].hour, Money{110'000});
    shape.buying = Buying::on_demand;
    EXPECT_EQ(places.machine_rates(shape, friday_noon)[1].hour, Money{350'000});
    shape.zone = "us-central1-b";
    EXPECT_EQ(places.machine_rates(shape, friday_noon)[0].hour, Money{190'000});
}

TEST_F(PlacesTest, DisksCostByKindAndSizeForAMonthOf730Hours) {
    EXPECT_EQ(places.disk_rate("us-central1-a", "pd-balanced", 730), (Rate{"730 GB pd-balanced", {100'000}}));
    EXPECT_EQ(places.disk_rate("us-central1-a", "pd-standard", 730).hour, Money{40'000});
    EXPECT_EQ(places.disk_rate("us-central1-a", "pd-ssd", 730).hour, Money{170'000});
    EXPECT_EQ(places.disk_rate("us-central1-a", "hyperdisk-balanced", 730).hour, Money{80'000});
    EXPECT_EQ(places.disk_rate("us-central1-a", "pd-balanced", 10).hour, Money{1'370}) << "1369.86 is rounded";
    EXPECT_EQ(places.disk_rate("europe-west4-a", "pd-balanced", 730).hour, Money{100'000}) << "where none is known";
    world.prices = {{.thing = "pd-ssd", .hour = {1'000'000}}};
    EXPECT_EQ(places.disk_rate("us-central1-a", "pd-ssd", 730).hour, Money{1'000'000});
}

TEST_F(PlacesTest, SnapshotsAndAddressesHaveTheirOwn) {
    EXPECT_EQ(places.snapshot_rate("us-central1", 73), (Rate{"73 GB snapshot", {5'000}}));
    EXPECT_EQ(places.address_rate("us-central1", true), (Rate{"address in use", {5'000}}));
    EXPECT_EQ(places.address_rate("us-central1", false), (Rate{"address not in use", {10'000}}));
}

/// All that the built-in catalog has of Google: each of its prices is what a machine of that kind costs here.
TEST(PlacesProperty, MachinesCostWhatTheCatalogSays) {
    const market::CatalogContent content = fakes::builtin_content();
    const fakes::FakeCatalog fake(content);
    const market::Catalog catalog = fake.catalog();
    const World world;
    const Places places(catalog, world);
    int compared = 0;
    for (const market::Offering& offering : content.offerings) {
        if (offering.cloud != "gcp") continue;
        MachineShape shape{offering.zone, offering.type, {}, Buying::on_demand};
        const auto type = places.machine_type(offering.zone, offering.type);
        ASSERT_TRUE(type) << offering.zone << " " << offering.type;
        if (offering.gpus > 0 && type->built_in.count == 0)
            shape.attached = {std::string(market::google_gpu_of_kind(offering.gpu)->accelerator), offering.gpus};
        EXPECT_EQ(places.why_not_attached(*type, shape.attached), "");
        for (const auto& [price, buying] :
             {std::pair(offering.on_demand, Buying::on_demand), std::pair(offering.spot, Buying::spot)}) {
            if (!price) continue;
            shape.buying = buying;
            Money sum;
            for (const Rate& rate : places.machine_rates(shape, {})) sum = sum + rate.hour;
            ++compared;
            ASSERT_EQ(sum, price->hour) << offering.zone << " " << offering.type << " " << offering.gpu << " "
                                        << offering.gpus << " " << to_string(buying);
        }
    }
    EXPECT_GT(compared, 20'000);
}

}  // namespace
}  // namespace aloft::practice
