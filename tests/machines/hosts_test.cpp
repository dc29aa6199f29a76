// A host of a person's own: a Debian with systemd and sshd, which a container machine plays here.
#include <gmock/gmock.h>

#include "clouds/hosts/hosts_cloud.hpp"
#include "machine/keys.hpp"
#include "machine/reach.hpp"
#include "machines/real_container.hpp"

namespace aloft::hosts {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// The computer, and the ssh of the person to whom it belongs.
class OwnComputer {
public:
    OwnComputer() : instance_(world_.make(plan_)) {
        if (world_.ssh(instance_, "cloud-init status --wait").exit_code != 0)
            throw std::runtime_error("the host did not come up");
        know(read_file(world_.home().data / "host_key.pub").value());
        const std::string text = "Host labbox\n HostName 127.0.0.1\n Port " + *seen(instance_, "port") + "\n User " +
                                 *seen(instance_, "user") + "\n IdentityFile " +
                                 (world_.home().data / "identity").string() +
                                 "\n IdentitiesOnly yes\n GlobalKnownHostsFile /dev/null\n UserKnownHostsFile " +
                                 known_hosts().string() + "\n";
        if (!write_file(config(), text, Readable::by_owner)) throw std::runtime_error("no room");
    }
    OwnComputer(const OwnComputer&) = delete;
    OwnComputer& operator=(const OwnComputer&) = delete;
    ~OwnComputer() { world_.remove(plan_); }

    std::filesystem::path config() const { return world_.home().data / "person_config"; }
    std::filesystem::path known_hosts() const { return world_.home().data / "person_known_hosts"; }
    void know(const std::string& public_key) const {
        std::ignore =
            write_file(known_hosts(), "[127.0.0.1]:" + *seen(instance_, "port") + " " + public_key, Readable::by_owner);
    }
    /// As its owner, by their own ssh.
    Finished does(const std::string& words) {
        Command command;
        command.argv = {"ssh", "-F", config().string(), "-o", "BatchMode=yes", "labbox", "sh"};
        command.input = words;
        return processes.run(command).value();
    }
    /// Every file with mode, owner and content, but what lives for the moment and what is written about it.
    std::string files() {
        const Finished listed = does(
            "cd / && sudo find . -xdev \\( -path ./proc -o -path ./sys -o -path ./run -o -path ./tmp -o -path "
            "./var/tmp -o -path ./var/log -o -path ./var/lib/systemd -o -path ./var/lib/sudo \\) -prune -o \\( -printf "
            "'%p %m %u %g %l\\n' \\) | sort && sudo find . -xdev \\( -path ./proc -o -path ./sys -o -path ./run -o "
            "-path ./tmp -o -path ./var/tmp -o -path ./var/log -o -path ./var/lib/systemd -o -path ./var/lib/sudo \\) "
            "-prune -o -type f -print0 | sort -z | sudo xargs -0 sha256sum");
        EXPECT_EQ(listed.exit_code, 0) << listed.error_output;
        return listed.output;
    }

    PosixProcesses processes;

private:
    local::RealContainer world_{"owncomputer"};
    Blueprint plan_ = world_.blueprint();
    Found instance_;
};

/// Somebody with an aloft of their own, who may sign in there.
class Visitor {
public:
    Visitor(OwnComputer& computer, std::string owner)
        : labels_{"box", "plan-1", std::move(owner)},
          cloud(home, computer.processes, clock, {"anna", "desk"}, {"-F", computer.config().string()}),
          keys_(home, computer.processes, clock, interruption_),
          processes_(computer.processes) {}
    ~Visitor() { close_connection(home, processes_, labels_.machine); }
    Visitor(const Visitor&) = delete;
    Visitor& operator=(const Visitor&) = delete;

    /// The host key's Found: with it the machine can be reached.
    Result<Found> up() {
        const Spec spec{.name = labels_.machine, .on = "ssh:labbox"};
        const auto offers = cloud.offers(spec);
        if (!offers) return failed(offers);
        const Resource instance = cloud.blueprint(spec, offers->front(), labels_).resources.front();
        instance_ = instance.ref;
        const auto key = keys_.ensure(key_resource(labels_), {{}, quiet});
        if (!key) return failed(key);
        const std::vector key_alone{*key};
        const auto claimed = cloud.ensure(instance, {key_alone, quiet});
        if (!claimed) return failed(claimed);
        Resource host_key = host_key_resource(labels_, instance_);
        host_key.properties["host_key"] = instance.properties.at("host_key");
        const std::vector needs{*key, *claimed};
        return keys_.ensure(host_key, {needs, quiet});
    }
    Result<void> down() {
        close_connection(home, processes_, labels_.machine);
        return cloud.remove(instance_);
    }
    Result<Found> look() { return cloud.find(instance_); }
    /// By aloft's own key and configuration, nothing of the person's.
    Finished ssh(const std::string& words) {
        Command command = ssh_command(home, labels_.machine, {"sh"});
        command.input = words;
        return processes_.run(command).value();
    }

private:
    static void quiet(std::string_view /*text*/) {}
    fakes::TemporaryHome folder_;

public:
    const Home home = folder_.home();
    SystemClock clock;

private:
    Labels labels_;

public:
    HostsCloud cloud;

private:
    fakes::FakeInterruption interruption_;
    SshKeys keys_;
    Processes& processes_;
    ResourceRef instance_;
};

constexpr auto install_everything = R"(set -e
sudo mkdir -p /opt/aloft/env /usr/local/lib/aloft /var/lib/aloft/jobs/1 /etc/aloft/notebook
echo x | sudo tee /opt/aloft/env/python /usr/local/lib/aloft/aloft-agent /var/lib/aloft/jobs/1/output \
    /etc/aloft/notebook/config /etc/profile.d/aloft.sh >/dev/null
printf '[Service]\nExecStart=sleep infinity\nRuntimeDirectory=aloft\n[Install]\nWantedBy=multi-user.target\n' |
    sudo tee /etc/systemd/system/aloft-agent.service >/dev/null
sudo systemctl daemon-reload
sudo systemctl enable --now --quiet aloft-agent.service
sudo systemd-run --quiet --unit=aloft-job-1 sleep infinity
systemctl is-active aloft-agent.service aloft-job-1.service
)";

