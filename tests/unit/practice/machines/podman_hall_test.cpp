#include "practice/machines/podman_hall.hpp"

#include <gmock/gmock.h>

#include <filesystem>

#include "fakes/fake_podman.hpp"
#include "fakes/fake_system.hpp"
#include "system/files.hpp"

namespace aloft::practice {
namespace {

using fakes::FakePodman;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct HallWorld {
    fakes::TemporaryHome folder;
    Home home = folder.home();
    FakePodman podman{home.data / "podman"};
    std::vector<std::string> doors;
    PodmanHall hall{{.name = "google", .home = home, .folder = home.data / "practice"}, podman, news()};

    HallWorld() { podman.programs.insert({"nsenter", "ip", "cp", "iptables-restore"}); }

    HallNews news() {
        return {[this](const std::string& id, const std::filesystem::path&) { doors.push_back(id); },
                [this](const std::string& id) { std::erase(doors, id); }};
    }
    /// As another process would find it.
    PodmanHall another() { return {{.name = "google", .home = home, .folder = home.data / "practice"}, podman}; }

    static HallMachine machine() { return {"7", "vm", "vm.c.p.internal", "70", {}, 2, 2048, ""}; }
    static HallNetwork network() { return {"10.220.0.7", "10.220.1.7", {{"tcp", {"22"}, {"0.0.0.0/0"}}}, {}}; }
    Result<void> make() {
        if (auto made = hall.make_disk("70", 10); !made) return made;
        return hall.boot(machine(), network());
    }
    std::size_t left() const { return podman.containers.size() + podman.volumes.size() + podman.networks.size(); }
    std::size_t place(const std::string& part) const {
        const auto call =
            std::ranges::find_if(podman.calls, [&](const auto& one) { return one.find(part) != std::string::npos; });
        return static_cast<std::size_t>(call - podman.calls.begin());
    }
};

TEST(PodmanHall, PutsUpTheFirewallBeforeTheMachineStarts) {
    HallWorld world;
    ASSERT_TRUE(world.make());
    EXPECT_LT(world.place(" init aloft-practice-"), world.place("nsenter --target 4242 --net iptables-restore"));
    EXPECT_LT(world.place("iptables-restore"), world.place(" start aloft-practice-"));
    EXPECT_LT(world.place("169.254.169.254/32 dev lo"), world.place(" start aloft-practice-"));
    EXPECT_LT(world.place("10.220.1.7/32 dev eth0"), world.place(" start aloft-practice-"));
    EXPECT_THAT(world.hall.running().value(), ElementsAre("7"));
    EXPECT_THAT(world.doors, ElementsAre("7"));
}

TEST(PodmanHall, ItsMachinesSayThatTheyAreOfThePracticeCloud) {
    HallWorld world;
    ASSERT_TRUE(world.make());
    const auto create = world.place(" create --name ");
    ASSERT_LT(create, world.podman.calls.size());
    for (const std::string shown : {"motd:/etc/motd.d/aloft-practice:ro", "debian_chroot:/etc/debian_chroot:ro"})
        EXPECT_THAT(world.podman.calls[create], HasSubstr("guest/" + shown));
    std::string told;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(world.home.data / "practice"))
        if (entry.path().filename() == "motd") told += read_file(entry.path()).value();
    EXPECT_THAT(told, HasSubstr("practice cloud"));
}

TEST(PodmanHall, WithoutRootSaysWhatItCannotDo) {
    HallWorld world;
    world.podman.rootless = true;
    ASSERT_TRUE(write_file(world.home.data / "tun", "", Readable::by_owner));
    PodmanHall able({"google", world.home, world.home.data / "practice", world.home.data / "tun"}, world.podman);
    EXPECT_THAT(able.shortcomings(), IsEmpty());
    EXPECT_THAT(able.limitations(),
                Contains(HasSubstr("`sudo aloft practice start` has machines that can be reached")));
    const PodmanHall unable({"google", world.home, world.home.data / "practice", world.home.data / "none"},
                            world.podman);
    EXPECT_THAT(unable.shortcomings(), ElementsAre(HasSubstr("so machines would have no network")));
}

TEST(PodmanHall, TakesARangeOfAddressesAndKeepsIt) {
    HallWorld world;
    const auto first = world.hall.addresses();
    ASSERT_TRUE(first) << describe(first.error());
    EXPECT_EQ(*first, "10.220.0.0/16");
    EXPECT_EQ(world.another().addresses().value(), *first);
    EXPECT_EQ(world.podman.networks.size(), 1U);
}

TEST(PodmanHall, TriesTheNextRangeWhereOneIsTaken) {
    HallWorld world;
    world.podman.fail_once("--subnet 10.220.0.0/16",
                           "subnet 10.220.0.0/16 is already used on the host or by another config");
    EXPECT_EQ(world.hall.addresses().value(), "10.221.0.0/16");
}

TEST(PodmanHall, AMachineKeepsItsAddressWhereSomebodyTidiedUpTheNetwork) {
    HallWorld world;
    ASSERT_TRUE(world.hall.make_disk("70", 10));
    const auto booted = world.hall.boot(HallWorld::machine(), {"10.223.0.7", "10.223.128.7", {}, {}});
    ASSERT_TRUE(booted) << describe(booted.error());
    EXPECT_EQ(world.hall.addresses().value(), "10.223.0.0/16");
}

TEST(PodmanHall, LeavesNoMachineThatIsHalfThere) {
    HallWorld world;
    world.podman.fail_once("iptables-restore", "Bad rule");
    EXPECT_FALSE(world.make());
    EXPECT_THAT(world.podman.containers, IsEmpty());
    EXPECT_TRUE(world.make()) << "and it can be tried again";
}

TEST(PodmanHall, NeverTouchesWhatIsSomebodyElses) {
    HallWorld world;
    ASSERT_TRUE(world.make());
    for (auto& [name, volume] : world.podman.volumes) volume.labels.clear();
    for (auto& [name, container] : world.podman.containers) container.labels.clear();
    EXPECT_EQ(world.hall.remove_disk("70").error().kind, ErrorKind::conflict);
    EXPECT_EQ(world.hall.remove("7").error().kind, ErrorKind::conflict);
    ASSERT_FALSE(world.hall.boot(HallWorld::machine(), HallWorld::network()));
    EXPECT_EQ(world.podman.containers.size(), 1U);
}

TEST(PodmanHall, RefusesADiskWithSomethingElseOnIt) {
    HallWorld world;
    ASSERT_TRUE(world.hall.make_disk("70", 10));
    const std::string volume = world.podman.volumes.begin()->first;
    ASSERT_TRUE(write_file(world.podman.mountpoint(volume) / "data", "of months", Readable::by_all));
    const auto booted = world.hall.boot(HallWorld::machine(), HallWorld::network());
    ASSERT_FALSE(booted);
    EXPECT_THAT(booted.error().detail, HasSubstr("no system"));
    EXPECT_TRUE(std::filesystem::exists(world.podman.mountpoint(volume) / "data"));
}

TEST(PodmanHall, SaysWhatIsMissing) {
    HallWorld world;
    EXPECT_THAT(world.hall.shortcomings(), IsEmpty());
    world.podman.programs.erase("iptables-restore");
    EXPECT_THAT(world.hall.shortcomings(), ElementsAre(HasSubstr("apt-get install iptables")));
    world.podman.programs.erase("podman");
    EXPECT_THAT(world.hall.shortcomings(), ElementsAre(HasSubstr("podman is not installed")));
}

struct Killed {
    const char* name;
    const char* call;
    FakePodman::Moment moment;
};

class KilledHall : public testing::TestWithParam<Killed> {};

TEST_P(KilledHall, GoesOnWhereItEnded) {
    HallWorld world;
    world.podman.kill_at(GetParam().call, GetParam().moment);
    EXPECT_THROW(std::ignore = world.make(), FakePodman::Killed);
    PodmanHall next = world.another();
    ASSERT_TRUE(next.make_disk("70", 10));
    const auto booted = next.boot(HallWorld::machine(), HallWorld::network());
    ASSERT_TRUE(booted) << describe(booted.error());
    EXPECT_THAT(next.running().value(), ElementsAre("7"));
    EXPECT_EQ(world.left(), 3U);
}

TEST_P(KilledHall, LeavesNothingThatIsNotFound) {
    HallWorld world;
    world.podman.kill_at(GetParam().call, GetParam().moment);
    EXPECT_THROW(std::ignore = world.make(), FakePodman::Killed);
    const auto cleared = world.another().keep_only({}, {});
    ASSERT_TRUE(cleared) << describe(cleared.error());
    EXPECT_EQ(world.left(), 0U);
}

INSTANTIATE_TEST_SUITE_P(EveryCall, KilledHall,
                         testing::Values(Killed{"InVolumeCreate", "volume create", FakePodman::Moment::after},
                                         Killed{"InImport", "volume import", FakePodman::Moment::halfway},
                                         Killed{"AfterImport", "volume import", FakePodman::Moment::after},
                                         Killed{"AfterNetwork", "network create", FakePodman::Moment::after},
                                         Killed{"BeforeCreate", " create --name", FakePodman::Moment::before},
                                         Killed{"AfterCreate", " create --name", FakePodman::Moment::after},
                                         Killed{"AfterInit", " init ", FakePodman::Moment::after},
                                         Killed{"InWiring", "iptables-restore", FakePodman::Moment::before},
                                         Killed{"BeforeStart", " start ", FakePodman::Moment::before},
                                         Killed{"AfterStart", " start ", FakePodman::Moment::after}),
                         [](const auto& instantiated) { return instantiated.param.name; });

}  // namespace
}  // namespace aloft::practice
