#include "operations/work.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "fakes/bench.hpp"
#include "machine/folder.hpp"
#include "operations/down.hpp"
#include "operations/jobs.hpp"
#include "operations/power.hpp"
#include "operations/up.hpp"
#include "operations/verify.hpp"

namespace aloft {
namespace {

namespace fs = std::filesystem;
using fakes::Bench;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Answers what it was told to, the last answer again and again.
class Scripted final : public Processes {
public:
    std::vector<Command> asked;
    std::vector<Finished> answers{Finished{}};
    Result<Finished> run(const Command& command) override {
        asked.push_back(command);
        Finished next = answers.front();
        if (answers.size() > 1) answers.erase(answers.begin());
        return next;
    }
    Result<int> run_attached(const Command&) override { return 0; }
    std::optional<std::string> find_program(std::string_view name) override { return std::string(name); }
};

class WorkTest : public ::testing::Test {
protected:
    WorkTest() { fs::create_directories(project); }
    Result<Outcome> make(Spec spec) {
        spec.name = "a1";
        spec.folder = project.string();
        return up(around, UpRequest{.spec = spec}, bench.person);
    }
    fakes::AgentMemory& memory() { return bench.agents.machines["a1"]; }
    static Finished listing(const std::string& files) {
        return Finished{.exit_code = 0, .output = files, .error_output = {}};
    }

    Bench bench;
    Scripted processes;
    fs::path project = bench.folder.home().data / "project";
    Surroundings around{bench.folder.home(), *bench.ledger, *bench.ledger, {&bench.cloud},
                        bench.keys,          bench.setup,   bench.agents,  processes,
                        bench.clock,         bench.random,  bench.events,  bench.interruption};
};

TEST_F(WorkTest, IsBegunOnceForTheSameCode) {
    processes.answers = {listing("10 2026/11/20-10:00:00 train.py\n")};
    ASSERT_TRUE(make({.run = "python train.py"}));
    const auto first = begin_work(around, "a1");
    ASSERT_TRUE(first && *first);
    EXPECT_EQ((*first)->begun, Begun::now);
    EXPECT_THAT(memory().wishes.back().words, ElementsAre("python train.py"));
    EXPECT_EQ((*begin_work(around, "a1"))->begun, Begun::before) << "while it runs";
    memory().jobs.back().state = JobState::done;
    EXPECT_EQ((*begin_work(around, "a1"))->begun, Begun::before) << "and when it has ended well";
    EXPECT_EQ(memory().jobs.size(), 1U);
}

TEST_F(WorkTest, IsBegunAgainWhenItDidNotEndWell) {
    ASSERT_TRUE(make({.run = "python train.py"}));
    for (const JobState state : {JobState::failed, JobState::cancelled, JobState::cut_off}) {
        ASSERT_EQ((*begin_work(around, "a1"))->begun, Begun::now);
        memory().jobs.back().state = state;
    }
    EXPECT_EQ((*begin_work(around, "a1"))->begun, Begun::now);
}

TEST_F(WorkTest, IsBegunAgainWhenCodeOrLineChanged) {
    processes.answers = {listing("10 2026/11/20-10:00:00 train.py\n")};
    ASSERT_TRUE(make({.run = "python train.py"}));
    ASSERT_TRUE(begin_work(around, "a1"));
    memory().jobs.back().state = JobState::done;
    processes.answers = {listing("11 2026/11/20-10:01:00 train.py\n")};
    const auto again = make({.run = "python train.py"});
    ASSERT_TRUE(again) << describe(again.error());
    EXPECT_THAT(again->plan.steps, ElementsAre(testing::Field(&Step::action, Action::change)));
    EXPECT_EQ((*begin_work(around, "a1"))->begun, Begun::now);
    memory().jobs.back().state = JobState::done;
    ASSERT_TRUE(make({.run = "python train.py --more"}));
    EXPECT_EQ((*begin_work(around, "a1"))->begun, Begun::now);
}

TEST_F(WorkTest, NewCodeIsNotBroughtUnderWhatRuns) {
    processes.answers = {listing("10 2026/11/20-10:00:00 train.py\n")};
    ASSERT_TRUE(make({.run = "python train.py"}));
    ASSERT_TRUE(begin_work(around, "a1"));
    EXPECT_TRUE(make({.run = "python train.py"})) << "the code is the same";
    processes.answers = {listing("11 2026/11/20-10:01:00 train.py\n")};
    const int asked = bench.person.asked_to_approve;
    const auto refused = make({.run = "python train.py"});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::conflict);
    EXPECT_THAT(refused.error().detail, HasSubstr("job 1 (python train.py) is running"));
    EXPECT_THAT(refused.error().hint, HasSubstr("`aloft cancel a1 1`"));
    EXPECT_EQ(bench.person.asked_to_approve, asked);
    memory().jobs.back().state = JobState::cancelled;
    EXPECT_TRUE(make({.run = "python train.py"}));
}

TEST_F(WorkTest, IsNotBegunBesideWhatRuns) {
    ASSERT_TRUE(make({.run = "python train.py"}));
    ASSERT_TRUE(begin_work(around, "a1"));
    ASSERT_TRUE(run_job(around, "a1", {.words = {"top"}})) << "which is nobody's run";
    ASSERT_TRUE(make({.run = "python train.py --more"}));
    const auto refused = begin_work(around, "a1");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::conflict);
    EXPECT_THAT(refused.error().hint, HasSubstr("`aloft cancel a1 1`"));
    EXPECT_EQ(memory().jobs.size(), 2U);
    memory().jobs.front().state = JobState::done;
    EXPECT_EQ((*begin_work(around, "a1"))->begun, Begun::now);
}

