#include "clouds/local/container_instance.hpp"

#include <sys/stat.h>

#include "container_world.hpp"

namespace aloft::local {
namespace {

using fakes::FakePodman;
using testing::Contains;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

TEST(ContainerInstance, SaysHowToReachItAndWhatItHas) {
    ContainerWorld world;
    world.make_up_to(ResourceKind::instance);
    const auto found = world.containers.find(world.ref(ResourceKind::instance));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->condition, Condition::ready);
    EXPECT_EQ(found->labels, world.labels);
    const std::map<std::string, std::string> expected{
        {"host", "127.0.0.1"}, {"port", "20123"}, {"user", "aloft"}, {"address", "10.89.0.2"},
        {"cpus", "2"},         {"memory", "2GB"}, {"gpu", ""}};
    EXPECT_EQ(found->properties, expected);
}

TEST(ContainerInstance, TheSeedIsForRootAloneAndHoldsTheKeys) {
    ContainerWorld world;
    world.make_up_to(ResourceKind::instance);
    EXPECT_THAT(content(world.seed("meta-data")), HasSubstr("local-hostname: box"));
    EXPECT_THAT(content(world.seed("user-data")), HasSubstr("    PRIVATE LINE 1\n    PRIVATE LINE 2\n"));
    EXPECT_THAT(content(world.seed("user-data")), HasSubstr("'ssh-ed25519 AAAA me'"));
    struct stat status{};
    ASSERT_EQ(::stat(world.seed("user-data").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600U);
}

TEST(ContainerInstance, NoSecretStandsOnACommandLine) {
    ContainerWorld world;
    world.make_up_to(ResourceKind::instance);
    EXPECT_THAT(world.podman.calls, Each(Not(HasSubstr("PRIVATE"))));
}

TEST(ContainerInstance, MadeAnewItDoesNotBringBackTheFirstHostKey) {
    ContainerWorld world;
    world.make_up_to(ResourceKind::instance);
    // What the machine does once it has a host key of its own.
    ASSERT_TRUE(write_file(world.seed("user-data"), "#cloud-config\n", Readable::by_owner));
    ASSERT_TRUE(world.containers.remove(world.ref(ResourceKind::instance)));
    ASSERT_TRUE(world.ensure(ResourceKind::instance));
    EXPECT_EQ(content(world.seed("user-data")), "#cloud-config\n");
}

TEST(ContainerInstance, OtherKeysAreOtherInstancesForCloudInit) {
    ContainerWorld world;
    world.make_up_to(ResourceKind::instance);
    const std::string before = content(world.seed("meta-data"));
    ASSERT_TRUE(world.containers.remove(world.ref(ResourceKind::instance)));
    world.found.front().properties["public_key"] = "ssh-ed25519 CCCC me";
    ASSERT_TRUE(world.ensure(ResourceKind::instance));
    EXPECT_NE(content(world.seed("meta-data")), before);
    EXPECT_THAT(content(world.seed("user-data")), HasSubstr("CCCC"));
}

TEST(ContainerInstance, AFirstHostKeyThatIsUsedUpDoesNotGoToANewDisk) {
    ContainerWorld world;
    world.make_up_to(ResourceKind::disk);
    std::filesystem::remove(world.found.front().properties.at("first_host_key_file"));
    const auto made = world.ensure(ResourceKind::instance);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().kind, ErrorKind::not_found);
    EXPECT_THAT(made.error().hint, HasSubstr("aloft down"));
    EXPECT_TRUE(world.podman.containers.empty());
}

TEST(ContainerInstance, LinksOnTheDiskLeadNowhere) {
    ContainerWorld world;
    world.make_up_to(ResourceKind::disk);
    const auto outside = world.home.data / "outside";
    std::filesystem::create_directories(outside);
    std::filesystem::create_directories(world.disk() / "var/lib");
    std::filesystem::create_directory_symlink(outside, world.disk() / "var/lib/cloud");
    const auto made = world.ensure(ResourceKind::instance);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().kind, ErrorKind::conflict);
    EXPECT_TRUE(std::filesystem::is_empty(outside));
}

struct Interrupted {
    const char* name;
    const char* call;
    FakePodman::Moment moment;
};

