#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/bench.hpp"
#include "operations/down.hpp"
#include "operations/power.hpp"
#include "operations/up.hpp"

namespace aloft {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

/// Each look at it costs; it remembers what it was spared.
class FarCloud final : public fakes::FakeCloud, public IsFarAway {
public:
    FarCloud() : FakeCloud("far") {}

    Result<void> remove_seen(const ResourceRef& ref) override {
        spare("remove " + describe(ref));
        return remove(ref);
    }
    Result<Found> stop_running(const ResourceRef& ref) override {
        spare("stop " + describe(ref));
        return stop(ref);
    }
    Result<std::vector<Found>> owned_of(std::string_view owner, std::string_view machine) override {
        spare("list");
        auto all = owned(owner);
        if (all) std::erase_if(*all, [&](const Found& one) { return one.labels.machine != machine; });
        return all;
    }

    std::vector<std::string> spared;

private:
    void spare(std::string call) {
        const std::lock_guard guard(mutex_);
        spared.push_back(std::move(call));
    }
};

class FarAway : public ::testing::Test {
protected:
    FarAway() {
        bench.around.clouds = {&cloud};
        EXPECT_TRUE(up(bench.around, {.spec = Spec{.name = "a1", .on = "far"}, .trusted_host_keys = {}, .saved = {}},
                       bench.person));
        cloud.calls.clear();
    }
    ResourceRef instance() const {
        for (const auto& [ref, found] : cloud.standing)
            if (ref.kind == ResourceKind::instance) return ref;
        return {};
    }

    fakes::Bench bench;
    FarCloud cloud;
};

TEST_F(FarAway, WhatWasSeenGoesWithoutAnotherLook) {
    ASSERT_TRUE(down(bench.around, {"a1"}, bench.person));
    EXPECT_THAT(bench.recorded(), IsEmpty());
    EXPECT_THAT(cloud.calls, Not(IsEmpty()));
    EXPECT_THAT(cloud.spared, Contains("list"));
    for (const std::string& call : cloud.calls) EXPECT_THAT(cloud.spared, Contains(call));
}

TEST_F(FarAway, WhatWasNotSeenIsLookedAt) {
    const ResourceRef gone = instance();
    cloud.standing.erase(gone);
    ASSERT_TRUE(down(bench.around, {"a1"}, bench.person));
    EXPECT_THAT(cloud.spared, Not(Contains("remove " + describe(gone))));
    EXPECT_THAT(cloud.calls, Contains("remove " + describe(gone)));
}

TEST_F(FarAway, WhatRunsIsStoppedWithoutAnotherLook) {
    ASSERT_TRUE(stop(bench.around, {.machine = "a1"}, bench.person));
    EXPECT_EQ(cloud.standing.at(instance()).condition, Condition::stopped);
    EXPECT_THAT(cloud.spared, Each(StartsWith("stop")));
    EXPECT_EQ(cloud.spared, cloud.calls);
}

}  // namespace
}  // namespace aloft
