#include "machine/reach.hpp"
#include "machine_world.hpp"

namespace aloft::machine_tests {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Home home{"/home/o'neil/a b", {}};

TEST(SshCommand, WithoutWordsIsAShell) {
    EXPECT_THAT(ssh_command(home, "a1", {}).argv,
                ElementsAre("ssh", "-F", "/home/o'neil/a b/machines/a1/ssh_config", "a1"));
}

TEST(SshCommand, KeepsWordsThatLookLikeOptions) {
    EXPECT_THAT(ssh_command(home, "a1", {"-v", "x"}).argv,
                ElementsAre("ssh", "-F", "/home/o'neil/a b/machines/a1/ssh_config", "a1", "--", "-v", "x"));
}

TEST(RsyncCommand, KeepsPathsWhole) {
    const auto argv = rsync_command(home, "a1", "-a b", "a1:c d").argv;
    ASSERT_GE(argv.size(), 5U);
    EXPECT_EQ(argv[2], "ssh -F '/home/o''neil/a b/machines/a1/ssh_config'");
    EXPECT_THAT(std::vector(argv.end() - 3, argv.end()), ElementsAre("--", "-a b", "a1:c d"));
}

TEST(CloseConnection, RunsNothingWhereThereIsNone) {
    const fakes::TemporaryHome temporary;
    SaidBySsh processes;
    close_connection(temporary.home(), processes, "a1");
    EXPECT_THAT(processes.asked, IsEmpty());
}

TEST(CloseConnection, TakesAwayASocketWhoseMasterIsDead) {
    const fakes::TemporaryHome temporary;
    const auto socket = temporary.home().machine("a1") / "connection";
    write(socket, "");
    SaidBySsh processes;
    processes.answer = [](const Command&) { return Finished{.exit_code = 255, .output = {}, .error_output = {}}; };
    close_connection(temporary.home(), processes, "a1");
    EXPECT_EQ(processes.asked.size(), 1U);
    EXPECT_FALSE(std::filesystem::exists(socket));
}

}  // namespace
}  // namespace aloft::machine_tests
