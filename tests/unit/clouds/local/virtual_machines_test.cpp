#include "clouds/local/virtual_machines.hpp"

#include "vm_world.hpp"

namespace aloft::local {
namespace {

using fakes::FakeQemu;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

TEST(VmBlueprint, NamesEverythingInTheOrderOfItsNeeds) {
    const VmWorld world;
    std::vector<ResourceKind> kinds;
    for (const Resource& one : world.blueprint.resources) {
        kinds.push_back(one.ref.kind);
        EXPECT_EQ(one.ref.place, "vm");
    }
    EXPECT_THAT(kinds,
                ElementsAre(ResourceKind::image, ResourceKind::port, ResourceKind::disk, ResourceKind::instance));
    EXPECT_EQ(world.resource(ResourceKind::image).belongs, Belongs::to_cache);
    EXPECT_EQ(world.resource(ResourceKind::disk).properties.at("size"), (Property{"3GB", WhenChanged::grow}));
    EXPECT_EQ(world.resource(ResourceKind::disk).properties.at("base").when_changed, WhenChanged::keep);
    EXPECT_EQ(world.resource(ResourceKind::instance).properties.at("cpus"), (Property{"2", WhenChanged::replace}));
    EXPECT_THAT(world.resource(ResourceKind::instance).needs, Contains(world.ref(ResourceKind::disk)));
}

TEST(VmOffer, IsRefusedGpusAndDisksThatTheBaseDoesNotFitOn) {
    VmWorld world;
    Offer offer = world.offer;
    offer.gpu = GpuWish{"any", 1};
    EXPECT_EQ(world.machines.complete(offer).error().kind, ErrorKind::bad_input);
    EXPECT_THAT(world.machines.complete(offer).error().hint, HasSubstr("container"));
    offer = world.offer;
    offer.disk = gibibytes(1);
    EXPECT_THAT(world.machines.complete(offer).error().hint, HasSubstr("2GB"));
}

TEST(VmOffer, WarnsOfEmulation) {
    const VmWorld world;
    EXPECT_THAT(world.offer.warnings, ElementsAre(HasSubstr("ten times slower")));
}

TEST(VirtualMachine, IsMadeAsWishedAndFoundSo) {
    VmWorld world;
    world.make();
    EXPECT_THAT(world.computer.running(), ElementsAre("aloft-box-me"));
    const Found instance = world.look(ResourceKind::instance);
    EXPECT_EQ(instance.condition, Condition::ready);
    EXPECT_EQ(instance.labels, world.labels);
    for (const auto& [name, value] : std::map<std::string, std::string>{
             {"cpus", "2"}, {"memory", "1GB"}, {"user", "aloft"}, {"host", "127.0.0.1"}, {"port", "20123"}})
        EXPECT_EQ(instance.properties.at(name), value) << name;
    EXPECT_EQ(world.look(ResourceKind::disk).properties.at("size"), "3GB");
    EXPECT_EQ(world.look(ResourceKind::disk).labels, world.labels);
}

TEST(VirtualMachine, MadeTwiceIsMadeOnce) {
    VmWorld world;
    world.make();
    const auto calls = world.computer.calls.size();
    world.make();
    // The recipe of the base is read again; nothing is done.
    EXPECT_EQ(world.computer.calls.size(), calls);
}

TEST(VirtualMachine, GetsItsKeysOnADriveThatOnlyTheOwnerCanRead) {
    VmWorld world;
    world.make();
    const auto seed = read_file(world.disk().seed_drive());
    ASSERT_TRUE(seed);
    EXPECT_THAT(*seed, testing::AllOf(HasSubstr("ssh-ed25519 AAAA me"), HasSubstr("PRIVATE LINE 2"),
                                      HasSubstr("local-hostname: box")));
    const auto permissions = std::filesystem::status(world.disk().seed_drive()).permissions();
    EXPECT_EQ(permissions & (std::filesystem::perms::group_all | std::filesystem::perms::others_all),
              std::filesystem::perms::none);
    for (const std::string& call : world.computer.calls) EXPECT_THAT(call, Not(HasSubstr("PRIVATE")));
}

TEST(VirtualMachine, KeepsItsSeedWhenTheFirstHostKeyIsThrownAway) {
    VmWorld world;
    world.make();
    const auto seed = read_file(world.disk().seed_drive());
    ASSERT_TRUE(world.machines.remove(world.ref(ResourceKind::instance)));
    std::erase_if(world.found, [](const Found& one) { return one.ref.kind == ResourceKind::key; });
    Found key = world.key();
    key.properties["first_host_public_key"] = "";
    world.found.push_back(key);
    ASSERT_TRUE(world.ensure(ResourceKind::instance));
    EXPECT_EQ(read_file(world.disk().seed_drive()), seed);
}

TEST(VirtualMachine, IsSwitchedOffByItsPowerButtonAndOnAgain) {
    VmWorld world;
    world.make();
    const auto stopped = world.machines.stop(world.ref(ResourceKind::instance));
    ASSERT_TRUE(stopped);
    EXPECT_EQ(stopped->condition, Condition::stopped);
    EXPECT_THAT(world.computer.monitored, ElementsAre(HasSubstr("system_powerdown")));
    EXPECT_EQ(world.count_calls("kill"), 0U);
    EXPECT_EQ(world.machines.stop(world.ref(ResourceKind::instance))->condition, Condition::stopped);
    EXPECT_EQ(world.machines.start(world.ref(ResourceKind::instance), {})->condition, Condition::ready);
    EXPECT_EQ(world.machines.start(world.ref(ResourceKind::instance), {})->condition, Condition::ready);
    EXPECT_THAT(world.computer.running(), SizeIs(1));
}

TEST(VirtualMachine, ThatDoesNotNoticeThePowerButtonIsAskedAgainAndThenEnded) {
    VmWorld world;
    world.make();
    world.computer.guest = FakeQemu::Guest::ignores_power_button;
    EXPECT_EQ(world.machines.stop(world.ref(ResourceKind::instance))->condition, Condition::stopped);
    EXPECT_GT(world.computer.monitored.size(), 3U);
    EXPECT_EQ(world.count_calls("kill TERM"), 1U);
    EXPECT_EQ(world.count_calls("kill KILL"), 0U);
}

TEST(VirtualMachine, ThatHangsIsKilled) {
    VmWorld world;
    world.make();
    world.computer.guest = FakeQemu::Guest::hangs;
    EXPECT_EQ(world.machines.stop(world.ref(ResourceKind::instance))->condition, Condition::stopped);
    EXPECT_EQ(world.count_calls("kill KILL"), 1U);
}

TEST(VirtualMachine, IsStoppedAfterTheComputersRebootAndStartsAgain) {
    VmWorld world;
    world.make();
    world.computer.lose_power();
    EXPECT_EQ(world.condition(ResourceKind::instance), Condition::stopped);
    EXPECT_EQ(world.machines.start(world.ref(ResourceKind::instance), {})->condition, Condition::ready);
}

TEST(VirtualMachine, WhoseFolderIsGoneIsFoundByItsProcessAndRemoved) {
    VmWorld world;
    world.make();
    std::filesystem::remove_all(world.home.data / "vms");
    EXPECT_EQ(world.condition(ResourceKind::instance), Condition::partial);
    const auto owned = world.machines.owned("me");
    ASSERT_TRUE(owned);
    const Found* instance = of_kind(*owned, ResourceKind::instance);
    ASSERT_NE(instance, nullptr);
    EXPECT_EQ(instance->labels.machine, "box");
    ASSERT_TRUE(world.machines.remove(instance->ref));
    EXPECT_THAT(world.computer.running(), IsEmpty());
}

TEST(VirtualMachine, OfAnotherOwnerIsNotOurs) {
    VmWorld world;
    world.make();
    EXPECT_THAT(world.machines.owned("me").value(), SizeIs(3));
    EXPECT_THAT(world.machines.owned("you").value(), IsEmpty());
}

TEST(VirtualMachine, RemovedIsGoneWholeAndRemovedTwiceIsFine) {
    VmWorld world;
    world.make();
    world.unmake();
    world.unmake();
    EXPECT_THAT(world.leftovers(), IsEmpty());
    EXPECT_THAT(world.computer.running(), IsEmpty());
    EXPECT_EQ(world.condition(ResourceKind::image), Condition::ready);
    ASSERT_TRUE(world.machines.remove(world.ref(ResourceKind::image)));
    EXPECT_THAT(world.cached(), IsEmpty());
}

TEST(VirtualMachine, LosesNothingWhenItsBaseGoes) {
    VmWorld world;
    world.make();
    ASSERT_TRUE(world.machines.stop(world.ref(ResourceKind::instance)));
    std::filesystem::remove_all(world.home.cache);
    EXPECT_EQ(world.machines.start(world.ref(ResourceKind::instance), {})->condition, Condition::ready);
}

TEST(VirtualMachine, WithoutItsDiskSaysSo) {
    VmWorld world;
    world.make();
    ASSERT_TRUE(world.machines.stop(world.ref(ResourceKind::instance)));
    ASSERT_TRUE(world.machines.remove(world.ref(ResourceKind::disk)));
    const auto started = world.machines.start(world.ref(ResourceKind::instance), {});
    ASSERT_FALSE(started);
    EXPECT_THAT(started.error().detail, HasSubstr("disk is gone"));
}

TEST(VirtualMachine, WithoutQemuNamesThePackage) {
    VmWorld world;
    world.computer.programs.erase("qemu-system-x86_64");
    world.computer.programs.erase("qemu-system-aarch64");
    EXPECT_THROW(world.make(), std::runtime_error);
    const auto made = world.ensure(ResourceKind::instance);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().kind, ErrorKind::missing_tool);
    EXPECT_THAT(made.error().hint, HasSubstr("apt-get install qemu-system-"));
}

TEST(VmDisk, GrowsAndNeverShrinks) {
    VmWorld world;
    world.make();
    Resource disk = world.resource(ResourceKind::disk);
    disk.properties["size"].value = "5GB";
    EXPECT_EQ(world.machines.change(disk, {})->properties.at("size"), "5GB");
    EXPECT_THAT(world.computer.monitored,
                ElementsAre(testing::AllOf(HasSubstr("block_resize"), HasSubstr("5368709120"))));
    disk.properties["size"].value = "4GB";
    EXPECT_EQ(world.machines.change(disk, {}).error().kind, ErrorKind::bad_input);
    EXPECT_EQ(world.look(ResourceKind::disk).properties.at("size"), "5GB");

    ASSERT_TRUE(world.machines.stop(world.ref(ResourceKind::instance)));
    world.computer.monitored.clear();
    disk.properties["size"].value = "6GB";
    EXPECT_EQ(world.machines.change(disk, {})->properties.at("size"), "6GB");
    EXPECT_THAT(world.computer.monitored, IsEmpty());
}

TEST(VmDisk, IsNotTakenFromUnderARunningMachine) {
    VmWorld world;
    world.make();
    EXPECT_EQ(world.machines.remove(world.ref(ResourceKind::disk)).error().kind, ErrorKind::conflict);
    EXPECT_EQ(world.condition(ResourceKind::disk), Condition::ready);
}

TEST(VmDisk, ThatFindsNoRoomLeavesNothing) {
    VmWorld world;
    world.computer.refusals["cp"] = "cp: error writing 'disk': No space left on device";
    ASSERT_TRUE(world.ensure(ResourceKind::image));
    const auto made = world.ensure(ResourceKind::disk);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().kind, ErrorKind::no_capacity);
    EXPECT_EQ(world.condition(ResourceKind::disk), Condition::absent);
    EXPECT_THAT(world.leftovers(), IsEmpty());
}

