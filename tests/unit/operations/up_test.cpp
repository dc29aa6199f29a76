#include "operations/up.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "fakes/bench.hpp"
#include "operations/down.hpp"
#include "operations/hold.hpp"
#include "operations/power.hpp"
#include "operations/status.hpp"

namespace aloft {
namespace {

using fakes::Bench;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Result<Outcome> make(Bench& bench, Spec spec) {
    return up(bench.around, UpRequest{.spec = std::move(spec)}, bench.person);
}

std::vector<std::string> words(const Plan& plan) {
    std::vector<std::string> result;
    for (const Step& step : plan.steps) result.push_back(describe(step));
    return result;
}

TEST(Up, makes_a_machine_with_its_keys_around_it) {
    Bench bench;
    const auto outcome = make(bench, Spec{});
    ASSERT_TRUE(outcome) << describe(outcome.error());
    EXPECT_THAT(words(outcome->plan),
                ElementsAre("make key aloft", "make image base", testing::StartsWith("make network"),
                            "make address aloft-address", "make disk aloft-disk", "make instance aloft",
                            "make host key aloft", "make agent aloft", "make software aloft"));
    const auto machines = status(bench.around, std::nullopt, Look::ledger_only);
    ASSERT_EQ(machines->size(), 1U);
    EXPECT_EQ(machines->front().state, MachineState::running);
    EXPECT_EQ(machines->front().summary.price, bench.cloud.price);
}

TEST(Up, asks_before_it_does_anything) {
    Bench bench;
    bench.person.approves = false;
    EXPECT_EQ(make(bench, Spec{}).error().kind, ErrorKind::declined);
    EXPECT_THAT(bench.standing(), IsEmpty());
    EXPECT_THAT(*bench.ledger->machines(), IsEmpty());
}

/// Of an `up` that makes a machine and cannot talk to it.
Error cannot_be_talked_to(ErrorKind kind, const std::string& detail, const std::string& console,
                          const std::vector<std::string>& host_keys_told = {}) {
    Bench bench;
    bench.cloud.console_text = console;
    bench.cloud.host_keys_told = host_keys_told;
    bench.keys.error_of_fault = {kind, "reaching machine aloft", detail, "", Reach::nothing};
    // The key is made; its first use fails.
    bench.keys.fault = [](std::size_t call) { return call == 1 ? fakes::Fault::before_effect : fakes::Fault::none; };
    const auto outcome = make(bench, Spec{});
    EXPECT_FALSE(outcome);
    EXPECT_THAT(bench.standing(), IsEmpty());
    return outcome.error();
}

TEST(Up, says_what_a_machine_that_never_answered_wrote_last) {
    const auto never_answers = [](const std::string& console) {
        return cannot_be_talked_to(ErrorKind::unreachable, "Connection refused", console);
    };
    EXPECT_EQ(never_answers("Booting Linux\r\n  [3.1] Kernel panic: no disk\xff \r\n\n").detail,
              "Connection refused; the last line on its console: \"[3.1] Kernel panic: no disk\uFFFD\"");
    EXPECT_EQ(never_answers("one line").detail, "Connection refused; the last line on its console: \"one line\"");
    EXPECT_EQ(never_answers(" \n\n").detail, "Connection refused");
}

TEST(Up, says_of_a_wrong_host_key_what_the_machine_has_told_its_cloud) {
    const std::string complaint = "what answers does not have the host key; expected SHA256:A; shown SHA256:B. Beware";
    const auto detail = [&](const std::vector<std::string>& told) {
        return cannot_be_talked_to(ErrorKind::denied, complaint, "", told).detail;
    };
    EXPECT_EQ(detail({}), complaint);
    EXPECT_EQ(detail({"SHA256:C", "SHA256:B"}),
              complaint + ". The machine itself has told its cloud of the key that was shown: its keys were made anew");
    EXPECT_EQ(detail({"SHA256:A"}),
              complaint + ". The machine itself has told its cloud of SHA256:A: what answers is not the machine");
    EXPECT_EQ(cannot_be_talked_to(ErrorKind::denied, "Permission denied", "", {"SHA256:A"}).detail,
              "Permission denied");
}

TEST(Up, keeps_what_the_machine_has_where_nothing_else_is_said) {
    Bench bench;
    ASSERT_TRUE(make(bench, Spec{.name = "a1", .cpus = 3}));
    EXPECT_THAT(make(bench, Spec{.name = "a1"})->plan.steps, IsEmpty());
    EXPECT_THAT(words(make(bench, Spec{.name = "a1", .cpus = 4})->plan),
                ElementsAre("remove instance a1", "make instance a1", "wait for host key a1"));
}

TEST(Up, brings_back_what_was_removed_behind_its_back) {
    Bench bench;
    ASSERT_TRUE(make(bench, Spec{.name = "a1"}));
    std::erase_if(bench.cloud.standing, [](const auto& one) { return one.first.kind == ResourceKind::instance; });
    EXPECT_THAT(words(make(bench, Spec{.name = "a1"})->plan), ElementsAre("make instance a1", "wait for host key a1"));
}

TEST(Up, refuses_a_saved_plan_when_the_world_has_moved) {
    Bench bench;
    const auto saved = plan_up(bench.around, Spec{.name = "a1"});
    ASSERT_TRUE(saved);
    ASSERT_TRUE(make(bench, Spec{.name = "a1"}));
    const auto refused = up(bench.around, UpRequest{.saved = *saved}, bench.person);
    EXPECT_EQ(refused.error().kind, ErrorKind::conflict);
    EXPECT_THAT(refused.error().detail, HasSubstr("the world has moved"));
}

TEST(Up, does_a_saved_plan_while_the_world_stands_still) {
    Bench bench;
    const auto saved = plan_up(bench.around, Spec{.name = "a1"});
    EXPECT_THAT(bench.standing(), IsEmpty()) << "planning must do nothing";
    EXPECT_TRUE(up(bench.around, UpRequest{.saved = *saved}, bench.person));
}

TEST(Up, names_an_unknown_place) {
    Bench bench;
    const auto refused = make(bench, Spec{.on = "moon"});
    EXPECT_EQ(refused.error().kind, ErrorKind::bad_input);
    EXPECT_THAT(refused.error().hint, HasSubstr("local"));
}

class Interrupted : public testing::TestWithParam<Keep> {};

TEST_P(Interrupted, asks_once_what_to_keep_and_the_ledger_stays_true) {
    Bench bench;
    bench.person.keeps = GetParam();
    bench.cloud.before_call = [&](std::string_view call) {
        if (call.starts_with("ensure disk")) bench.interruption.request();
        // What was chosen after Ctrl-C is done, by clouds that stop at one too.
        if (call.starts_with("remove")) {
            EXPECT_FALSE(bench.interruption.requested());
        }
    };
    const auto outcome = make(bench, Spec{.name = "a1"});
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind, ErrorKind::interrupted);
    EXPECT_EQ(bench.person.asked_what_to_keep, 1);
    EXPECT_EQ(bench.recorded(), bench.standing());
    EXPECT_EQ(bench.standing().empty(), GetParam() == Keep::nothing);
    bench.interruption.forget();
    bench.cloud.before_call = [](std::string_view) {};
    EXPECT_TRUE(make(bench, Spec{.name = "a1"}));
}

INSTANTIATE_TEST_SUITE_P(both, Interrupted, testing::Values(Keep::what_is_made, Keep::nothing));

TEST(Two, share_a_network_that_goes_with_the_last) {
    Bench bench;
    ASSERT_TRUE(make(bench, Spec{.name = "a1"}));
    ASSERT_TRUE(make(bench, Spec{.name = "b2"}));
    ASSERT_TRUE(down(bench.around, DownRequest{"a1"}, bench.person));
    EXPECT_THAT(bench.standing(), Contains(testing::Field(&ResourceRef::kind, ResourceKind::network)));
    ASSERT_TRUE(down(bench.around, DownRequest{"b2"}, bench.person));
    EXPECT_THAT(bench.standing(), IsEmpty());
}

TEST(Two, at_once_on_one_machine_the_second_is_told_who_holds_it) {
    Bench bench;
    const auto held = hold_machine(bench.around, "a1", Verb::up, WhenHeld::fail);
    ASSERT_TRUE(held);
    const auto refused =
        up(bench.around, UpRequest{.spec = Spec{.name = "a1"}, .when_held = WhenHeld::fail}, bench.person);
    EXPECT_EQ(refused.error().kind, ErrorKind::conflict);
    EXPECT_THAT(refused.error().detail, HasSubstr("aloft up (process"));
}

TEST(Two, at_once_on_one_machine_the_second_waits) {
    Bench bench;
    auto held = hold_machine(bench.around, "a1", Verb::down, WhenHeld::fail);
    fakes::RecordedEvents events;
    std::thread second([&] {
        Surroundings around = bench.around;
        Surroundings other{around.home,  around.ledger, around.journal, around.clouds,
                           around.keys,  around.setup,  around.agents,  around.processes,
                           around.clock, around.random, events,         around.interruption};
        EXPECT_TRUE(up(other, UpRequest{.spec = Spec{.name = "a1"}}, bench.person));
    });
    {
        const FileLock released = std::move(*held);
    }
    second.join();
    EXPECT_EQ(bench.standing().size(), 6U);
}

TEST(Down, of_an_unknown_name_suggests_the_nearest) {
    Bench bench;
    ASSERT_TRUE(make(bench, Spec{.name = "trainer"}));
    const auto refused = down(bench.around, DownRequest{"trianer"}, bench.person);
    EXPECT_EQ(refused.error().kind, ErrorKind::not_found);
    EXPECT_THAT(refused.error().hint, HasSubstr("trainer"));
}

TEST(Down, removes_what_the_ledger_has_forgotten) {
    Bench bench;
    const std::string owner = bench.ledger->owner();
    const ResourceRef stray{"local", ResourceKind::instance, "a1-old", "here"};
    bench.cloud.standing[stray] = Found{stray, Condition::ready, {}, Labels{"a1", "p0", owner}};
    ASSERT_TRUE(down(bench.around, DownRequest{"a1"}, bench.person));
    EXPECT_THAT(bench.standing(), IsEmpty());
}

/// A journal whose disk is full: what cannot be recorded is not made.
TEST(FullLedger, makes_nothing_that_is_not_recorded) {
    class FullJournal final : public Journal {
    public:
        Result<void> begin(const Plan&) override { return {}; }
        Result<void> intend(const Plan&, std::size_t, Direction) override {
            return failure(ErrorKind::storage, "writing the ledger", "no space left on device");
        }
        Result<void> done(const Plan&, std::size_t, Direction, const Found&) override { return {}; }
        Result<void> failed(const Plan&, std::size_t, Direction, const Error&) override { return {}; }
        Result<void> end(const std::string&, const std::optional<Error>&) override { return {}; }
    } journal;
    Bench bench;
    Surroundings around{bench.folder.home(), *bench.ledger, journal,      {&bench.cloud},
                        bench.keys,          bench.setup,   bench.agents, bench.processes,
                        bench.clock,         bench.random,  bench.events, bench.interruption};
    const auto refused = up(around, UpRequest{}, bench.person);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::storage);
    EXPECT_THAT(bench.standing(), IsEmpty());
    EXPECT_EQ(bench.calls(), 0U);
}

}  // namespace
}  // namespace aloft
