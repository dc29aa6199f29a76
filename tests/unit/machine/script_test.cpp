#include "embedded/on_machine.hpp"
#include "machine_world.hpp"

namespace aloft::machine_tests {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

/// Stands in front of a program, counts, and kills the whole script at a given call.
constexpr std::string_view deadly = R"(#!/bin/sh
read -r left <"$COUNTDOWN"
echo $((left - 1)) >"$COUNTDOWN"
[ "$left" != 1 ] || kill -9 0
name=${0##*/}
for folder in /usr/bin /bin; do [ ! -x "$folder/$name" ] || exec "$folder/$name" "$@"; done
)";

/// A machine's files in a folder, without its sshd.
class HostKeyScript : public ::testing::Test {
protected:
    static constexpr int never = 0;

    void SetUp() override {
        // These alone change what a machine has; between two of them nothing does but what the later one moves.
        for (const char* program : {"ssh-keygen", "mv", "rm"}) write_program(root / "deadly" / program, deadly);
        write_program(root / "bin" / "systemctl", "#!/bin/sh\necho \"$@\" >>\"$ALOFT_ROOT/reloads\"\n");
        begin();
    }
    static void write_program(const fs::path& path, std::string_view text) {
        write(path, text);
        fs::permissions(path, fs::perms::owner_all);
    }
    void begin() {
        for (const char* folder : {"etc", "run", "var"}) fs::remove_all(root / folder);
        for (const char* folder : {"etc/ssh", "etc/cloud/cloud.cfg.d", "run"}) fs::create_directories(root / folder);
        make_key(own);
        first = host_key_of(public_part(own));
        write(root / "etc/ssh/ssh_host_rsa_key", "another");
        write(seed,
              "#cloud-config\nssh_keys:\n  ed25519_private: |\n    -----BEGIN OPENSSH PRIVATE KEY-----\n    b3Bl\n\n"
              "    -----END OPENSSH PRIVATE KEY-----\n  ed25519_public: 'ssh-ed25519 AAAA'\nusers:\n  - name: aloft\n");
        write(copy, "ssh_keys:\n    ed25519_private: \"-----BEGIN OPENSSH PRIVATE KEY-----\\nb3Bl\"\n    x: y\n");
    }
    void make_key(const fs::path& file) {
        ASSERT_TRUE(run_checked(processes,
                                {.argv = {"/usr/bin/ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file.string()}},
                                "testing"));
    }
    Finished run(std::vector<std::string> arguments, int killed_at = never) {
        write(root / "countdown", std::to_string(killed_at) + "\n");
        const std::string programs = (root / "bin").string() + ":/usr/bin:/bin";
        arguments.insert(arguments.begin(), {"sh", "-s"});
        return processes
            .run(
                {.argv = arguments,
                 .environment = {{"ALOFT_ROOT", root.string()},
                                 {"COUNTDOWN", (root / "countdown").string()},
                                 {"PATH", killed_at == never ? programs : (root / "deadly").string() + ":" + programs}},
                 .input = std::string(embedded::host_key_sh)})
            .value();
    }
    HostKey told(const Finished& finished) {
        EXPECT_EQ(finished.exit_code, 0) << finished.error_output;
        const auto begin = finished.output.find("aloft-host-key ");
        if (begin == std::string::npos) return "(no key in: " + finished.output + ")";
        return host_key_in("ssh-ed25519 " + finished.output.substr(begin + 15)).value_or("(no key)");
    }
    HostKey meet() { return told(run({"meet", "0", first})); }
    HostKey key_of_private(const fs::path& file) {
        return host_key_in(processes.run({.argv = {"/usr/bin/ssh-keygen", "-y", "-f", file.string()}})->output)
            .value_or("(no key)");
    }
    void expect_installed(const HostKey& key) {
        EXPECT_EQ(key_of_private(own), key);
        EXPECT_EQ(host_key_of(public_part(own)), key);
        EXPECT_FALSE(fs::exists(next));
        EXPECT_FALSE(fs::exists(root / "etc/ssh/ssh_host_rsa_key"));
        EXPECT_THAT(text_of(root / "etc/cloud/cloud.cfg.d/95-aloft.cfg"),
                    AllOf(HasSubstr("ssh_deletekeys: false"), HasSubstr("ssh_genkeytypes: []")));
        EXPECT_EQ(text_of(seed),
                  "#cloud-config\nssh_keys:\n  ed25519_public: 'ssh-ed25519 AAAA'\nusers:\n  - name: aloft\n");
        EXPECT_EQ(text_of(copy), "ssh_keys:\n    x: y\n");
        EXPECT_THAT(text_of(root / "reloads"), HasSubstr("ssh.service"));
    }

    fakes::TemporaryHome temporary;
    const fs::path root = temporary.home().data;
    const fs::path own = root / "etc/ssh/ssh_host_ed25519_key";
    const fs::path next = root / "etc/ssh/aloft_next_host_ed25519_key";
    const fs::path seed = root / "var/lib/cloud/seed/nocloud/user-data";
    const fs::path copy = root / "var/lib/cloud/instances/i-1/user-data.txt";
    PosixProcesses processes;
    HostKey first;
};

TEST_F(HostKeyScript, TellsTheSameNextKeyUntilItIsInstalledAndAfter) {
    const HostKey key = meet();
    EXPECT_NE(key, first);
    EXPECT_EQ(key_of_private(own), first) << "nothing is installed yet";
    EXPECT_EQ(meet(), key);
    EXPECT_EQ(run({"install", key}).exit_code, 0);
    expect_installed(key);
    EXPECT_EQ(meet(), key);
    EXPECT_FALSE(fs::exists(next));
    EXPECT_EQ(run({"install", key}).exit_code, 0);
    expect_installed(key);
}

TEST_F(HostKeyScript, KeepsTheKeyWhereNobodyMakesNewOnes) {
    const fs::path kept = root / "etc/ssh/aloft_host_ed25519_key";
    const fs::path drop_in = root / "etc/ssh/sshd_config.d/10-aloft.conf";
    fs::create_directories(drop_in.parent_path());
    const HostKey key = meet();
    EXPECT_EQ(run({"install", key}).exit_code, 0);
    expect_installed(key);
    EXPECT_EQ(key_of_private(kept), key);
    EXPECT_EQ(fs::status(kept).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    EXPECT_THAT(text_of(drop_in), HasSubstr("\nHostKey /etc/ssh/aloft_host_ed25519_key\n"));
    EXPECT_EQ(run({"install", key}).exit_code, 0);
    EXPECT_EQ(key_of_private(kept), key);
}

TEST_F(HostKeyScript, RefusesAKeyThatItDoesNotHave) {
    meet();
    const Finished refused = run({"install", "AAAAC3NzaC1lZDI1NTE5AAAAI" + std::string(43, 'x')});
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_THAT(refused.error_output, HasSubstr("not the one"));
    EXPECT_EQ(key_of_private(own), first);
}

TEST_F(HostKeyScript, KilledAtAnyProgramIsFinishedByTheNextRun) {
    int kills = 0;
    bool met = false;
    for (int call = 1;; ++call) {
        begin();
        HostKey key;
        if (!met) {
            if (const Finished cut = run({"meet", "0", first}, call); cut.exit_code == 0) {
                met = true;
                call = 0;
                continue;
            }
            key = meet();
        } else {
            key = meet();
            if (run({"install", key}, call).exit_code == 0) break;
            const HostKey present = key_of_private(own);
            EXPECT_TRUE(present == first || present == key) << "killed at call " << call;
            EXPECT_EQ(meet(), key) << "killed at call " << call;
        }
        ++kills;
        ASSERT_EQ(run({"install", key}).exit_code, 0) << "killed at call " << call;
        expect_installed(key);
    }
    EXPECT_GE(kills, 14);
}

TEST_F(HostKeyScript, LeavesASeedThatCannotBeWrittenToItsCloud) {
    const std::string before = text_of(seed);
    fs::create_directories(seed.string() + ".aloft/in-the-way");
    const HostKey key = meet();
    EXPECT_EQ(run({"install", key}).exit_code, 0);
    EXPECT_EQ(key_of_private(own), key);
    EXPECT_EQ(text_of(seed), before);
}

TEST_F(HostKeyScript, TellsThatCloudInitIsStillAtWork) {
    write_program(root / "bin/cloud-init", "#!/bin/sh\n");
    write(root / "var/log/cloud-init-output.log", "one\ntwo\n");
    const Finished waiting = run({"meet", "0", first});
    EXPECT_EQ(waiting.exit_code, 75);
    EXPECT_EQ(waiting.output, "two\n");
    EXPECT_FALSE(fs::exists(next));
}

TEST_F(HostKeyScript, DoesNotWaitForACloudInitThatIsSwitchedOff) {
    write_program(root / "bin/cloud-init", "#!/bin/sh\n");
    write(root / "run/cloud-init/disabled", "");
    EXPECT_NE(meet(), first);
}

TEST_F(HostKeyScript, CutOffOnItsWayDoesNothing) {
    const std::string whole(embedded::host_key_sh);
    for (std::size_t length = 0; length + 20 < whole.size(); length += 97)
        processes
            .run({.argv = {"sh", "-s", "meet", "0", first},
                  .environment = {{"ALOFT_ROOT", root.string()}},
                  .input = whole.substr(0, length)})
            .value();
    EXPECT_FALSE(fs::exists(next));
}

}  // namespace
}  // namespace aloft::machine_tests
