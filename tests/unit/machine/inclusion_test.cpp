#include <sys/stat.h>

#include "machine/reach.hpp"
#include "machine_world.hpp"

namespace aloft::machine_tests {
namespace {

namespace fs = std::filesystem;
using ::testing::EndsWith;
using ::testing::StartsWith;

class SshInclusion : public ::testing::Test {
protected:
    mode_t mode_of(const fs::path& file) const {
        struct stat status{};
        EXPECT_EQ(::stat(file.c_str(), &status), 0);
        return status.st_mode & 07777;
    }
    std::string include_line() const { return "Include \"" + home.ssh_config().string() + "\"\n"; }

    fakes::TemporaryHome temporary;
    Home home{temporary.home().data / "with space" / "aloft", {}};
    fs::path config = temporary.home().data / ".ssh" / "config";
};

/// Whatever a person may have: it must come back byte for byte.
const char* const configs[] = {
    "Host *\n    ProxyCommand none\n", "no line end at the end", "\n\n# only a comment\n",
    "Host a\r\n  User b\r\n",          "\xEF\xBB\xBFHost a\n",   "Include other\nMatch all\n  Port 1\n",
};

TEST_F(SshInclusion, ComesFirstAndGoesWithoutATrace) {
    for (const std::string text : configs) {
        write(config, text);
        EXPECT_EQ(ssh_inclusion(home, config), Inclusion::absent);
        ASSERT_TRUE(include_ssh_config(home, config));
        EXPECT_EQ(ssh_inclusion(home, config), Inclusion::present);
        EXPECT_THAT(text_of(config), EndsWith(include_line() + text));
        ASSERT_TRUE(exclude_ssh_config(home, config));
        EXPECT_EQ(text_of(config), text);
    }
}

TEST_F(SshInclusion, TwiceIsOnce) {
    write(config, "Host a\n");
    ASSERT_TRUE(include_ssh_config(home, config));
    const std::string once = text_of(config);
    ASSERT_TRUE(include_ssh_config(home, config));
    EXPECT_EQ(text_of(config), once);
    ASSERT_TRUE(exclude_ssh_config(home, config));
    ASSERT_TRUE(exclude_ssh_config(home, config));
    EXPECT_EQ(text_of(config), "Host a\n");
}

TEST_F(SshInclusion, MakesAFolderForTheOwnerAloneAndLeavesNoEmptyFile) {
    ASSERT_TRUE(include_ssh_config(home, config));
    EXPECT_EQ(mode_of(config.parent_path()), 0700U);
    EXPECT_EQ(mode_of(config), 0600U);
    ASSERT_TRUE(exclude_ssh_config(home, config));
    EXPECT_FALSE(fs::exists(config));
}

TEST_F(SshInclusion, KeepsAModeAndALink) {
    const fs::path dotfile = temporary.home().data / "dotfiles" / "ssh config";
    write(dotfile, "Host a\n");
    ASSERT_EQ(::chmod(dotfile.c_str(), 0640), 0);
    fs::create_directories(config.parent_path());
    fs::create_symlink("../dotfiles/ssh config", config);
    ASSERT_TRUE(include_ssh_config(home, config));
    EXPECT_TRUE(fs::is_symlink(config));
    EXPECT_THAT(text_of(dotfile), EndsWith(include_line() + "Host a\n"));
    EXPECT_EQ(mode_of(dotfile), 0640U);
    ASSERT_TRUE(exclude_ssh_config(home, config));
    EXPECT_TRUE(fs::is_symlink(config));
    EXPECT_EQ(text_of(dotfile), "Host a\n");
}

TEST_F(SshInclusion, BelowAHostIsMisplacedAndMoved) {
    write(config, "Host a\n" + include_line() + "User b\n");
    EXPECT_EQ(ssh_inclusion(home, config), Inclusion::misplaced);
    ASSERT_TRUE(include_ssh_config(home, config));
    EXPECT_EQ(ssh_inclusion(home, config), Inclusion::present);
    EXPECT_THAT(text_of(config), EndsWith(include_line() + "Host a\nUser b\n"));
}

TEST_F(SshInclusion, BelowAnOptionIsMisplacedToo) {
    write(config, "ProxyJump gate\n" + include_line());
    EXPECT_EQ(ssh_inclusion(home, config), Inclusion::misplaced);
}

TEST_F(SshInclusion, BelowAnotherIncludeIsPresent) {
    write(config, "# mine\nIgnoreUnknown UseKeychain\nInclude other\n" + include_line());
    EXPECT_EQ(ssh_inclusion(home, config), Inclusion::present);
}

TEST_F(SshInclusion, ByAPersonsHandIsSeenAndWhatStandsBesideItStays) {
    home.data = temporary.home().data / "aloft";
    const std::string by_hand = "include=other ~/aloft/ssh_config\nHost a\n";
    write(config, by_hand);
    EXPECT_EQ(ssh_inclusion(home, config), Inclusion::present);
    ASSERT_TRUE(exclude_ssh_config(home, config));
    EXPECT_EQ(text_of(config), by_hand);
}

TEST_F(SshInclusion, OfAnotherHomeIsNotOurs) {
    Home other = home;
    other.data = temporary.home().data / "other";
    ASSERT_TRUE(include_ssh_config(other, config));
    const std::string theirs = text_of(config);
    EXPECT_EQ(ssh_inclusion(home, config), Inclusion::absent);
    ASSERT_TRUE(include_ssh_config(home, config));
    ASSERT_TRUE(exclude_ssh_config(home, config));
    EXPECT_EQ(text_of(config), theirs);
}

}  // namespace
}  // namespace aloft::machine_tests