class InterruptedInstance : public testing::TestWithParam<Interrupted> {};

TEST_P(InterruptedInstance, IsMendedByTheNextTry) {
    ContainerWorld world;
    world.make_up_to(ResourceKind::disk);
    world.podman.kill_at(GetParam().call, GetParam().moment);
    EXPECT_THROW(std::ignore = world.ensure(ResourceKind::instance), FakePodman::Killed);
    const auto made = world.ensure(ResourceKind::instance);
    ASSERT_TRUE(made) << describe(made.error());
    EXPECT_EQ(made->condition, Condition::ready);
    EXPECT_EQ(world.podman.containers.size(), 1U);
    EXPECT_EQ(world.podman.volumes.size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(EveryCall, InterruptedInstance,
                         testing::Values(Interrupted{"BeforeLooking", "container inspect", FakePodman::Moment::before},
                                         Interrupted{"BeforeRun", "run --detach", FakePodman::Moment::before},
                                         Interrupted{"InRun", "run --detach", FakePodman::Moment::halfway},
                                         Interrupted{"AfterRun", "run --detach", FakePodman::Moment::after}),
                         [](const auto& instantiated) { return instantiated.param.name; });

TEST(ContainerInstance, ACreatedOneIsPartial) {
    ContainerWorld world;
    world.make_up_to(ResourceKind::instance);
    world.podman.containers.begin()->second.state = "created";
    EXPECT_EQ(world.condition(ResourceKind::instance), Condition::partial);
}

TEST(ContainerInstance, AStoppedOneIsStartedByEnsure) {
    ContainerWorld world;
    world.make_up_to(ResourceKind::instance);
    ASSERT_TRUE(world.containers.stop(world.ref(ResourceKind::instance)));
    EXPECT_EQ(world.condition(ResourceKind::instance), Condition::stopped);
    world.podman.calls.clear();
    EXPECT_EQ(world.ensure(ResourceKind::instance)->condition, Condition::ready);
    EXPECT_EQ(world.podman.count_calls("podman run"), 0U);
}

TEST(ContainerInstance, APausedOneRunsOn) {
    ContainerWorld world;
    world.make_up_to(ResourceKind::instance);
    world.podman.containers.begin()->second.state = "paused";
    EXPECT_EQ(world.condition(ResourceKind::instance), Condition::stopped);
    EXPECT_EQ(world.containers.start(world.ref(ResourceKind::instance), {{}, [](std::string_view) {}})->condition,
              Condition::ready);
}

TEST(ContainerInstance, SomebodyElsesContainerOfTheNameIsNeverTouched) {
    ContainerWorld world;
    world.make_up_to(ResourceKind::disk);
    FakePodman::Container theirs;
    theirs.state = "running";
    world.podman.containers["aloft-box-me"] = theirs;
    for (const auto& error : {world.ensure(ResourceKind::instance).error(),
                              world.containers.remove(world.ref(ResourceKind::instance)).error()}) {
        EXPECT_EQ(error.kind, ErrorKind::conflict);
        EXPECT_THAT(error.detail, HasSubstr("not ours"));
        EXPECT_FALSE(error.hint.empty());
    }
    EXPECT_EQ(world.podman.containers.at("aloft-box-me").state, "running");
}

TEST(ContainerInstance, OneMadeMeanwhileByAnotherOfUsIsTakenOver) {
    ContainerWorld world;
    world.make_up_to(ResourceKind::instance);
    const auto ours = world.podman.containers;
    world.podman.containers.clear();
    world.podman.fail_once(
        "run --detach",
        "creating container storage: the container name \"aloft-box-me\" is already in use by 0123: that name is already in use");
    // The look before the run sees nothing, the look after it sees what the other has made by then.
    struct MadeMeanwhile final : Processes {
        FakePodman& podman;
        std::map<std::string, FakePodman::Container> others;
        MadeMeanwhile(FakePodman& fake, std::map<std::string, FakePodman::Container> containers)
            : podman(fake), others(std::move(containers)) {}
        Result<Finished> run(const Command& command) override {
            auto finished = podman.run(command);
            if (std::ranges::find(command.argv, "--detach") != command.argv.end()) podman.containers = others;
            return finished;
        }
        Result<int> run_attached(const Command& command) override { return podman.run_attached(command); }
        std::optional<std::string> find_program(std::string_view name) override { return podman.find_program(name); }
    } meanwhile{world.podman, ours};
    const auto made = ContainerInstance(world.home, meanwhile)
                          .ensure(world.resource(ResourceKind::instance), {world.found, [](std::string_view) {}});
    ASSERT_TRUE(made) << describe(made.error());
    EXPECT_EQ(made->condition, Condition::ready);
}

TEST(ContainerInstance, ATakenPortIsAConflictWithWords) {
    ContainerWorld world;
    world.make_up_to(ResourceKind::disk);
    world.podman.fail_once("run --detach", "rootlessport listen tcp 127.0.0.1:20123: bind: address already in use",
                           126);
    const auto made = world.ensure(ResourceKind::instance);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().kind, ErrorKind::conflict);
    EXPECT_THAT(made.error().detail, HasSubstr("20123"));
    EXPECT_FALSE(made.error().hint.empty());
}

TEST(ContainerInstance, WithoutItsDiskNothingIsMade) {
    ContainerWorld world;
    world.make_up_to(ResourceKind::disk);
    ASSERT_TRUE(world.containers.remove(world.ref(ResourceKind::disk)));
    const auto made = world.ensure(ResourceKind::instance);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().kind, ErrorKind::not_found);
    EXPECT_TRUE(world.podman.volumes.empty()) << "podman made an empty volume in silence";
}

