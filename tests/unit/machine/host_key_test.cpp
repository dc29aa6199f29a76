#include <exception>

#include "machine/reach.hpp"
#include "sshd.hpp"

namespace aloft::machine_tests {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

/// aloft is killed, before or after an ssh that it runs: in between it only writes a file, or reads one.
struct Killed : std::exception {};

class KilledAt final : public Processes {
public:
    enum class Moment { before, after };
    KilledAt(int call, Moment moment) : left_(call), moment_(moment) {}

    Result<Finished> run(const Command& command) override {
        const bool now = command.argv.front() == "ssh" && --left_ == 0;
        if (now && moment_ == Moment::before) throw Killed();
        auto finished = real_.run(command);
        if (now) throw Killed();
        return finished;
    }
    Result<int> run_attached(const Command& command) override { return real_.run_attached(command); }
    std::optional<std::string> find_program(std::string_view name) override { return real_.find_program(name); }

private:
    PosixProcesses real_;
    int left_;
    Moment moment_;
};

/// Real ssh, real sshd.
class HostKeyOverSsh : public ::testing::Test {
protected:
    void SetUp() override {
        if (::access(sshd_program, X_OK) != 0) GTEST_SKIP() << "no " << sshd_program << " here: install openssh-server";
        ASSERT_TRUE(keys.ensure(key_resource(labels), circumstances({})));
        machine.receive(folder.first_host_key(), public_part(folder.identity()));
        first = host_key_of(public_part(folder.first_host_key()));
        machine.boot();
    }

    void TearDown() override { close_connection(home, processes, "a1"); }

    Circumstances circumstances(std::span<const Found> needs) {
        return {needs, [this](std::string_view text) { told.emplace_back(text); }};
    }
    Result<Found> ensure(SshKeys& with) {
        const std::vector needs{machine.instance()};
        return with.ensure(host_key_resource(labels, instance_ref), circumstances(needs));
    }
    Result<Found> wait() {
        const std::vector needs{machine.instance()};
        return keys.wait(host_key_resource(labels, instance_ref), circumstances(needs));
    }
    Result<Finished> over_config(const std::vector<std::string>& words) {
        EXPECT_TRUE(write_machine_config(home, {"a1", "127.0.0.1", machine.port(), MachineInAFolder::user()}));
        return processes.run(ssh_command(home, "a1", words));
    }
    std::vector<HostKey> pins() { return read_pins(folder.known_hosts(), "a1").value(); }

    /// In the file that is answered, where the machine takes itself for one of that cloud.
    std::filesystem::path keep_what_is_told_to(const std::string& cloud_id) const {
        const std::filesystem::path stand_in = machine.root() / "bin/python3";
        write(stand_in, "#!/bin/sh\nfor word; do last=$word; done\nprintf %s \"$last\" >\"$ALOFT_ROOT/told\"\n");
        std::filesystem::permissions(stand_in, std::filesystem::perms::owner_all);
        write(machine.root() / "run/cloud-init/cloud-id", cloud_id + "\n");
        return machine.root() / "told";
    }

    void expect_replaced() {
        const HostKey own = host_key_of(public_part(machine.own_key()));
        EXPECT_NE(own, first);
        EXPECT_THAT(pins(), ElementsAre(own));
        EXPECT_FALSE(std::filesystem::exists(machine.next_key()));
        EXPECT_FALSE(std::filesystem::exists(folder.first_host_key()));
        EXPECT_FALSE(std::filesystem::exists(folder.next_known_hosts()));
        EXPECT_THAT(text_of(machine.root() / "var/lib/cloud/seed/nocloud/user-data"), Not(HasSubstr("PRIVATE KEY")));
        const auto found = keys.find(host_key_ref);
        ASSERT_TRUE(found);
        EXPECT_EQ(found->condition, Condition::ready);
        EXPECT_EQ(found->properties.at("fingerprint"),
                  fingerprints(processes, public_part(machine.own_key()))->front());
    }