TEST_F(WorkTest, IsNothingWhereNothingIsSaid) {
    ASSERT_TRUE(make({}));
    EXPECT_FALSE(begin_work(around, "a1")->has_value());
    EXPECT_THAT(bring_back(around, "a1")->files, IsEmpty());
}

TEST_F(WorkTest, OutputsComeToWhereTheCodeIs) {
    ASSERT_TRUE(make({.run = "python train.py", .outputs = std::vector<std::string>{"./w.npz", "logs/"}}));
    processes.asked.clear();
    processes.answers = {listing("w.npz\n"), Finished{.exit_code = 23, .output = {}, .error_output = "No such file"}};
    const auto brought = bring_back(around, "a1");
    ASSERT_TRUE(brought) << describe(brought.error());
    EXPECT_EQ(brought->folder, (project / ".").lexically_normal().string());
    EXPECT_THAT(brought->files, ElementsAre("w.npz"));
    EXPECT_THAT(brought->missing, ElementsAre("logs/"));
    EXPECT_THAT(processes.asked.front().argv, Contains(HasSubstr("work/./w.npz")));
    EXPECT_THAT(processes.asked.front().argv, Contains("--update"));
}

TEST_F(WorkTest, OutputsThatCannotBeReachedAreAFailure) {
    ASSERT_TRUE(make({.outputs = std::vector<std::string>{"w.npz"}}));
    processes.answers = {Finished{.exit_code = 255, .output = {}, .error_output = "Connection timed out"}};
    EXPECT_EQ(bring_back(around, "a1").error().kind, ErrorKind::unreachable);
}

TEST_F(WorkTest, JobsNeedAMachineThatRunsAndIsSetUp) {
    EXPECT_EQ(jobs(around, "a1").error().kind, ErrorKind::not_found);
    ASSERT_TRUE(make({.setup = Setup::bare}));
    const auto bare = jobs(around, "a1");
    ASSERT_FALSE(bare);
    EXPECT_THAT(bare.error().hint, HasSubstr("--setup full"));
    ASSERT_TRUE(make({.setup = Setup::full}));
    EXPECT_TRUE(jobs(around, "a1"));
    ASSERT_TRUE(stop(around, MachineRequest{"a1"}, bench.person));
    EXPECT_THAT(jobs(around, "a1").error().hint, HasSubstr("aloft start"));
}

