// What a machine's software becomes when its card does.
#include <gmock/gmock.h>

#include "clouds/no_card.hpp"
#include "fakes/fake_renting_cloud.hpp"
#include "operations/resize.hpp"
#include "quota_world.hpp"
#include "setup/machine_setup.hpp"

namespace aloft {
namespace {

using testing::Contains;
using testing::IsEmpty;
using testing::Not;

/// Machines without a GPU, with a T4, and with a V100, which open kernel modules and newer CUDA do not serve.
market::CatalogContent three_kinds() {
    using namespace market;
    CatalogContent content = quota_catalog();
    for (GpuKind& gpu : content.gpus) gpu.compute_capability = gpu.name == "T4" ? 75 : gpu.name == "H100" ? 90 : 37;
    content.gpus.push_back({.name = "V100", .maker = "NVIDIA", .memory_mib = 16384, .compute_capability = 70});
    const auto add = [&](const char* type, int cpus, const char* gpu, std::int64_t hour) {
        const int gpus = *gpu == '\0' ? 0 : 1;
        content.types.push_back({.cloud = "gcp",
                                 .name = type,
                                 .millicpus = cpus * 1000,
                                 .memory_mib = cpus * 3840,
                                 .gpu = gpu,
                                 .gpus = gpus,
                                 .attached = gpus == 1});
        const Price price{Money{hour}, std::chrono::year(2026) / 7 / 30, Certainty::published};
        content.offerings.push_back({"gcp", type, gpu, gpus, "us-central1", "us-central1-a", price, {}});
    };
    add("e2-standard-2", 2, "", 67'000);
    add("n1-standard-4", 4, "V100", 2'670'000);
    return content;
}

/// The software is the real provider's; only the agent that works it off is not there.
class ResizedSoftware : public testing::Test {
protected:
    void SetUp() override {
        google_cloud.book[google("GPUS_ALL_REGIONS")] = {.limit = 8, .used = 0};
        Spec spec{.name = "lab", .on = "gcp", .regions = {{"us-central1"}}, .python_packages = {{"torch"}}};
        spec.with = {{"tensorflow", "r-torch"}};
        const auto made = up(around, UpRequest{.spec = spec}, bench.person);
        ASSERT_TRUE(made) << describe(made.error());
    }
    void resize_to(const std::string& gpu) {
        const auto resized = resize(around, {.changes = {.name = "lab", .gpu = GpuWish{gpu, 1}}}, bench.person);
        ASSERT_TRUE(resized) << describe(resized.error());
        last = *resized;
    }
    /// What reached the agent last, recipe by recipe.
    std::vector<std::string> recipes() {
        std::vector<std::string> names;
        for (const RecipeTask& task : graphs().back().tasks) names.push_back(task.name);
        return names;
    }
    std::string setting(const char* name) { return graphs().back().tasks.front().settings.at(name); }
    std::vector<RecipeGraph>& graphs() { return bench.agents.machines["lab"].graphs; }

    fakes::Bench bench;
    fakes::FakeRentingCloud google_cloud{"gcp"};
    fakes::FakeCatalog catalog{three_kinds()};
    MachineSetup setup{bench.folder.home(), bench.processes, bench.clock, bench.random, bench.agents};
    Surroundings around{bench.folder.home(), *bench.ledger, *bench.ledger, {&google_cloud},
                        bench.keys,          setup,         bench.agents,  bench.processes,
                        bench.clock,         bench.random,  bench.events,  bench.interruption,
                        catalog.bytes()};
    Outcome last;
};

TEST_F(ResizedSoftware, AMachineWithoutACardHasNoDriverAndPlainWheels) {
    ASSERT_EQ(graphs().size(), 1U);
    EXPECT_THAT(recipes(), Not(Contains("nvidia")));
    EXPECT_EQ(setting("ALOFT_NVIDIA_BRANCH"), "");
    EXPECT_EQ(setting("ALOFT_TENSORFLOW"), "tensorflow");
    EXPECT_EQ(setting("ALOFT_R_TORCH"), "cpu");
}

TEST_F(ResizedSoftware, ANewCardBringsItsDriverAndWheels) {
    resize_to("T4");
    ASSERT_EQ(graphs().size(), 2U) << "it was not set up again";
    EXPECT_THAT(recipes(), Contains("nvidia"));
    EXPECT_EQ(setting("ALOFT_NVIDIA_BRANCH"), "580");
    EXPECT_EQ(setting("ALOFT_NVIDIA_MODULES"), "open");
    EXPECT_EQ(setting("ALOFT_TENSORFLOW"), "tensorflow[and-cuda]");
    EXPECT_EQ(setting("ALOFT_R_TORCH"), "cu128");
    EXPECT_THAT(last.plan.choice, Contains(testing::HasSubstr("driver 580 with open kernel modules; CUDA")));
}

TEST_F(ResizedSoftware, IsChangedOnlyWhenTheMachineAnswersAgain) {
    resize_to("T4");
    const std::vector<Step>& steps = last.plan.steps;
    const auto of_kind = [&](ResourceKind kind) {
        const auto found = std::ranges::find(steps, kind, [](const Step& one) { return one.resource.ref.kind; });
        EXPECT_NE(found, steps.end()) << to_string(kind);
        return found;
    };
    const auto answers = of_kind(ResourceKind::host_key);
    EXPECT_EQ(answers->action, Action::wait);
    EXPECT_THAT(of_kind(ResourceKind::software)->needs, Contains(std::size_t(answers - steps.begin())));
}

TEST_F(ResizedSoftware, ACardOfAnotherGenerationBringsOthers) {
    resize_to("T4");
    resize_to("V100");
    ASSERT_EQ(graphs().size(), 3U);
    EXPECT_EQ(setting("ALOFT_NVIDIA_BRANCH"), "580");
    EXPECT_EQ(setting("ALOFT_NVIDIA_MODULES"), "proprietary");
    EXPECT_EQ(setting("ALOFT_TORCH_INDEX"), "cu126");
    EXPECT_EQ(setting("ALOFT_R_TORCH"), "cu126");
}

TEST_F(ResizedSoftware, WithoutItsCardNothingIsLeftThatNeedsOne) {
    resize_to("V100");
    resize_to("none");
    ASSERT_EQ(graphs().size(), 3U);
    EXPECT_THAT(recipes(), Not(Contains("nvidia")));
    for (const char* name : {"ALOFT_NVIDIA_BRANCH", "ALOFT_NVIDIA_MODULES", "ALOFT_NVIDIA_OLDEST", "ALOFT_TORCH_INDEX"})
        EXPECT_EQ(setting(name), "") << name;
    EXPECT_EQ(setting("ALOFT_TENSORFLOW"), "tensorflow");
    EXPECT_EQ(setting("ALOFT_R_TORCH"), "cpu");
    const Offer offer = (*bench.ledger->machine("lab"))->machine.offer;
    EXPECT_EQ(offer.gpu, std::nullopt);
    EXPECT_FALSE(offer.details.contains(no_card_detail));
    EXPECT_FALSE(offer.details.contains("images")) << "of one with a driver";
    EXPECT_THAT(last.plan.choice, Not(Contains(testing::HasSubstr("CUDA"))));
}

TEST_F(ResizedSoftware, ACardOfTheSameKindChangesNothing) {
    resize_to("T4");
    const auto again = up(around, UpRequest{.spec = {.name = "lab"}}, bench.person);
    ASSERT_TRUE(again) << describe(again.error());
    EXPECT_THAT(again->plan.steps, IsEmpty());
    EXPECT_EQ(graphs().size(), 2U);
}

}  // namespace
}  // namespace aloft