    fakes::TemporaryHome temporary;
    fakes::TemporaryHome machine_folder;
    Home home{temporary.home().data / "a b%h", {}};
    MachineFolder folder{home, "a1"};
    MachineInAFolder machine{machine_folder.home().data};
    PosixProcesses processes;
    SystemClock clock;
    fakes::FakeInterruption interruption;
    SshKeys keys{home, processes, clock, interruption};
    HostKey first;
    std::vector<std::string> told;
};

TEST_F(HostKeyOverSsh, IsReplacedByTheMachinesOwn) {
    write(machine.root() / "etc/ssh/ssh_host_rsa_key", "a key that nobody pinned");
    const auto found = ensure(keys);
    ASSERT_TRUE(found) << describe(found.error());
    EXPECT_EQ(found->condition, Condition::ready);
    EXPECT_EQ(found->properties.at("port"), std::to_string(machine.port()));
    expect_replaced();
    const auto answered = wait();
    EXPECT_TRUE(answered) << describe(answered.error());
    EXPECT_FALSE(std::filesystem::exists(machine.root() / "etc/ssh/ssh_host_rsa_key"));
    EXPECT_THAT(text_of(machine.root() / "etc/cloud/cloud.cfg.d/95-aloft.cfg"), HasSubstr("ssh_deletekeys: false"));
    EXPECT_THAT(told, ::testing::Contains("waiting for the machine to answer"));
}

TEST_F(HostKeyOverSsh, IsToldToGoogleWhereTheMachineIsThere) {
    const auto told_to_google = keep_what_is_told_to("gce");
    ASSERT_TRUE(ensure(keys));
    EXPECT_THAT(text_of(public_part(machine.own_key())), HasSubstr(text_of(told_to_google)));
}

TEST_F(HostKeyOverSsh, IsToldToNobodyElsewhere) {
    const auto told_to_google = keep_what_is_told_to("nocloud");
    ASSERT_TRUE(ensure(keys));
    EXPECT_FALSE(std::filesystem::exists(told_to_google));
}

TEST_F(HostKeyOverSsh, SurvivesAKillBeforeAndAfterEveryConnection) {
    int kills = 0;
    for (const auto moment : {KilledAt::Moment::before, KilledAt::Moment::after}) {
        for (int call = 1;; ++call) {
            // The next machine of the same name, as after remove and make.
            ASSERT_TRUE(keys.remove(host_key_ref));
            first = host_key_of(public_part(folder.first_host_key()));
            machine.halt();
            machine.receive(folder.first_host_key(), public_part(folder.identity()));
            machine.boot();
            KilledAt dying(call, moment);
            SshKeys killed(home, dying, clock, interruption);
            try {
                const auto found = ensure(killed);
                ASSERT_TRUE(found) << describe(found.error());
                break;
            } catch (const Killed&) {
                ++kills;
            }
            const auto found = ensure(keys);
            ASSERT_TRUE(found) << "killed at call " << call << ": " << describe(found.error());
            expect_replaced();
        }
    }
    EXPECT_GE(kills, 6) << "three connections, each with a before and an after";
}

TEST_F(HostKeyOverSsh, TwiceIsOnceAndLeftoversOfALateKillGo) {
    ASSERT_TRUE(ensure(keys));
    const HostKey own = host_key_of(public_part(machine.own_key()));
    write(folder.first_host_key(), "left over");
    write(folder.next_known_hosts(), "left over");
    ASSERT_TRUE(ensure(keys));
    EXPECT_EQ(host_key_of(public_part(machine.own_key())), own);
    expect_replaced();
}

TEST_F(HostKeyOverSsh, AnUpAfterHalfADownMeetsTheMachineAsItIs) {
    ASSERT_TRUE(ensure(keys));
    ASSERT_TRUE(keys.remove(host_key_ref));
    EXPECT_EQ(keys.find(host_key_ref)->condition, Condition::absent);
    EXPECT_EQ(keys.find(key_ref)->condition, Condition::ready);
    const auto found = ensure(keys);
    ASSERT_TRUE(found) << describe(found.error());
    first = {};
    expect_replaced();
}

TEST_F(HostKeyOverSsh, OfAnotherMachineIsRefusedAtOnceWithWords) {
    ASSERT_TRUE(ensure(keys));
    const std::string expected = fingerprints(processes, folder.known_hosts())->front();
    machine.halt();
    std::filesystem::remove(machine.own_key());
    ASSERT_TRUE(
        processes.run({.argv = {"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", machine.own_key().string()}}));
    machine.boot();
    const auto refused = wait();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::denied);
    EXPECT_THAT(refused.error().detail,
                AllOf(HasSubstr("machine a1"), HasSubstr("expected " + expected),
                      HasSubstr("shown " + fingerprints(processes, public_part(machine.own_key()))->front())));
    EXPECT_THAT(refused.error().hint, AllOf(HasSubstr("aloft doctor"), HasSubstr("aloft down a1")));

