#include "operations/hold.hpp"

#include <gtest/gtest.h>

#include "fakes/bench.hpp"
#include "operations/planned.hpp"

namespace aloft {
namespace {

/// What it is told arrives while others wait for it to rest.
class HearingCloud final : public fakes::FakeCloud, public HearsLate {
public:
    HearingCloud() : FakeCloud("far") {}

    Result<void> come_to_rest(std::span<const ResourceRef> refs) override {
        waited_for.assign(refs.begin(), refs.end());
        standing.insert(on_its_way.begin(), on_its_way.end());
        return {};
    }

    std::map<ResourceRef, Found> on_its_way;
    std::vector<ResourceRef> waited_for;
};

class SettlingFarAway : public ::testing::Test {
protected:
    SettlingFarAway() { bench.around.clouds = {&cloud}; }

    /// As far as an `up` came that was killed while it made the instance.
    ResourceRef killed_while_making() {
        const auto plan = plan_up(bench.around, Spec{.name = "box", .on = "far"});
        const auto step = std::ranges::find(plan->steps, ResourceKind::instance,
                                            [](const Step& one) { return one.resource.ref.kind; });
        std::ignore = bench.ledger->begin(*plan);
        std::ignore = bench.ledger->intend(*plan, static_cast<std::size_t>(step - plan->steps.begin()), Direction::act);
        return step->resource.ref;
    }

    fakes::Bench bench;
    HearingCloud cloud;
};

TEST_F(SettlingFarAway, WhatWasToldArrivesBeforeAnybodyLooks) {
    const ResourceRef instance = killed_while_making();
    cloud.on_its_way[instance] = {instance, Condition::ready, {}, {}};
    const auto settled = settle(bench.around, "box");
    ASSERT_TRUE(settled) << describe(settled.error());
    EXPECT_EQ(*settled, History::cut_off);
    EXPECT_EQ(cloud.waited_for, std::vector{instance});
    const auto records = bench.ledger->resources("box");
    ASSERT_EQ(records->size(), 1u);
    EXPECT_EQ(records->front().state, ResourceState::standing);
}

TEST_F(SettlingFarAway, NothingIsWaitedForWhenNothingWasCutOff) {
    const auto settled = settle(bench.around, "box");
    ASSERT_TRUE(settled);
    EXPECT_EQ(*settled, History::clean);
    EXPECT_TRUE(cloud.waited_for.empty());
}

}  // namespace
}  // namespace aloft