class OwnHosts : public testing::Test {
protected:
    void SetUp() override {
        if (!local::why_no_containers().empty()) GTEST_SKIP() << local::why_no_containers();
    }
    static std::string words(const Result<Found>& result) {
        return result ? "(not refused)" : describe(result.error()) + " → " + result.error().hint;
    }
};

TEST_F(OwnHosts, IsClaimedUsedAndLeftAsItWas) {
    OwnComputer computer;
    const std::string boot =
        computer.does("cat /proc/sys/kernel/random/boot_id; systemctl show -P UserspaceTimestamp").output;
    const std::string before = computer.files();
    const std::string services = "systemctl list-units --all --no-legend 'aloft-*'; ls -d /run/aloft*";
    const std::string served = computer.does(services).output;
    Visitor anna(computer, "owner1");
    Visitor bert(computer, "owner2");

    const auto machine = anna.up();
    ASSERT_TRUE(machine) << words(machine);
    EXPECT_EQ(anna.ssh("echo hello from $(id -un)").output, "hello from aloft\n");
    const std::string claimed = computer.files();
    EXPECT_NE(claimed, before);
    const auto again = anna.up();
    ASSERT_TRUE(again) << words(again);
    EXPECT_EQ(*again, *machine);
    EXPECT_EQ(computer.files(), claimed) << "the second time there is nothing to do";

    EXPECT_THAT(words(bert.up()), HasSubstr("claimed for machine box by anna on desk (owner owner1) since "));
    EXPECT_EQ(computer.files(), claimed);

    const Finished installed = anna.ssh(install_everything);
    ASSERT_EQ(installed.exit_code, 0) << installed.error_output;
    EXPECT_EQ(computer.does("echo work > ~/train.py").exit_code, 0);
    const auto released = anna.down();
    ASSERT_TRUE(released) << describe(released.error());
    EXPECT_EQ(anna.look()->condition, Condition::absent);
    EXPECT_EQ(computer.does("cat ~/train.py && rm ~/train.py").output, "work\n");
    EXPECT_EQ(computer.files(), before);
    EXPECT_EQ(computer.does(services).output, served);
    EXPECT_EQ(anna.ssh("true").exit_code, 255) << "our key opens nothing any more";
    EXPECT_EQ(computer.does("cat /proc/sys/kernel/random/boot_id; systemctl show -P UserspaceTimestamp").output, boot)
        << "it was never switched off";

    EXPECT_TRUE(bert.up());
    EXPECT_TRUE(bert.down());
}

TEST_F(OwnHosts, AnotherHostKeyIsRefusedWithWordsAndTheNewOnePinnedOnceItIsKnown) {
    OwnComputer computer;
    Visitor anna(computer, "owner1");
    ASSERT_TRUE(anna.up());
    ASSERT_EQ(computer
                  .does("set -e; cd /etc/ssh; sudo rm ssh_host_*; sudo ssh-keygen -q -t ecdsa -N '' -C '' -f "
                        "ssh_host_ecdsa_key; sudo systemctl restart ssh; cat ssh_host_ecdsa_key.pub > ~/key")
                  .exit_code,
              0);
    EXPECT_THAT(words(anna.up()), AllOf(HasSubstr("host key"), HasSubstr("ssh-keygen -R")));
    EXPECT_THAT(words(anna.look()), HasSubstr("host key"));

    std::ignore = write_file(computer.known_hosts(), "", Readable::by_owner);
    EXPECT_THAT(words(anna.up()), HasSubstr("not known"));
    const auto strangers = anna.cloud.strangers({.name = "box", .on = "ssh:labbox"});
    ASSERT_TRUE(strangers) << describe(strangers.error());
    ASSERT_THAT(*strangers, testing::SizeIs(1));
    EXPECT_THAT(strangers->front().key, testing::StartsWith("ecdsa-sha2-nistp256 "));
    ASSERT_TRUE(anna.cloud.trust(strangers->front()));
    const auto machine = anna.up();
    ASSERT_TRUE(machine) << words(machine);
    EXPECT_EQ(machine->properties.at("host_key"), strangers->front().key);
    EXPECT_EQ(anna.ssh("echo in").output, "in\n");
    EXPECT_TRUE(anna.down());
}

}  // namespace
}  // namespace aloft::hosts
