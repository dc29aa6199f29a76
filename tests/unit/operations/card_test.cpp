// What is settled for an offer's card, and wishes that no card serves.
#include "operations/card.hpp"

#include <gmock/gmock.h>

#include "fakes/fake_renting_cloud.hpp"
#include "operations/up.hpp"
#include "quota_world.hpp"

namespace aloft {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

/// The cheaper card, at Amazon, is a V100 there.
fakes::FakeCatalog with_an_old_card() {
    market::CatalogContent content = quota_catalog();
    for (market::GpuKind& gpu : content.gpus)
        gpu.compute_capability = gpu.name == "T4" ? 75 : gpu.name == "H100" ? 90 : 37;
    content.gpus.push_back({.name = "V100", .maker = "NVIDIA", .memory_mib = 16384, .compute_capability = 70});
    for (market::MachineType& type : content.types)
        if (type.cloud == "aws") type.gpu = "V100";
    for (market::Offering& offering : content.offerings)
        if (offering.cloud == "aws") offering.gpu = "V100";
    return fakes::FakeCatalog(std::move(content));
}

class Cards : public testing::Test {
protected:
    fakes::Bench bench;
    fakes::FakeRentingCloud google_cloud{"gcp"};
    fakes::FakeRentingCloud amazon_cloud{"aws"};
    fakes::FakeCatalog catalog = with_an_old_card();

    void SetUp() override {
        bench.around.clouds = {&bench.cloud, &google_cloud, &amazon_cloud};
        bench.around.builtin_catalog = catalog.bytes();
    }
    static Spec wish(const std::string& gpus, const std::string& package) {
        return {.gpu = GpuWish{gpus, 1}, .clouds = {{"gcp", "aws"}}, .python_packages = {{package}}};
    }
    Result<Plan> plan(const Spec& spec) { return plan_up(bench.around, spec); }
};

std::string software_property_of(const Plan& plan, const char* name) {
    for (const Resource& resource : plan.blueprint.resources)
        if (resource.ref.kind == ResourceKind::software) return resource.properties.at(name).value;
    return "there is no software";
}

TEST_F(Cards, WhatServesTheCardIsInThePlan) {
    const auto planned = plan(wish("V100", "torch"));
    ASSERT_TRUE(planned) << describe(planned.error());
    EXPECT_EQ(software_property_of(*planned, software_property::driver), "580 proprietary");
    EXPECT_EQ(software_property_of(*planned, software_property::torch_index), "cu126");
    EXPECT_THAT(planned->choice, Contains("driver 580 with proprietary kernel modules; CUDA 12.6; torch from cu126"));
    EXPECT_THAT(planned->offer.details.at("images"), Not(HasSubstr("nvidia")));
}

TEST_F(Cards, ImagesThatBringTheDriverComeFirst) {
    const auto planned = plan(wish("T4", "torch"));
    ASSERT_TRUE(planned) << describe(planned.error());
    EXPECT_THAT(planned->offer.details.at("images"), StartsWith("ubuntu-os-accelerator-images/"));
    EXPECT_EQ(software_property_of(*planned, software_property::driver), "580 open");
}

TEST_F(Cards, AWishThatTheCardCannotServeIsRefusedBeforeAnythingIsMade) {
    Spec spec = wish("V100", "torch==2.15.0");
    const auto planned = plan(spec);
    const auto made = up(bench.around, UpRequest{.spec = spec}, bench.person);
    ASSERT_FALSE(planned);
    ASSERT_FALSE(made);
    EXPECT_EQ(planned.error(), made.error());
    EXPECT_EQ(made.error().kind, ErrorKind::bad_input);
    EXPECT_THAT(made.error().detail, HasSubstr("torch==2.15.0 serves no V100"));
    EXPECT_THAT(made.error().hint, HasSubstr("torch<=2.14 from cu126 does"));
    EXPECT_THAT(bench.standing(), IsEmpty());
    spec.setup = Setup::bare;
    EXPECT_TRUE(plan(spec)) << "what is installed there is the person's own business";
}

TEST_F(Cards, OfSeveralTheOneThatServesIsTakenAndTheReasonSaid) {
    const auto cheapest = plan(wish("T4, V100", "torch"));
    ASSERT_TRUE(cheapest) << describe(cheapest.error());
    EXPECT_EQ(cheapest->offer.gpu->name, "V100");
    const auto serving = plan(wish("T4, V100", "torch==2.15.0"));
    ASSERT_TRUE(serving) << describe(serving.error());
    EXPECT_EQ(serving->offer.gpu->name, "T4");
    EXPECT_THAT(serving->choice, Contains(HasSubstr("serves no V100")));
}

TEST_F(Cards, APartOfACardIsKnownByItsName) {
    market::CatalogContent content = quota_catalog();
    content.gpus.push_back({.name = "L4/8", .maker = "NVIDIA", .memory_mib = 3072, .compute_capability = 89});
    const fakes::FakeCatalog parts(std::move(content));
    bench.around.builtin_catalog = parts.bytes();
    const auto refused = card_setup(bench.around, {}, {.cloud = "aws", .gpu = GpuWish{"L4/8", 1}});
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().detail, HasSubstr("GRID"));
}

TEST_F(Cards, DockerIsRefusedWhereItCannotRun) {
    const Spec spec{.with = {{"docker"}}};
    const auto refused = check_extras(spec, {.cloud = "local", .kind = MachineKind::container});
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().hint, HasSubstr("kind: vm"));
    EXPECT_TRUE(check_extras(spec, {.cloud = "local", .kind = MachineKind::vm}));
    EXPECT_TRUE(check_extras(spec, {.cloud = "gcp", .kind = MachineKind::vm}));
    EXPECT_TRUE(check_extras({.with = {{"r"}}}, {.cloud = "local", .kind = MachineKind::container}));
    EXPECT_FALSE(plan({.on = "local", .with = {{"docker"}}})) << "before anything is made";
}

TEST_F(Cards, AHostsCardIsKnownByItsDriversWords) {
    Offer offer{.cloud = "ssh:box", .gpu = GpuWish{"NVIDIA Tesla V100-SXM2-16GB", 1}};
    for (const char* name : {"Tesla V100-SXM2-16GB", "NVIDIA H100 80GB HBM3", "Tesla T4"}) {
        offer.gpu->name = name;
        const auto card = card_setup(bench.around, {.python_packages = {{"torch"}}}, offer);
        ASSERT_TRUE(card && *card) << name;
        EXPECT_FALSE((*card)->installs_driver) << name;
        EXPECT_THAT((*card)->images, IsEmpty()) << name;
    }
    offer.gpu->name = "Voodoo 2";
    EXPECT_FALSE(card_setup(bench.around, {}, offer)->has_value());
}

}  // namespace
}  // namespace aloft
