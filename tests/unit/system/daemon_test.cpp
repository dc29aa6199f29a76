#include "system/daemon.hpp"

#include <sys/stat.h>
#include <unistd.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <csignal>

#include "fakes/fake_system.hpp"
#include "system/files.hpp"
#include "system/lock.hpp"

namespace aloft {
namespace {

class DaemonTest : public testing::Test {
protected:
    fakes::TemporaryHome home;
    std::filesystem::path words = home.home().data / "words";

    /// Runs the script in a daemon and waits for its last word.
    std::string said_by(const std::string& script) {
        const std::string whole = script + "; echo end";
        EXPECT_TRUE(PosixDaemons().start({.argv = {"sh", "-c", whole}, .environment = {{"GIVEN", "so"}}}, words));
        std::string said;
        while (!said.ends_with("end\n")) said = read_file(words).value_or("");
        return said;
    }
};

TEST_F(DaemonTest, ItsWordsGoIntoAFileOfTheOwnersAlone) {
    EXPECT_EQ(said_by("echo $GIVEN; echo bad >&2"), "so\nbad\nend\n");
    struct stat about{};
    ASSERT_EQ(::stat(words.c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777, 0600U);
}

TEST_F(DaemonTest, IsOfNoSessionOfOurs) {
    const std::string said = said_by("cut -d' ' -f6 /proc/self/stat");
    EXPECT_NE(said, std::to_string(::getsid(0)) + "\nend\n");
}

TEST_F(DaemonTest, HoldsNoneOfOurLocks) {
    const auto other = home.home().data / "ours";
    std::optional<FileLock> ours = FileLock::try_take(other, "us").value();
    ASSERT_TRUE(ours);
    ASSERT_TRUE(PosixDaemons().start({.argv = {"sh", "-c", "echo up; sleep 1000 & echo $!"}}, words));
    std::string said;
    while (std::ranges::count(said, '\n') < 2) said = read_file(words).value_or("");
    ours.reset();
    EXPECT_TRUE(FileLock::try_take(other, "we again").value());
    EXPECT_EQ(::kill(std::stoi(said.substr(said.find('\n') + 1)), SIGKILL), 0);
}

TEST_F(DaemonTest, AProgramThatIsNotThereIsTold) {
    const auto started = PosixDaemons().start({.argv = {"no-such-program-anywhere"}}, words);
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().kind, ErrorKind::missing_tool);
}

TEST(ThisProgram, KnowsWhereItLies) { EXPECT_TRUE(std::filesystem::exists(path_of_this_program())); }

}  // namespace
}  // namespace aloft