TEST_F(WorkTest, OutputIsOfTheLastJobWhenNoneIsNamed) {
    ASSERT_TRUE(make({}));
    std::string output;
    const auto take = [&](std::string_view bytes) { return output += bytes, true; };
    EXPECT_EQ(job_output(around, {.machine = "a1"}, take).error().kind, ErrorKind::not_found);
    ASSERT_TRUE(run_job(around, "a1", {.words = {"true"}}));
    ASSERT_TRUE(run_job(around, "a1", {.words = {"false"}}));
    const auto job = job_output(around, {.machine = "a1", .follow = Follow::to_the_end}, take);
    ASSERT_TRUE(job);
    EXPECT_EQ(job->id, 2);
    EXPECT_EQ(output, bench.agents.output_of_job);
    EXPECT_EQ(cancel_job(around, "a1", 1)->state, JobState::cancelled);
}

TEST_F(WorkTest, VerifyTellsWhatThePythonThereFound) {
    ASSERT_TRUE(make({}));
    processes.answers = {
        listing("a library's own words\n"
                R"({"subject": "numpy", "verdict": "bad", "detail": "wrong", "hint": "again"})"
                "\n")};
    const auto checks = verify(around, "a1");
    ASSERT_TRUE(checks) << describe(checks.error());
    EXPECT_THAT(*checks, ElementsAre(Check{"numpy", Check::Verdict::bad, "wrong", "again"}));
    EXPECT_THAT(processes.asked.back().argv.back(), HasSubstr("/python - 0;")) << "it was made without a GPU";
    ASSERT_TRUE(make({.notebook_server = NotebookServer::none}));
    ASSERT_TRUE(verify(around, "a1"));
    EXPECT_THAT(processes.asked.back().argv.back(), HasSubstr("/python - 0 no-notebook;"));
    processes.answers = {Finished{.exit_code = 127, .output = {}, .error_output = "no such python"}};
    EXPECT_THAT(verify(around, "a1").error().detail, HasSubstr("no such python"));
}

TEST_F(WorkTest, WhatTheFileLeavesOutIsNotWishedAnyMore) {
    ASSERT_TRUE(make({.cpus = 3, .python_packages = std::vector<std::string>{"numpyy"}, .run = "python train.py"}));
    ASSERT_TRUE(make({}));
    const Spec spec = bench.ledger->machine("a1").value().value().machine.spec;
    EXPECT_FALSE(spec.python_packages);
    EXPECT_FALSE(spec.run);
    EXPECT_EQ(spec.cpus, 3) << "of the machine, it keeps what it has";
    ASSERT_TRUE(make({.run = "python train.py"}));
    ASSERT_TRUE(up(around, UpRequest{.spec = Spec{.name = "a1"}}, bench.person));
    EXPECT_EQ(bench.ledger->machine("a1").value().value().machine.spec.run, "python train.py") << "without a file too";
}

TEST_F(WorkTest, ASetUpThatIsGoneWithItsDiskIsMadeAnew) {
    ASSERT_TRUE(make({}));
    ASSERT_TRUE(down(around, DownRequest{"a1"}, bench.person));
    EXPECT_THAT(*bench.ledger->all_resources(),
                testing::Not(Contains(
                    testing::Field(&ResourceRecord::resource, testing::Field(&Resource::belongs, Belongs::to_disk)))));
    const auto again = make({});
    ASSERT_TRUE(again);
    const auto made = std::ranges::count_if(again->plan.steps, [](const Step& step) {
        return step.action == Action::make && step.resource.belongs == Belongs::to_disk;
    });
    EXPECT_EQ(made, 3) << "agent, code and software, though the fake still has those of before";
}

}  // namespace
}  // namespace aloft