TEST(VmBase, IsMadeOnceAndCached) {
    VmWorld world;
    ASSERT_TRUE(world.ensure(ResourceKind::image));
    ASSERT_TRUE(world.ensure(ResourceKind::image));
    EXPECT_EQ(world.count_calls("build.sh"), 1U);
    EXPECT_THAT(world.cached(), SizeIs(1));
}

TEST(VmBase, ThatCannotBeMadeSaysWhyInTheBuildersWords) {
    VmWorld world;
    world.computer.refusals["sh"] = "I: fine\nE: Failed to fetch http://mirror/x\nI: removing tempdir";
    const auto made = world.ensure(ResourceKind::image);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().kind, ErrorKind::unreachable);
    EXPECT_EQ(made.error().detail, "mmdebstrap: Failed to fetch http://mirror/x");
    EXPECT_THAT(world.cached(), IsEmpty());
}

TEST(VmBase, OfAnotherRecipeThanThePlansIsNotMade) {
    VmWorld world;
    Resource image = world.resource(ResourceKind::image);
    image.ref.name = "vm-0123456789";
    EXPECT_EQ(world.machines.ensure(image, world.circumstances()).error().kind, ErrorKind::conflict);
}

// What comes after a kill at any call, at any moment of it.

struct Deed {
    const char* name;
    std::function<void(VmWorld&)> prepare;
    std::function<void(VmWorld&)> act;
    std::function<void(VmWorld&)> expect;
};

