#include "system/process.hpp"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "system/lock.hpp"

namespace aloft {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Command shell(const std::string& script) { return Command{.argv = {"sh", "-c", script}}; }

TEST(Process, gathers_both_outputs_and_the_exit_code) {
    PosixProcesses processes;
    const auto finished = processes.run(shell("echo out; echo err >&2; exit 3"));
    ASSERT_TRUE(finished);
    EXPECT_EQ(finished->output, "out\n");
    EXPECT_EQ(finished->error_output, "err\n");
    EXPECT_EQ(finished->exit_code, 3);
}

TEST(Process, feeds_more_input_than_a_pipe_holds) {
    PosixProcesses processes;
    Command command{.argv = {"wc", "-c"}};
    command.input = std::string(1 << 20, 'x');
    const auto finished = processes.run(command);
    ASSERT_TRUE(finished);
    EXPECT_EQ(finished->output, "1048576\n");
}

TEST(Process, tells_each_error_line_as_it_comes) {
    PosixProcesses processes;
    std::vector<std::string> lines;
    Command command = shell("printf 'one\\ntwo\\rthree\\n' >&2");
    command.on_error_line = [&](std::string_view line) { lines.emplace_back(line); };
    ASSERT_TRUE(processes.run(command));
    EXPECT_THAT(lines, ElementsAre("one", "two", "three"));
}

TEST(Process, a_daemon_left_behind_does_not_keep_us_waiting) {
    PosixProcesses processes;
    const auto finished = processes.run(shell("sleep 600 & echo $!"));
    ASSERT_TRUE(finished);
    const pid_t daemon = std::stoi(finished->output);
    EXPECT_EQ(::kill(daemon, SIGKILL), 0) << "it should still have been running";
}

TEST(Process, a_child_gets_none_of_our_descriptors) {
    PosixProcesses processes;
    const auto lock_file = std::filesystem::temp_directory_path() / ("aloft-lock-" + std::to_string(::getpid()));
    auto lock = FileLock::take(lock_file, "the test");
    ASSERT_TRUE(lock);
    const auto finished = processes.run(shell("ls -l /proc/self/fd"));
    ASSERT_TRUE(finished);
    EXPECT_THAT(finished->output, testing::Not(HasSubstr(lock_file.string())));
    std::filesystem::remove(lock_file);
}

TEST(Process, what_takes_too_long_is_ended) {
    PosixProcesses processes;
    Command command = shell("sleep 600");
    command.timeout = std::chrono::milliseconds(20);
    const auto finished = processes.run(command);
    ASSERT_TRUE(finished);
    EXPECT_TRUE(finished->timed_out);
}

TEST(Process, a_missing_program_is_named) {
    PosixProcesses processes;
    const auto finished = processes.run(Command{.argv = {"aloft-has-no-such-program"}});
    ASSERT_FALSE(finished);
    EXPECT_EQ(finished.error().kind, ErrorKind::missing_tool);
    EXPECT_THAT(finished.error().detail, HasSubstr("aloft-has-no-such-program"));
}

TEST(Process, a_failure_carries_the_programs_last_words) {
    PosixProcesses processes;
    const auto finished = run_checked(processes, shell("echo it broke >&2; exit 1"), "trying");
    ASSERT_FALSE(finished);
    EXPECT_EQ(describe(finished.error()), "trying: it broke");
}

/// The lock outlives its holder for as long as a program of his still runs.
TEST(Process, the_lock_is_held_until_the_act_has_ended) {
    const auto folder = std::filesystem::temp_directory_path() / ("aloft-act-" + std::to_string(::getpid()));
    std::filesystem::create_directory(folder);
    ASSERT_EQ(::mkfifo((folder / "go").c_str(), 0600), 0);
    const pid_t killed = ::fork();
    if (killed == 0) {
        auto lock = FileLock::take(folder / "lock", "the killed one");
        PosixProcesses processes;
        (void)processes.run(
            shell("echo begun > " + (folder / "begun").string() + "; read line < " + (folder / "go").string()));
        ::_exit(0);
    }
    while (!std::filesystem::exists(folder / "begun")) ::usleep(1000);
    ::kill(killed, SIGKILL);
    ::waitpid(killed, nullptr, 0);
    EXPECT_EQ(FileLock::holder(folder / "lock"), "the killed one");
    std::ofstream(folder / "go") << "on\n";
    const auto lock = FileLock::take(folder / "lock", "the next one");
    EXPECT_TRUE(lock);
    std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace aloft
