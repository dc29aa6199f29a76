#include "system/script.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "fakes/fake_system.hpp"
#include "system/elf.hpp"
#include "system/files.hpp"
#include "system/this_program.hpp"

namespace aloft {
namespace {

Script script(const fakes::TemporaryHome& home, const std::string& line) {
    return {{"/bin/sh", "-c", line}, {{"COLOUR", "green"}}, home.home().data, home.home().data / "output", {}};
}

TEST(Script, HasItsEnvironmentAndNoOtherAndAppends) {
    const fakes::TemporaryHome home;
    PosixScripts scripts;
    EXPECT_EQ(scripts.run(script(home, "echo $COLOUR; echo \"<$HOME>\" >&2; pwd; cat")).value(), 0);
    EXPECT_EQ(scripts.run(script(home, "exit 3")).value(), 3);
    EXPECT_EQ(scripts.run(script(home, "kill -KILL $$")).value(), 137);
    EXPECT_EQ(read_file(home.home().data / "output").value(), "green\n<>\n" + home.home().data.string() + "\n");
}

TEST(Script, RunsAsAnother) {
    if (::getuid() != 0) GTEST_SKIP() << "only root may become another";
    const fakes::TemporaryHome home;
    std::filesystem::permissions(home.home().data, std::filesystem::perms::all);
    PosixScripts scripts;
    Script as_another = script(home, "id -u; id -g; id -G; cat mine/secret");
    as_another.as = User{"somebody", 4321, 4322, {44}, "/"};
    const auto folder = home.home().data / "mine";
    make_folder_of(folder, as_another.as).value();
    write_file_of(folder / "secret", "whisper", as_another.as).value();
    EXPECT_EQ(scripts.run(as_another).value(), 0);
    EXPECT_EQ(read_file(home.home().data / "output").value(), "4321\n4322\n4322 44\nwhisper");
    EXPECT_EQ(std::filesystem::status(folder).permissions(), std::filesystem::perms::owner_all);
    EXPECT_FALSE(write_file_of(folder / "secret", "again", as_another.as)) << "what is there is never written over";
}

TEST(User, IsReadFromTheAccountsFiles) {
    const fakes::TemporaryHome home;
    const Accounts accounts{home.home().data / "passwd", home.home().data / "group"};
    std::ofstream(accounts.users) << "# no account\nbroken:x\nanna:x:1000:1001:Anna,,,:/home/anna:/bin/bash\n";
    std::ofstream(accounts.groups) << "video:x:44:bert,anna\nsudo:x:27:bert\nrender:x:105:anna\n";
    EXPECT_EQ(find_user("anna", accounts), (User{"anna", 1000, 1001, {44, 105}, "/home/anna"}));
    EXPECT_FALSE(find_user("broken", accounts));
    EXPECT_FALSE(find_user("bert", accounts));
    EXPECT_EQ(find_user("root")->id, 0U);
}

TEST(Elf, AProgramTellsItsHashAndItsArchitecture) {
    const std::string self = read_file("/proc/self/exe").value();
    EXPECT_EQ(build_id_of(self), own_build_id());
    EXPECT_THAT(architecture_of(self), testing::AnyOf("x86_64", "aarch64", "riscv64"));
    for (const std::size_t length : {0UZ, 10UZ, 64UZ, 100UZ, 1000UZ}) {
        EXPECT_EQ(build_id_of(std::string_view(self).substr(0, length)).find_first_not_of("0123456789abcdef"),
                  std::string::npos);
    }
    EXPECT_EQ(architecture_of("#!/bin/sh"), "");
    EXPECT_EQ(agent_version("1.2.3", "0123456789abcdef"), "1.2.3-0123456789ab");
}

TEST(Boot, IsTheSameUntilTheNext) {
    EXPECT_EQ(boot_of_system(), boot_of_system());
    EXPECT_THAT(boot_of_system(), testing::MatchesRegex("[-0-9a-f]+/[0-9]+"));
}

}  // namespace
}  // namespace aloft