void stop(VmWorld& world) {
    if (const auto stopped = world.machines.stop(world.ref(ResourceKind::instance)); !stopped)
        throw std::runtime_error(describe(stopped.error()));
}

void start(VmWorld& world) {
    if (const auto started = world.machines.start(world.ref(ResourceKind::instance), {}); !started)
        throw std::runtime_error(describe(started.error()));
}

const std::vector<Deed>& deeds() {
    const auto runs = [](VmWorld& world) {
        EXPECT_THAT(world.computer.running(), ElementsAre("aloft-box-me"));
        for (const Resource& one : world.blueprint.resources)
            EXPECT_EQ(world.condition(one.ref.kind), Condition::ready);
        EXPECT_THAT(world.leftovers(), SizeIs(3));
        EXPECT_EQ(world.look(ResourceKind::disk).properties.at("size"), "3GB");
        EXPECT_EQ(std::filesystem::file_size(world.disk().kernel()), std::string_view("kernel").size());
    };
    static const std::vector<Deed> all = {
        {"make", [](VmWorld&) {}, [](VmWorld& world) { world.make(); }, runs},
        {"start", [](VmWorld& world) { world.make(), stop(world); }, start, runs},
        {"stop a machine that hangs",
         [](VmWorld& world) {
             world.make();
             world.computer.guest = FakeQemu::Guest::hangs;
         },
         stop,
         [](VmWorld& world) {
             EXPECT_THAT(world.computer.running(), IsEmpty());
             EXPECT_EQ(world.condition(ResourceKind::instance), Condition::stopped);
         }},
        {"unmake a machine that hangs",
         [](VmWorld& world) {
             world.make();
             world.computer.guest = FakeQemu::Guest::hangs;
         },
         [](VmWorld& world) { world.unmake(); },
         [](VmWorld& world) {
             EXPECT_THAT(world.computer.running(), IsEmpty());
             EXPECT_THAT(world.leftovers(), IsEmpty());
         }},
    };
    return all;
}