TEST(ContainerInstance, TheDiskCountsAsUsedByItsContainer) {
    ContainerWorld world;
    world.make_up_to(ResourceKind::instance);
    const auto removed = world.containers.remove(world.ref(ResourceKind::disk));
    ASSERT_FALSE(removed);
    EXPECT_EQ(removed.error().kind, ErrorKind::conflict);
}

TEST(ContainerInstance, TheConsoleIsTheJournalWhileItRunsAndTheLogAfterwards) {
    ContainerWorld world;
    world.make_up_to(ResourceKind::instance);
    EXPECT_EQ(world.containers.console(world.ref(ResourceKind::instance)), "the journal\n");
    ASSERT_TRUE(world.containers.stop(world.ref(ResourceKind::instance)));
    EXPECT_EQ(world.containers.console(world.ref(ResourceKind::instance)), "the log\n");
}

struct WordsCase {
    const char* name;
    Limits limits;
    const char* gpu;
    std::vector<std::string> with;
    std::vector<std::string> without;
};

class RunWords : public testing::TestWithParam<WordsCase> {};

TEST_P(RunWords, FollowTheWishAndWhatTheComputerAllows) {
    Resource wished;
    wished.ref.name = "aloft-box-me";
    wished.labels = {"box", "plan-1", "me"};
    wished.properties = {{"cpus", {"2", WhenChanged::replace}},
                         {"memory", {"2GB", WhenChanged::replace}},
                         {"gpu", {GetParam().gpu, WhenChanged::replace}}};
    Capabilities able;
    able.limits = GetParam().limits;
    const auto words = run_words(wished, {"net", "disk", "/folder", "20123"}, able);
    for (const std::string& word : GetParam().with) EXPECT_THAT(words, Contains(word));
    for (const std::string& word : GetParam().without) EXPECT_THAT(words, Not(Contains(word)));
    EXPECT_EQ(words.back(), "/sbin/init");
}

INSTANTIATE_TEST_SUITE_P(
    Table, RunWords,
    testing::Values(
        WordsCase{
            "Limits",
            Limits::enforced,
            "",
            {"--memory", "2147483648b", "--cpus", "1073741824b", "127.0.0.1:20123:22", "disk:/run/aloft/disk:ro,bind"},
            {"--device"}},
        WordsCase{
            "NoLimits", Limits::only_named, "", {"--shm-size", "aloft-cpus=2"}, {"--memory", "--cpus", "--pids-limit"}},
        WordsCase{"Gpus", Limits::enforced, "0,3", {"nvidia.com/gpu=0", "nvidia.com/gpu=3"}, {}}),
    [](const auto& instantiated) { return instantiated.param.name; });

}  // namespace
}  // namespace aloft::local
