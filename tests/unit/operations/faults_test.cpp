// Written once, for every verb and every call: what fails, before or after its effect, leaves nothing that the ledger
// does not know, and the same command again brings everything to its end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "fakes/bench.hpp"
#include "operations/down.hpp"
#include "operations/power.hpp"
#include "operations/up.hpp"

namespace aloft {
namespace {

using fakes::Bench;
using fakes::Fault;
using testing::Contains;
using testing::Field;
using testing::IsEmpty;
using testing::IsSupersetOf;

using Operation = Result<Outcome> (*)(Bench&, OnFailure);

Result<Outcome> do_up(Bench& bench, OnFailure on_failure) {
    return up(bench.around, UpRequest{.spec = Spec{.name = "a1"}, .on_failure = on_failure}, bench.person);
}
Result<Outcome> do_resize(Bench& bench, OnFailure on_failure) {
    return up(bench.around, UpRequest{.spec = Spec{.name = "a1", .cpus = 8}, .on_failure = on_failure}, bench.person);
}
Result<Outcome> do_stop(Bench& bench, OnFailure) { return stop(bench.around, MachineRequest{"a1"}, bench.person); }
Result<Outcome> do_start(Bench& bench, OnFailure) { return start(bench.around, MachineRequest{"a1"}, bench.person); }
Result<Outcome> do_down(Bench& bench, OnFailure) { return down(bench.around, DownRequest{"a1"}, bench.person); }

struct Case {
    const char* name;
    Operation operation;
    std::vector<Operation> before;
    std::size_t standing_after;
};

class Faults : public testing::TestWithParam<Case> {
protected:
    /// Fails call `at` of the operation at whichever provider it lands.
    static void plant(Bench& bench, std::size_t at, Fault fault) {
        const auto count = std::make_shared<std::atomic<std::size_t>>(0);  // the two are called at the same time
        const auto knob = [count, at, fault](std::size_t) { return (*count)++ == at ? fault : Fault::none; };
        bench.cloud.fault = knob;
        bench.keys.fault = knob;
        bench.setup.fault = knob;
    }
    static void heal(Bench& bench) {
        bench.cloud.fault = bench.keys.fault = bench.setup.fault = [](std::size_t) { return Fault::none; };
    }
    static void prepare(Bench& bench) {
        for (const Operation before : GetParam().before) ASSERT_TRUE(before(bench, OnFailure::undo));
    }
    static std::size_t calls_of_a_good_run() {
        Bench bench;
        prepare(bench);
        const std::size_t before = bench.calls();
        EXPECT_TRUE(GetParam().operation(bench, OnFailure::undo));
        return bench.calls() - before;
    }
};

TEST_P(Faults, at_every_call_leave_nothing_unknown_and_can_be_finished) {
    const std::size_t calls = calls_of_a_good_run();
    ASSERT_GT(calls, 0U);
    for (const Fault fault : {Fault::before_effect, Fault::after_effect})
        for (std::size_t at = 0; at < calls; ++at) {
            SCOPED_TRACE(testing::Message()
                         << GetParam().name << ", call " << at << ", fault " << static_cast<int>(fault));
            Bench bench;
            prepare(bench);
            plant(bench, at, fault);
            EXPECT_FALSE(GetParam().operation(bench, OnFailure::keep));
            EXPECT_THAT(bench.recorded(), IsSupersetOf(bench.standing()));
            heal(bench);
            const auto again = GetParam().operation(bench, OnFailure::keep);
            ASSERT_TRUE(again) << describe(again.error());
            EXPECT_EQ(bench.standing().size(), GetParam().standing_after);
            EXPECT_EQ(bench.recorded(), bench.standing());
        }
}

TEST_P(Faults, twice_is_once) {
    Bench bench;
    prepare(bench);
    ASSERT_TRUE(GetParam().operation(bench, OnFailure::undo));
    const std::size_t calls = bench.calls();
    const auto again = GetParam().operation(bench, OnFailure::undo);
    if (GetParam().operation == do_down) {
        EXPECT_EQ(again.error().kind, ErrorKind::not_found);
    } else {
        ASSERT_TRUE(again);
        EXPECT_THAT(again->plan.steps, IsEmpty());
    }
    EXPECT_EQ(bench.calls(), calls);
}

INSTANTIATE_TEST_SUITE_P(all, Faults,
                         testing::Values(Case{"up", do_up, {}, 6}, Case{"resize", do_resize, {do_up}, 6},
                                         Case{"stop", do_stop, {do_up}, 6},
                                         Case{"start", do_start, {do_up, do_stop}, 6},
                                         Case{"down", do_down, {do_up}, 0}),
                         [](const auto& one) { return one.param.name; });

TEST(FailedUp, takes_back_all_that_it_made) {
    Bench measure;
    ASSERT_TRUE(do_up(measure, OnFailure::undo));
    for (const Fault fault : {Fault::before_effect, Fault::after_effect})
        for (std::size_t at = 0; at < measure.calls() - measure.setup.calls.size(); ++at) {
            SCOPED_TRACE(testing::Message() << "call " << at);
            Bench bench;
            const auto count = std::make_shared<std::atomic<std::size_t>>(0);  // the two are called at the same time
            bench.cloud.fault = bench.keys.fault = [=](std::size_t) { return (*count)++ == at ? fault : Fault::none; };
            EXPECT_FALSE(do_up(bench, OnFailure::undo));
            EXPECT_THAT(bench.standing(), IsEmpty());
            EXPECT_THAT(bench.recorded(), IsEmpty());
            EXPECT_THAT(*bench.ledger->machines(), IsEmpty());
        }
}

TEST(FailedUp, keeps_a_machine_on_which_something_could_not_be_installed) {
    Bench bench;
    bench.setup.fault = [](std::size_t) { return Fault::before_effect; };
    const auto outcome = do_up(bench, OnFailure::undo);
    ASSERT_FALSE(outcome);
    EXPECT_THAT(outcome.error().hint, testing::HasSubstr("what was made stays"));
    EXPECT_EQ(bench.standing().size(), 6U);
    bench.setup.fault = [](std::size_t) { return Fault::none; };
    const auto again = do_up(bench, OnFailure::undo);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->plan.steps.size(), 2U) << "only agent and software";
}

TEST(InterruptedUp, takes_back_what_the_person_said_though_it_was_installing) {
    Bench bench;
    bench.person.keeps = Keep::nothing;
    bench.setup.error_of_fault = {ErrorKind::interrupted, "", "stopped by Ctrl-C", "", Reach::nothing};
    bench.setup.fault = [](std::size_t) { return Fault::before_effect; };
    const auto outcome = do_up(bench, OnFailure::undo);
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind, ErrorKind::interrupted);
    EXPECT_EQ(bench.person.asked_what_to_keep, 1);
    EXPECT_THAT(bench.standing(), IsEmpty());
    EXPECT_THAT(bench.recorded(), IsEmpty());
}

TEST(FailedUp, leaves_a_machine_that_stood_before) {
    Bench bench;
    ASSERT_TRUE(do_up(bench, OnFailure::undo));
    const std::size_t remaking = bench.cloud.calls.size() + 1;
    bench.cloud.fault = [=](std::size_t call) { return call == remaking ? Fault::before_effect : Fault::none; };
    EXPECT_FALSE(do_resize(bench, OnFailure::undo));
    EXPECT_THAT(bench.standing(), Contains(Field(&ResourceRef::kind, ResourceKind::disk)));
}

}  // namespace
}  // namespace aloft
