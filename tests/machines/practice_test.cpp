// Real machines of the practice cloud, through its hall.
#include <gmock/gmock.h>

#include "machines/practice_world.hpp"

namespace aloft::practice {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class PracticeMachines : public testing::Test {
protected:
    void SetUp() override {
        if (!local::why_no_containers().empty()) GTEST_SKIP() << local::why_no_containers();
        if (::geteuid() != 0) GTEST_SKIP() << "only root's podman has addresses that can be reached from here";
        world_.emplace();
    }
    PracticeWorld& world() { return *world_; }
    PodmanHall& hall() { return world_->hall(); }

    void boot(const HallMachine& machine, const HallNetwork& network) {
        const auto booted = hall().boot(machine, network);
        ASSERT_TRUE(booted) << describe(booted.error());
    }
    void make_and_boot() {
        ASSERT_TRUE(hall().make_disk("70", 10));
        boot(world().machine(), world().open_network());
    }
    std::string console() { return hall().console("7").value_or("nothing"); }
    bool lets_in(const std::string& user, const std::string& where) {
        return world().ssh(user, where, "true").exit_code == 0;
    }
    bool comes_to_let_in(const std::string& user, const std::string& where) {
        return world().becomes_true([&] { return lets_in(user, where); });
    }

    std::optional<PracticeWorld> world_;
};

TEST_F(PracticeMachines, LetInWhomTheMetadataNamesWithTheHostKeyOfTheGuestAttributes) {
    make_and_boot();
    ASSERT_TRUE(world().becomes_true([&] { return !world().guest_attribute("hostkeys", "ssh-ed25519").empty(); }))
        << console();
    const std::string where = world().address("1.7");
    ASSERT_TRUE(world().becomes_true([&] { return world().ssh("ann", where, "true").exit_code == 0; })) << console();
    EXPECT_EQ(world().ssh("ann", where, "hostname; hostname --fqdn; sudo id -u").output, "vm\nvm.z.c.p.internal\n0\n");
    EXPECT_EQ(
        world()
            .ssh("ann", where,
                 "curl -s -H Metadata-Flavor:Google http://metadata.google.internal/computeMetadata/v1/instance/id")
            .output,
        "7");
    EXPECT_THAT(world().ssh("ann", where, "bash -lic 'echo \"${PS1@P}\"' 2>&1").output, HasSubstr("(practice)ann@vm"));
    EXPECT_THAT(world().ssh("ann", where, "cat /etc/motd.d/*").output, HasSubstr("practice cloud"));
    EXPECT_THAT(console(), HasSubstr("-----BEGIN SSH HOST KEY KEYS-----\necdsa-sha2-nistp256 "));
    EXPECT_THAT(console(), HasSubstr("ssh-ed25519 " + world().guest_attribute("hostkeys", "ssh-ed25519")));

    // Keys come and go while it runs.
    EXPECT_FALSE(lets_in("bea", where));
    world().set_attribute("ssh-keys", world().key_line("bea"));
    EXPECT_TRUE(comes_to_let_in("bea", where)) << console();
    EXPECT_TRUE(world().becomes_true([&] { return !lets_in("ann", where); })) << console();
}

TEST_F(PracticeMachines, HaveAFirewallThatTheirOwnRootCannotUndo) {
    make_and_boot();
    const std::string where = world().address("1.7");
    ASSERT_TRUE(comes_to_let_in("ann", where)) << console();
    EXPECT_NE(world().ssh("ann", where, "sudo ip address flush dev eth0 || sudo ip link set eth0 down").exit_code, 0);

    ASSERT_TRUE(hall().connect("7", world().network({})));
    EXPECT_FALSE(lets_in("ann", where));
    ASSERT_TRUE(hall().connect("7", world().network({{"tcp", {"1-21", "23-65535"}, {"0.0.0.0/0"}}})));
    EXPECT_FALSE(lets_in("ann", where));
    ASSERT_TRUE(hall().connect("7", world().network({{"tcp", {"22"}, {"192.0.2.0/24"}}})));
    EXPECT_FALSE(lets_in("ann", where));
    ASSERT_TRUE(hall().connect("7", world().network({{"all", {}, {world().address("0.1") + "/32"}}})));
    EXPECT_TRUE(lets_in("ann", where));
}

/// What a program on the machine waits for: the change of a value, from what it is now.
std::string waiting_for(const std::string& path) {
    const std::string address = "http://metadata.google.internal/computeMetadata/v1/instance/" + path;
    return "etag=$(curl -sD - -o /dev/null -H Metadata-Flavor:Google " + address +
           " | tr -d '\\r' | sed -n 's/^etag: //ip'); "
           "curl -s -X PUT -d waits -H Metadata-Flavor:Google "
           "http://metadata.google.internal/computeMetadata/v1/instance/guest-attributes/test/state; "
           "curl -s -H Metadata-Flavor:Google \"" +
           address + "?wait_for_change=true&last_etag=$etag\"";
}

TEST_F(PracticeMachines, KeepWhoIsConnectedWhenTheFirewallClosesAndHearOfEachChange) {
    world().set_attribute("gate", "open");
    make_and_boot();
    const std::string where = world().address("1.7");
    ASSERT_TRUE(comes_to_let_in("ann", where)) << console();
    const std::string gate = "http://metadata.google.internal/computeMetadata/v1/instance/attributes/gate";
    EXPECT_EQ(world()
                  .ssh("ann", where,
                       "curl -s -H Metadata-Flavor:Google '" + gate +
                           "?wait_for_change=true&last_etag=0'; "
                           "curl -s -H Metadata-Flavor:Google '" +
                           gate + "?wait_for_change=true&timeout_sec=1'")
                  .output,
              "openopen")
        << "an older etag is answered at once, and nothing new when the time is over";

    auto connected = std::async(std::launch::async,
                                [&] { return world().ssh("ann", where, waiting_for("attributes/gate")).output; });
    ASSERT_TRUE(world().becomes_true([&] { return world().guest_attribute("test", "state") == "waits"; }));
    ASSERT_TRUE(hall().connect(
        "7", world().network({{"all", {}, {"0.0.0.0/0"}, Door::Way::shut}, {"tcp", {"22"}, {"0.0.0.0/0"}}})));
    EXPECT_FALSE(lets_in("ann", where));
    world().set_attribute("gate", "shut");
    EXPECT_EQ(connected.get(), "shut");
}

TEST_F(PracticeMachines, ForgetKeysWhoseTimeIsOverAndKnowWhenTheyAreTakenBack) {
    world().source.machine["instance"]["attributes"]["shutdown-script"] = "#!/bin/sh\necho goodbye\n";
    make_and_boot();
    const std::string where = world().address("1.7");
    ASSERT_TRUE(comes_to_let_in("ann", where)) << console();
    const auto with_end_in = [&](std::chrono::seconds left) {
        std::string end = to_iso(SystemClock().now() + left);
        end.replace(end.size() - 1, 1, "+0000");
        std::string line = world().key_line("bea");
        line.resize(line.rfind(' '));
        return world().key_line("ann") + line + R"( google-ssh {"userName":"bea@example.com","expireOn":")" + end +
               "\"}\n";
    };
    world().set_attribute("ssh-keys", with_end_in(std::chrono::hours(1)));
    EXPECT_TRUE(comes_to_let_in("bea", where)) << console();
    world().set_attribute("ssh-keys", with_end_in(std::chrono::seconds(2)));
    EXPECT_TRUE(world().becomes_true([&] { return !lets_in("bea", where); })) << console();
    EXPECT_TRUE(lets_in("ann", where));

