#include "agent/software.hpp"

#include <gmock/gmock.h>

#include "agent/graph.hpp"
#include "unit/agent/temporary_machine.hpp"
#include "wire/agent_messages.hpp"

namespace aloft::agent {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

RecipeTask task(const std::string& name, std::vector<std::string> needs = {}) {
    return {.name = name, .title = name, .needs = std::move(needs), .check = "have " + name, .apply = "make " + name};
}
RecipeGraph graph(std::vector<RecipeTask> tasks) { return {{{"asked", "this"}}, "anna", std::move(tasks)}; }

class SoftwareTest : public testing::Test {
protected:
    SoftwareReport set_up(const RecipeGraph& wished) {
        Software software(machine_.places, scripts_, systemd_, clock_);
        const auto begun = software.begin(wished);
        EXPECT_TRUE(begun) << describe(begun.error());
        return ended(software);
    }
    static SoftwareReport ended(Software& software) {
        SoftwareReport last;
        software.follow([&](const SoftwareReport& report) { return last = report, true; }, -1);
        return last;
    }

    TemporaryMachine machine_;
    FakeScripts scripts_;
    FakeSystemd systemd_;
    fakes::FakeClock clock_;
};

TEST_F(SoftwareTest, ATaskComesAfterWhatItNeedsAndIsCheckedAgain) {
    const SoftwareReport report = set_up(graph({task("c", {"b"}), task("b", {"a"}), task("a")}));
    EXPECT_EQ(report.state, SoftwareState::done);
    EXPECT_THAT(scripts_.made, ElementsAre("a", "b", "c"));
    EXPECT_THAT(std::vector(scripts_.ran.end() - 3, scripts_.ran.end()), ElementsAre("have c", "make c", "have c"));
    for (const TaskReport& one : report.tasks) EXPECT_TRUE(one.applied);
    EXPECT_EQ(report.properties.at("asked"), "this");
}

TEST_F(SoftwareTest, TheSecondTimeNothingIsApplied) {
    const RecipeGraph wished = graph({task("a"), task("b")});
    set_up(wished);
    scripts_.ran.clear();
    const SoftwareReport report = set_up(wished);
    EXPECT_EQ(report.state, SoftwareState::done);
    EXPECT_THAT(scripts_.ran, Not(Contains(HasSubstr("make"))));
    for (const TaskReport& one : report.tasks) EXPECT_FALSE(one.applied);
}

TEST_F(SoftwareTest, AFailureBlocksWhatNeedsItAndNothingElse) {
    RecipeTask bad = task("bad");
    bad.apply = "fail 3";
    const SoftwareReport report = set_up(graph({bad, task("after", {"bad"}), task("later", {"after"}), task("good")}));
    EXPECT_EQ(report.state, SoftwareState::failed);
    EXPECT_EQ(report.tasks[0].state, TaskState::failed);
    EXPECT_THAT(report.tasks[0].last_lines, ElementsAre("it cannot be done", "aloft: apply ended with 3"));
    EXPECT_EQ(report.tasks[1].state, TaskState::blocked);
    EXPECT_EQ(report.tasks[2].state, TaskState::blocked);
    EXPECT_EQ(report.tasks[3].state, TaskState::done);
}

TEST_F(SoftwareTest, AnApplyThatChangesNothingIsAFailure) {
    RecipeTask idle = task("idle");
    idle.apply = "make something else";
    EXPECT_THAT(set_up(graph({idle})).tasks[0].last_lines,
                Contains(HasSubstr("still says that there is something to do")));
    RecipeTask odd = task("odd");
    odd.check = "fail 5";
    EXPECT_THAT(set_up(graph({odd})).tasks[0].last_lines, Contains("aloft: check ended with 5"));
}

TEST_F(SoftwareTest, AScriptHasItsSettingsAndSecretsWhileItRuns) {
    RecipeTask mine = task("mine");
    mine.settings = {{"ALOFT_COLOUR", "green"}, {"PATH", "/nowhere"}};
    mine.secrets = {{"token", "whisper"}};
    std::string seen;
    scripts_.during = [&](const Script& script) {
        if (script.environment.contains("ALOFT_SECRETS"))
            seen = read_file(std::filesystem::path(script.environment.at("ALOFT_SECRETS")) / "token").value_or("");
    };
    set_up(graph({mine}));
    EXPECT_EQ(seen, "whisper");
    EXPECT_EQ(scripts_.last_environment.at("ALOFT_COLOUR"), "green");
    EXPECT_EQ(scripts_.last_environment.at("ALOFT_PERSON"), "anna");
    EXPECT_EQ(scripts_.last_environment.at("HOME"), "/root");
    EXPECT_TRUE(std::filesystem::is_empty(machine_.places.tasks()));
    EXPECT_THAT(read_file(machine_.places.graph()).value(), Not(HasSubstr("whisper")));
}

TEST_F(SoftwareTest, WhatAKilledAgentDidNotFinishGoesOn) {
    const RecipeGraph wished = graph({task("a"), task("b", {"a"})});
    set_up(wished);
    // As it was when the agent was killed while it applied b.
    scripts_.made = {"a"};
    SoftwareReport half{SoftwareState::at_work, wished.properties, {}};
    half.tasks = {{.name = "a", .state = TaskState::done, .applied = true, .took = std::chrono::milliseconds(700)},
                  {.name = "b", .state = TaskState::applying}};
    ASSERT_TRUE(write_file(machine_.places.report(), wire::to_text(half), Readable::by_owner));
    scripts_.ran.clear();

    Software software(machine_.places, scripts_, systemd_, clock_);
    software.resume();
    const SoftwareReport report = ended(software);
    EXPECT_EQ(report.state, SoftwareState::done);
    EXPECT_THAT(scripts_.ran, ElementsAre("have a", "have b", "make b", "have b"));
    EXPECT_TRUE(report.tasks[0].applied);
    EXPECT_GE(report.tasks[0].took.count(), 700);  // more, if the follower turned the clock's hands meanwhile
}

TEST_F(SoftwareTest, TheSameGraphJoinsAndAnotherIsAConflict) {
    std::mutex gate;
    gate.lock();
    scripts_.during = [&](const Script& script) {
        if (script.environment.contains("ALOFT_SECRETS")) const std::lock_guard wait(gate);
    };
    Software software(machine_.places, scripts_, systemd_, clock_);
    ASSERT_TRUE(software.begin(graph({task("a")})));
    EXPECT_TRUE(software.begin(graph({task("a")})));
    EXPECT_EQ(software.begin(graph({task("b")})).error().kind, ErrorKind::conflict);
    gate.unlock();
    EXPECT_EQ(ended(software).state, SoftwareState::done);
    EXPECT_EQ(scripts_.made, std::vector<std::string>{"a"});
}

TEST_F(SoftwareTest, BeforeAnythingWasAskedForThereIsNothing) {
    Software software(machine_.places, scripts_, systemd_, clock_);
    EXPECT_EQ(software.report(), SoftwareReport{});
    EXPECT_EQ(ended(software).state, SoftwareState::none);
    EXPECT_EQ(software.person().error().kind, ErrorKind::not_found);
    RecipeGraph for_bert = graph({});
    for_bert.person = "bert";
    EXPECT_FALSE(software.begin(for_bert)) << "this useradd makes nobody";
    EXPECT_THAT(systemd_.ran.at(0), ElementsAre("useradd", "--create-home", "--shell", "/bin/bash", "bert"));
}

TEST(Graph, WhatCannotBeWorkedOffIsRefused) {
    const auto refused = [](const RecipeGraph& wished) { return check_graph(wished).error().detail; };
    EXPECT_TRUE(check_graph(graph({task("b", {"a"}), task("a")})));
    EXPECT_THAT(refused(graph({task("A")})), HasSubstr("no name"));
    EXPECT_THAT(refused(graph({task("../a")})), HasSubstr("no name"));
    EXPECT_THAT(refused(graph({task("a"), task("a")})), HasSubstr("two"));
    EXPECT_THAT(refused(graph({task("a", {"b"})})), HasSubstr("no such"));
    EXPECT_THAT(refused(graph({task("a", {"b"}), task("b", {"a"})})), HasSubstr("needs a itself"));
    RecipeGraph for_root = graph({});
    for_root.person = "root";
    EXPECT_THAT(refused(for_root), HasSubstr("must not be root"));
    RecipeTask leaking = task("a");
    leaking.secrets = {{"../x", ""}};
    EXPECT_THAT(refused(graph({leaking})), HasSubstr("secret"));
}

}  // namespace
}  // namespace aloft::agent
