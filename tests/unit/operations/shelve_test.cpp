#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/bench.hpp"
#include "operations/down.hpp"
#include "operations/reachable.hpp"
#include "operations/status.hpp"
#include "operations/up.hpp"

namespace aloft {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class Shelved : public ::testing::Test {
protected:
    Result<Outcome> make(Spec spec = {}) {
        spec.name = "a1";
        return up(bench.around, UpRequest{.spec = spec}, bench.person);
    }
    Result<Outcome> taken_down(DiskToo disk) {
        return down(bench.around, {.machine = "a1", .disk = disk}, bench.person);
    }
    MachineState state(Look look = Look::ledger_only) {
        const auto machines = status(bench.around, std::nullopt, look);
        return machines && machines->size() == 1 ? machines->front().state : MachineState::interrupted;
    }
    std::vector<std::string> kinds() {
        std::vector<std::string> all;
        for (const auto& [ref, found] : bench.cloud.standing) all.emplace_back(to_string(ref.kind));
        return all;
    }

    fakes::Bench bench;
};

TEST_F(Shelved, OnlyTheDiskIsLeftAndTheLedgerSaysSo) {
    ASSERT_TRUE(make());
    const auto outcome = taken_down(DiskToo::no);
    ASSERT_TRUE(outcome) << describe(outcome.error());
    EXPECT_THAT(kinds(), Contains("disk"));
    EXPECT_THAT(kinds(), Not(Contains("instance")));
    EXPECT_EQ(bench.recorded(), bench.standing());
    EXPECT_EQ(state(), MachineState::disk_only);
    EXPECT_EQ(state(Look::at_the_cloud), MachineState::disk_only);
    const auto unreachable = reachable(bench.around, "a1", "asking");
    ASSERT_FALSE(unreachable);
    EXPECT_THAT(unreachable.error().hint, HasSubstr("aloft up --name a1"));
    EXPECT_THAT(taken_down(DiskToo::no)->plan.steps, IsEmpty());
}

TEST_F(Shelved, UpMakesItAgainOnThatDisk) {
    ASSERT_TRUE(make());
    ASSERT_TRUE(taken_down(DiskToo::no));
    bench.cloud.calls.clear();
    const auto again = make();
    ASSERT_TRUE(again) << describe(again.error());
    EXPECT_EQ(state(), MachineState::running);
    for (const std::string& call : bench.cloud.calls) EXPECT_THAT(call, Not(HasSubstr("ensure disk")));
    ASSERT_TRUE(taken_down(DiskToo::as_wished));
    EXPECT_THAT(bench.standing(), IsEmpty());
}

TEST_F(Shelved, DownTakesTheDiskTooWhenItIsToldAgain) {
    ASSERT_TRUE(make());
    ASSERT_TRUE(taken_down(DiskToo::no));
    ASSERT_TRUE(taken_down(DiskToo::as_wished));
    EXPECT_THAT(bench.standing(), IsEmpty());
    EXPECT_THAT(bench.recorded(), IsEmpty());
}

TEST_F(Shelved, AWishIsKeptUntilItIsTakenBack) {
    const auto made = make({.disk_on_down = DiskOnDown::keep});
    ASSERT_TRUE(made);
    EXPECT_THAT(made->plan.choice, Contains(HasSubstr("`aloft down` keeps its disk")));
    for (int times = 0; times < 2; ++times) {
        ASSERT_TRUE(taken_down(DiskToo::as_wished));
        EXPECT_EQ(state(), MachineState::disk_only);
    }
    ASSERT_TRUE(taken_down(DiskToo::yes));
    EXPECT_THAT(bench.standing(), IsEmpty());
}

TEST_F(Shelved, WhatFailsToBeMadeAgainLeavesTheDiskAsItWas) {
    ASSERT_TRUE(make());
    ASSERT_TRUE(taken_down(DiskToo::no));
    const auto before = bench.standing();
    std::string call_of_now;
    bench.cloud.error_of_fault = {ErrorKind::no_capacity, "", "nothing left", "", Reach::zone};
    bench.cloud.fault = [&](std::size_t) {
        return call_of_now.starts_with("ensure instance") ? fakes::Fault::before_effect : fakes::Fault::none;
    };
    bench.cloud.before_call = [&](std::string_view call) { call_of_now = call; };
    ASSERT_FALSE(make());
    EXPECT_EQ(bench.standing(), before);
    EXPECT_EQ(state(), MachineState::disk_only);
}

TEST_F(Shelved, WhatStandsAgainStaysWhenItsSoftwareFails) {
    ASSERT_TRUE(make());
    ASSERT_TRUE(taken_down(DiskToo::no));
    std::string call_of_now;
    bench.setup.fault = [&](std::size_t) {
        return call_of_now.starts_with("ensure software") ? fakes::Fault::before_effect : fakes::Fault::none;
    };
    bench.setup.before_call = [&](std::string_view call) { call_of_now = call; };
    const auto failed = make({.python_packages = {{"no-such-package"}}});
    ASSERT_FALSE(failed);
    EXPECT_THAT(failed.error().hint, HasSubstr("what was made stays")) << describe(failed.error());
    EXPECT_EQ(state(), MachineState::running);
}

TEST_F(Shelved, AMachineThatIsNotThereIsSaidNotToBe) {
    EXPECT_EQ(taken_down(DiskToo::no).error().kind, ErrorKind::not_found);
}

TEST_F(Shelved, ADiskThatIsNotReadyIsNotRemovedInstead) {
    ASSERT_TRUE(make({.disk_on_down = DiskOnDown::keep}));
    for (auto& [ref, found] : bench.cloud.standing)
        if (ref.kind == ResourceKind::disk) found.condition = Condition::partial;
    const auto refused = taken_down(DiskToo::as_wished);
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().hint, HasSubstr("--with-disk"));
    EXPECT_THAT(kinds(), Contains("disk"));
    std::erase_if(bench.cloud.standing, [](const auto& one) { return one.first.kind == ResourceKind::disk; });
    ASSERT_TRUE(taken_down(DiskToo::as_wished)) << "there is nothing left to keep";
    EXPECT_THAT(bench.standing(), IsEmpty());
}

TEST_F(Shelved, ADiskOfOneTypeAloneIsNotChosen) {
    const auto refused = make({.on = "local", .disk_type = DiskType::ssd});
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().detail, HasSubstr("only clouds have several types"));
    const auto nowhere = make({.disk_type = DiskType::ssd});
    ASSERT_FALSE(nowhere);
    EXPECT_THAT(nowhere.error().detail, HasSubstr("this aloft reaches none"));
}

TEST_F(Shelved, WhatWasCutOffGoesOn) {
    ASSERT_TRUE(make());
    bench.cloud.before_call = [&](std::string_view call) {
        if (call.starts_with("remove instance")) bench.interruption.request();
    };
    const auto cut = taken_down(DiskToo::no);
    ASSERT_FALSE(cut);
    EXPECT_EQ(cut.error().kind, ErrorKind::interrupted);
    EXPECT_EQ(cut.error().hint, "`aloft down --keep-disk a1` goes on");
    EXPECT_THAT(kinds(), Contains("disk"));
    bench.cloud.before_call = [](std::string_view) {};
    bench.interruption.forget();
    ASSERT_TRUE(taken_down(DiskToo::no));
    EXPECT_EQ(state(), MachineState::disk_only);
}

}  // namespace
}  // namespace aloft