    auto told =
        std::async(std::launch::async, [&] { return world().ssh("ann", where, waiting_for("preempted")).output; });
    ASSERT_TRUE(world().becomes_true([&] { return world().guest_attribute("test", "state") == "waits"; }));
    world().set_value("preempted", "TRUE");
    EXPECT_EQ(told.get(), "TRUE");
    EXPECT_TRUE(world().becomes_true([&] {
        return console().find("notice: this spot machine is being taken back") != std::string::npos;
    })) << console();
    ASSERT_TRUE(hall().power_off("7", std::chrono::seconds(30)));
    EXPECT_THAT(hall().running().value(), IsEmpty());
    EXPECT_THAT(console(), HasSubstr("shutdown-script: goodbye"));
}

TEST_F(PracticeMachines, HaveTheirExternalAddressGivenAndTaken) {
    make_and_boot();
    ASSERT_TRUE(comes_to_let_in("ann", world().address("1.7"))) << console();
    HallNetwork moved = world().open_network();
    moved.external_address = world().address("1.99");
    ASSERT_TRUE(hall().connect("7", moved));
    EXPECT_TRUE(lets_in("ann", world().address("1.99")));
    EXPECT_FALSE(lets_in("ann", world().address("1.7")));
    EXPECT_TRUE(lets_in("ann", world().address("0.7")));
    moved.external_address.clear();
    ASSERT_TRUE(hall().connect("7", moved));
    EXPECT_FALSE(lets_in("ann", world().address("1.99")));
}