TEST(VirtualMachine, KilledAtAnyCallIsFinishedByTheNextOne) {
    for (const Deed& deed : deeds()) {
        VmWorld counting;
        deed.prepare(counting);
        const std::size_t first = counting.computer.calls.size();
        deed.act(counting);
        const std::size_t last = counting.computer.calls.size();
        ASSERT_GT(last, first) << deed.name;
        for (std::size_t call = first; call < last; ++call)
            for (const auto moment : {FakeQemu::Moment::before, FakeQemu::Moment::halfway, FakeQemu::Moment::after}) {
                SCOPED_TRACE(std::string(deed.name) + ", killed at call " + counting.computer.calls[call]);
                VmWorld world;
                deed.prepare(world);
                world.computer.kill_at(call, moment);
                EXPECT_THROW(deed.act(world), FakeQemu::Killed);
                deed.act(world);
                deed.expect(world);
            }
    }
}

TEST(VirtualMachine, KilledWhileMadeIsRemovedWholeByTheNextCall) {
    VmWorld counting;
    counting.make();
    for (std::size_t call = 0; call < counting.computer.calls.size(); ++call)
        for (const auto moment : {FakeQemu::Moment::before, FakeQemu::Moment::halfway, FakeQemu::Moment::after}) {
            SCOPED_TRACE("killed at call " + counting.computer.calls[call]);
            VmWorld world;
            world.computer.kill_at(call, moment);
            EXPECT_THROW(world.make(), FakeQemu::Killed);
            const auto owned = world.machines.owned("me");
            ASSERT_TRUE(owned);
            for (const Found& one : *owned) EXPECT_EQ(one.labels.machine, "box");
            world.unmake();
            EXPECT_THAT(world.leftovers(), IsEmpty());
            EXPECT_THAT(world.computer.running(), IsEmpty());
            EXPECT_THAT(world.machines.owned("me").value(), IsEmpty());
        }
}

}  // namespace
}  // namespace aloft::local