    const auto finished = over_config({"true"});
    ASSERT_TRUE(finished);
    EXPECT_EQ(finished->exit_code, 255);
    EXPECT_EQ(ssh_error("a1", *finished).kind, ErrorKind::denied);
}

TEST_F(HostKeyOverSsh, ConnectionsFromBeforeAreClosed) {
    ASSERT_TRUE(wait());
    const auto before = over_config({"true"});
    ASSERT_EQ(before->exit_code, 0) << before->error_output;
    ASSERT_TRUE(std::filesystem::exists(folder.connection())) << "nothing is shown: there was no such connection";
    ASSERT_TRUE(ensure(keys));
    EXPECT_FALSE(std::filesystem::exists(folder.connection()));
}

TEST_F(HostKeyOverSsh, FailureOfCloudInitCarriesItsLastWords) {
    write(machine.root() / "bin/cloud-init", "#!/bin/sh\necho 'status: error'\n");
    std::filesystem::permissions(machine.root() / "bin/cloud-init", std::filesystem::perms::owner_all);
    write(machine.root() / "run/cloud-init/result.json",
          R"json({"v1": {"errors": ["('package_update', it failed)"]}})json");
    write(machine.root() / "var/log/cloud-init-output.log", "E: Unable to fetch some archives\n");
    const auto failed = ensure(keys);
    ASSERT_FALSE(failed);
    EXPECT_THAT(failed.error().doing, HasSubstr("cloud-init"));
    EXPECT_THAT(failed.error().detail,
                AllOf(HasSubstr("status: error"), HasSubstr("E: Unable to fetch some archives")));
}

/// A host that somebody has already: its key is its own, and aloft's is let in.
class KnownHostKey : public HostKeyOverSsh {
protected:
    void boot_with(const std::string& type) {
        machine.halt();
        for (const auto& file : {machine.own_key(), public_part(machine.own_key())}) std::filesystem::remove(file);
        ASSERT_TRUE(processes.run(
            {.argv = {"ssh-keygen", "-q", "-t", type, "-N", "", "-C", "", "-f", machine.own_key().string()}}));
        machine.boot();
    }
    Resource wished() {
        std::istringstream words(text_of(public_part(machine.own_key())));
        std::string type, key;
        words >> type >> key;
        Resource resource = host_key_resource(labels, instance_ref);
        resource.properties["host_key"] = Property{type + " " + key, WhenChanged::replace};
        return resource;
    }
    Result<Found> pin(const Resource& resource, SshKeys& with) {
        const std::vector needs{machine.instance()};
        return with.ensure(resource, circumstances(needs));
    }
    Result<Found> pin(const Resource& resource) { return pin(resource, keys); }
    /// Whole folder of the machine, but what the server itself writes.
    std::map<std::string, std::string> files() {
        std::map<std::string, std::string> all;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(machine.root()))
            if (entry.is_regular_file() && !entry.path().filename().string().starts_with("sshd."))
                all[entry.path().string()] = text_of(entry.path());
        return all;
    }
};