TEST_F(PracticeMachines, RunTheirScriptsAtEachBootAndKeepTheirDisk) {
    world().source.machine["instance"]["attributes"]["startup-script"] =
        "#!/bin/sh\necho boot >> /root/boots\necho \"boots: $(wc -l < /root/boots)\"\n";
    world().source.machine["instance"]["attributes"]["shutdown-script"] = "#!/bin/sh\necho goodbye\n";
    make_and_boot();
    ASSERT_TRUE(world().becomes_true([&] { return console().find("startup-script: boots: 1") != std::string::npos; }))
        << console();
    ASSERT_TRUE(comes_to_let_in("ann", world().address("1.7"))) << console();
    const std::string host_key =
        world().ssh("ann", world().address("1.7"), "cat /etc/ssh/ssh_host_ed25519_key.pub").output;

    ASSERT_TRUE(hall().power_off("7", std::chrono::seconds(60)));
    EXPECT_THAT(hall().running().value(), IsEmpty());
    EXPECT_THAT(console(), HasSubstr("shutdown-script: goodbye"));
    HallMachine larger = world().machine();
    larger.memory_mib = 1024;
    boot(larger, world().open_network());
    EXPECT_TRUE(world().becomes_true([&] { return console().find("startup-script: boots: 2") != std::string::npos; }))
        << console();
    EXPECT_THAT(console(), Not(HasSubstr("boots: 1")));

    ASSERT_TRUE(hall().reset("7"));
    EXPECT_TRUE(world().becomes_true([&] { return console().find("startup-script: boots: 3") != std::string::npos; }))
        << console();
    ASSERT_TRUE(comes_to_let_in("ann", world().address("1.7"))) << console();
    EXPECT_EQ(world().ssh("ann", world().address("1.7"), "cat /etc/ssh/ssh_host_ed25519_key.pub").output, host_key);
}

TEST_F(PracticeMachines, AreCutOffWhenTheyDoNotEndInTime) {
    world().source.machine["instance"]["attributes"]["shutdown-script"] = "#!/bin/sh\nsleep infinity\n";
    make_and_boot();
    ASSERT_TRUE(comes_to_let_in("ann", world().address("1.7"))) << console();
    ASSERT_TRUE(hall().power_off("7", std::chrono::seconds(2)));
    EXPECT_THAT(hall().running().value(), IsEmpty());
}

TEST_F(PracticeMachines, AreFoundAgainByAnotherProcessAndLeaveNothing) {
    make_and_boot();
    ASSERT_TRUE(hall().make_disk("71", 10));
    ASSERT_TRUE(comes_to_let_in("ann", world().address("1.7"))) << console();
    world().begin();
    EXPECT_THAT(hall().running().value(), ElementsAre("7"));
    ASSERT_TRUE(hall().keep_only({"7"}, {"70"}));
    boot(world().machine(), world().open_network());  // twice is once
    EXPECT_THAT(hall().running().value(), ElementsAre("7"));
    EXPECT_THAT(world().left(), Not(HasSubstr("-disk-71")));
    world().set_attribute("ssh-keys", world().key_line("bea"));
    EXPECT_TRUE(comes_to_let_in("bea", world().address("1.7"))) << console();

    ASSERT_TRUE(hall().remove("7"));
    ASSERT_TRUE(hall().remove("7"));
    ASSERT_TRUE(hall().remove_disk("70"));
    ASSERT_TRUE(hall().remove_disk("70"));
    ASSERT_TRUE(hall().keep_only({}, {}));
    EXPECT_EQ(world().left(), "");
}

TEST_F(PracticeMachines, AreMadeFromACopyWithHostKeysOfTheirOwn) {
    make_and_boot();
    ASSERT_TRUE(comes_to_let_in("ann", world().address("1.7"))) << console();
    ASSERT_EQ(world().ssh("ann", world().address("1.7"), "echo kept > work && sync").exit_code, 0);
    const auto copied = hall().copy_disk("snapshot", "70", 10);
    ASSERT_TRUE(copied) << describe(copied.error());
    EXPECT_TRUE(lets_in("ann", world().address("1.7"))) << "it goes on after the copy";
    ASSERT_TRUE(hall().copy_disk("80", "snapshot", 20));
    const std::string host_key =
        world().ssh("ann", world().address("1.7"), "cat /etc/ssh/ssh_host_ed25519_key.pub").output;
    ASSERT_TRUE(hall().remove("7"));

    // The same metadata under another id.
    HallMachine second = world().machine();
    second.id = "8";
    second.boot_disk = "80";
    second.other_disks = {"70"};
    second.user_data = "#cloud-config\nruncmd:\n- touch /root/cloud-init-was-here\n";
    world().source.id = "8";
    boot(second, world().open_network());
    ASSERT_TRUE(comes_to_let_in("ann", world().address("1.7"))) << hall().console("8").value();
    EXPECT_EQ(world().ssh("ann", world().address("1.7"), "cat work /mnt/disks/70/home/ann/work").output,
              "kept\nkept\n");
    EXPECT_NE(world().ssh("ann", world().address("1.7"), "cat /etc/ssh/ssh_host_ed25519_key.pub").output, host_key);
    EXPECT_EQ(world()
                  .ssh("ann", world().address("1.7"),
                       "cloud-init status --wait > /dev/null; sudo ls /root/cloud-init-was-here")
                  .exit_code,
              0);
}

}  // namespace
}  // namespace aloft::practice
