#include "agent/jobs.hpp"

#include <gmock/gmock.h>

#include <thread>

#include "agent/job_unit.hpp"
#include "agent/last_lines.hpp"
#include "agent/output.hpp"
#include "system/local_socket.hpp"
#include "unit/agent/temporary_machine.hpp"

namespace aloft::agent {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class JobsTest : public testing::Test {
protected:
    JobsTest() { std::filesystem::create_directories(machine_.places.state); }

    Job begin(const std::string& token = "t") {
        const auto job =
            jobs_.begin({token, {"name", {"python", "a b.py"}, "code", {{"KEY", "s3cret"}}, "print"}}, anna_);
        EXPECT_TRUE(job) << describe(job.error());
        return job.value_or(Job{});
    }
    void end(int id, const ToldBySystemd& told) { job_ended(jobs_.folder(id), told, systemd_, clock_).value(); }

    TemporaryMachine machine_;
    FakeScripts scripts_;
    FakeSystemd systemd_;
    fakes::FakeClock clock_;
    User anna_{"anna", 1000, 1000, {}, "/home/anna"};
    Jobs jobs_{machine_.places, systemd_, scripts_, clock_, "boot-1"};
};

TEST_F(JobsTest, AJobIsAUnitAndAFolder) {
    const Job job = begin();
    EXPECT_EQ(job.id, 1);
    EXPECT_EQ(job.command, "python 'a b.py'");
    EXPECT_EQ(job.state, JobState::running);
    EXPECT_EQ(job.fingerprint, "print");
    const std::vector<std::string> words = systemd_.ran.at(0);
    EXPECT_THAT(words, Contains("--unit=aloft-job-1.service"));
    EXPECT_THAT(words, Contains("--property=User=anna"));
    EXPECT_THAT(words, Contains("--property=WorkingDirectory=" + anna_.home + "/work" + "/code"));
    EXPECT_THAT(words, Not(Contains(HasSubstr("s3cret")))) << "everybody can read the list of processes";
    EXPECT_THAT(read_file(jobs_.folder(1).environment()).value(), HasSubstr("KEY=\"s3cret\"\n"));
    EXPECT_EQ(begin("t"), job) << "the same token is the same job";
    EXPECT_EQ(begin("other").id, 2);
}

TEST_F(JobsTest, HowItEndedIsWhatSystemdTells) {
    struct Case {
        ToldBySystemd told;
        JobState state;
        std::optional<int> code;
    };
    for (const Case& one : std::vector<Case>{{{"exited", "0", "success"}, JobState::done, 0},
                                             {{"exited", "3", "exit-code"}, JobState::failed, 3},
                                             {{"killed", "KILL", "oom-kill"}, JobState::failed, 137},
                                             {{"dumped", "SEGV", "core-dump"}, JobState::failed, 139},
                                             {{"", "", "resources"}, JobState::failed, std::nullopt}}) {
        const int id = begin(one.told.exit_status + one.told.result).id;
        end(id, one.told);
        const Job job = jobs_.find(id).value();
        EXPECT_EQ(job.state, one.state) << one.told.result;
        EXPECT_EQ(job.exit_code, one.code);
        EXPECT_TRUE(job.ended);
    }
    EXPECT_THAT(read_file(jobs_.folder(3).output()).value(), HasSubstr("out of memory"));
}

TEST_F(JobsTest, CancelledAndCutOffAreToldApart) {
    begin("a");
    jobs_.folder(1).write_cancelled().value();
    end(1, {"killed", "TERM", "success"});
    EXPECT_EQ(jobs_.find(1)->state, JobState::cancelled);
    begin("b");
    systemd_.system_state = "stopping\n";
    end(2, {"killed", "TERM", "success"});
    EXPECT_EQ(jobs_.find(2)->state, JobState::cut_off);
    begin("c");
    EXPECT_EQ(Jobs(machine_.places, systemd_, scripts_, clock_, "boot-2").find(3)->state, JobState::cut_off);
    EXPECT_EQ(jobs_.find(3)->state, JobState::running);
    EXPECT_EQ(jobs_.find(4).error().kind, ErrorKind::not_found);
}

TEST_F(JobsTest, OneWhoseBeginningWasCutOffIsSettled) {
    begin();
    jobs_.settle();
    EXPECT_EQ(jobs_.find(1)->state, JobState::running);
    systemd_.unit_is_there = false;
    jobs_.settle();
    EXPECT_EQ(jobs_.find(1)->state, JobState::cut_off);
}

TEST_F(JobsTest, OneWhoseEndCouldNotBeWrittenHasEnded) {
    begin("a");
    begin("b");
    begin("c");
    jobs_.folder(2).write_cancelled().value();
    // Here nothing can be written.
    std::filesystem::create_directories(jobs_.folder(3).path() / "ended.json");
    systemd_.unit_is_there = false;
    const auto all = jobs_.all();
    ASSERT_TRUE(all);
    ASSERT_EQ(all->size(), 3U);
    EXPECT_EQ(all->at(0).state, JobState::failed);
    EXPECT_EQ(all->at(0).exit_code, std::nullopt);
    EXPECT_TRUE(all->at(0).ended);
    EXPECT_EQ(all->at(1).state, JobState::cancelled);
    EXPECT_EQ(all->at(2).state, JobState::failed);
    EXPECT_EQ(jobs_.as_written(1)->state, JobState::failed) << "and now it is written";
    EXPECT_EQ(jobs_.as_written(3)->state, JobState::running);
    EXPECT_EQ(jobs_.find(3)->state, JobState::failed);
}

TEST_F(JobsTest, WhoFollowsOneWhoseEndCouldNotBeWrittenIsLetGo) {
    begin();
    const auto path = machine_.root() / "socket";
    auto listener = Listener::at(path).value();
    std::thread sends([&] {
        auto stream = listener.accept().value();
        EXPECT_TRUE(send_output(jobs_, 1, {}, Follow::to_the_end, stream, std::chrono::milliseconds(1)));
    });
    auto stream = connect_to(path).value();
    std::array<char, 4096> piece;
    EXPECT_GT(stream.read(piece), 0U);
    systemd_.unit_is_there = false;
    sends.join();
    EXPECT_EQ(jobs_.find(1)->state, JobState::failed);
}

TEST_F(JobsTest, WhatCannotBeBegunIsRefusedAndNotListedAsRunning) {
    EXPECT_THAT(jobs_.begin({"a", {"", {}, "", {}, ""}}, anna_).error().detail, HasSubstr("no command"));
    EXPECT_THAT(jobs_.begin({"a", {"", {"x"}, "../..", {}, ""}}, anna_).error().detail, HasSubstr("work folder"));
    EXPECT_THAT(jobs_.begin({"a", {"", {"x"}, "/etc", {}, ""}}, anna_).error().detail, HasSubstr("work folder"));
    EXPECT_THAT(jobs_.begin({"a", {"", {"x"}, "", {{"A=B", ""}}, ""}}, anna_).error().detail, HasSubstr("variable"));
    systemd_.refuses = true;
    EXPECT_FALSE(jobs_.begin({"a", {"", {"x"}, "", {}, ""}}, anna_));
    EXPECT_EQ(jobs_.all()->at(0).state, JobState::failed);
}

TEST(JobUnit, NothingOfAWordOrAValueIsTakenForAVariable) {
    JobWish wish;
    wish.words = {"echo", "$HOME"};
    const Command command = start_of_unit(1, wish, JobFolder("/f"), {"anna", 1, 1, {}, "/home/anna"}, {});
    EXPECT_EQ(command.argv.back(), "$$HOME");
    EXPECT_EQ(environment_file({{"A", "a \"b\" $c `d` \\ 'e'\nf"}}), "A=\"a \\\"b\\\" \\$c \\`d\\` \\\\ 'e'\nf\"\n");
}

TEST(LastLines, WhatAProgressBarPaintedOverIsNotShown) {
    const TemporaryMachine machine;
    const auto file = machine.root() / "log";
    std::ofstream(file) << "first\n10%\r50%\r100%\r\n\n  \nlast \x1b[1mwords";
    EXPECT_THAT(last_lines(file, 2), ElementsAre("100%", "last [1mwords"));
    EXPECT_THAT(last_lines(file, 9), ElementsAre("first", "100%", "last [1mwords"));
    EXPECT_THAT(last_lines(machine.root() / "none", 9), testing::IsEmpty());
}

TEST(LastLines, TheyBeginWhereTheyBegin) {
    const TemporaryMachine machine;
    const auto file = machine.root() / "log";
    const std::string text = std::string(40'000, 'x') + "\nb\nc\n";
    std::ofstream(file) << text;
    EXPECT_EQ(start_of_last_lines(file, 0), text.size());
    EXPECT_EQ(start_of_last_lines(file, 1), text.size() - 2);
    EXPECT_EQ(start_of_last_lines(file, 2), text.size() - 4);
    EXPECT_EQ(start_of_last_lines(file, 3), 0U);
    EXPECT_EQ(start_of_last_lines(file, 99), 0U);
    std::ofstream(file, std::ios::app) << "without an end";
    EXPECT_EQ(start_of_last_lines(file, 1), text.size());
}

/// What a connection delivered, its chunks put together.
std::string received(Stream& stream) {
    std::string all, text;
    std::array<char, 4096> piece;
    while (const std::size_t count = stream.read(piece)) all.append(piece.data(), count);
    while (!all.empty()) {
        const std::size_t end = all.find('\n');
        const auto answer = wire::agent_answer_from_line(all.substr(0, end)).value();
        const auto chunk = std::get<wire::Chunk>(answer);
        text += all.substr(end + 1, chunk.bytes);
        all.erase(0, end + 1 + chunk.bytes);
    }
    return text;
}

TEST_F(JobsTest, AnOutputIsFollowedWhileItGrowsAndEndsWithTheJob) {
    begin();
    const JobFolder folder = jobs_.folder(1);
    const auto path = machine_.root() / "socket";
    auto listener = Listener::at(path).value();
    std::thread sends([&] {
        auto stream = listener.accept().value();
        EXPECT_TRUE(send_output(jobs_, 1, {}, Follow::to_the_end, stream));
    });
    std::thread writes([&] {
        std::ofstream output(folder.output(), std::ios::app);
        for (int i = 0; i < 20'000; ++i) output << "line " << i << std::endl;
        output.close();
        end(1, {"exited", "0", "success"});
    });
    auto stream = connect_to(path).value();
    const std::string text = received(stream);
    sends.join();
    writes.join();
    EXPECT_EQ(text, read_file(folder.output()).value());
    EXPECT_TRUE(text.ends_with("line 19999\n"));
}

TEST_F(JobsTest, AFollowerThatGoesAwayIsNoticedThoughNothingIsSaid) {
    begin();
    const auto path = machine_.root() / "socket";
    auto listener = Listener::at(path).value();
    std::thread sends([&] {
        auto stream = listener.accept().value();
        EXPECT_FALSE(send_output(jobs_, 1, {}, Follow::to_the_end, stream));
    });
    {
        auto stream = connect_to(path).value();
        std::array<char, 4096> piece;
        EXPECT_GT(stream.read(piece), 0U);
    }
    sends.join();
}

}  // namespace
}  // namespace aloft::agent