TEST_F(KnownHostKey, OfEveryKindIsPinnedAndNothingIsChanged) {
    // cloud-init of such a host is nobody's concern, whatever it came to.
    write(machine.root() / "run/cloud-init/result.json", R"json({"v1": {"errors": ["it failed"]}})json");
    for (const std::string type : {"ed25519", "ecdsa", "rsa"}) {
        boot_with(type);
        const Resource resource = wished();
        const auto before = files();
        const auto found = pin(resource);
        ASSERT_TRUE(found) << type << ": " << describe(found.error());
        EXPECT_EQ(found->condition, Condition::ready);
        EXPECT_EQ(found->properties.at("host_key"), resource.properties.at("host_key").value);
        EXPECT_EQ(found->properties.at("fingerprint"),
                  fingerprints(processes, public_part(machine.own_key()))->front());
        EXPECT_THAT(pins(), ElementsAre(host_key_of(public_part(machine.own_key()))));
        const std::vector needs{machine.instance()};
        EXPECT_EQ(*keys.wait(resource, circumstances(needs)), *found);
        EXPECT_EQ(files(), before) << type;
        const auto over = processes.run(ssh_command(home, "a1", {"true"}));
        EXPECT_EQ(over->exit_code, 0) << type << ": " << over->error_output;
        close_connection(home, processes, "a1");
        ASSERT_TRUE(keys.remove(host_key_ref));
        EXPECT_EQ(keys.find(host_key_ref)->condition, Condition::absent);
    }
}

TEST_F(KnownHostKey, AnotherThanTheKnownIsRefusedAndNotPinned) {
    boot_with("ed25519");
    const Resource resource = wished();
    boot_with("ed25519");
    const auto refused = pin(resource);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::denied);
    EXPECT_EQ(keys.find(host_key_ref)->condition, Condition::absent);
    EXPECT_TRUE(pin(wished()));
}

TEST_F(KnownHostKey, AKillBeforeOrAfterTheConnectionIsMended) {
    boot_with("ed25519");
    const Resource resource = wished();
    for (const auto moment : {KilledAt::Moment::before, KilledAt::Moment::after}) {
        ASSERT_TRUE(keys.remove(host_key_ref));
        KilledAt dying(1, moment);
        SshKeys killed(home, dying, clock, interruption);
        EXPECT_THROW(std::ignore = pin(resource, killed), Killed);
        EXPECT_EQ(keys.find(host_key_ref)->condition, Condition::absent);
        const auto found = pin(resource);
        ASSERT_TRUE(found) << describe(found.error());
        EXPECT_EQ(found->properties.at("user"), MachineInAFolder::user());
    }
}

TEST_F(KnownHostKey, WhatIsNoKeyIsRefused) {
    Resource resource = host_key_resource(labels, instance_ref);
    for (const char* line : {"", "ssh-ed25519", "ssh-dss AAAAB3NzaC1kc3M", "ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAI"}) {
        resource.properties["host_key"] = Property{line, WhenChanged::replace};
        const auto refused = pin(resource);
        ASSERT_FALSE(refused) << line;
        EXPECT_EQ(refused.error().kind, ErrorKind::bad_input);
    }
}

TEST_F(HostKeyOverSsh, RsyncTakesAnyPath) {
    const auto here = machine.root() / "here";
    const auto there = machine.root() / "there's a folder";
    write(here / "-dash and space", "work");
    std::filesystem::create_directories(there);
    ASSERT_TRUE(wait());
    ASSERT_EQ(over_config({"true"})->exit_code, 0);
    const auto pushed = processes.run(rsync_command(home, "a1", here.string() + "/", "a1:" + there.string() + "/"));
    ASSERT_EQ(pushed->exit_code, 0) << pushed->error_output;
    EXPECT_EQ(text_of(there / "-dash and space"), "work");
    const auto pulled = processes.run(
        rsync_command(home, "a1", "a1:" + (there / "-dash and space").string(), (here / "-back").string()));
    ASSERT_EQ(pulled->exit_code, 0) << pulled->error_output;
    EXPECT_EQ(text_of(here / "-back"), "work");
}

}  // namespace
}  // namespace aloft::machine_tests
