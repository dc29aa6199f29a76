#include "clouds/local/capabilities.hpp"

#include "container_world.hpp"

namespace aloft::local {
namespace {

using fakes::FakePodman;
using testing::Contains;
using testing::HasSubstr;

struct World {
    fakes::TemporaryHome folder;
    Home home = folder.home();
    FakePodman podman{home.data / "podman"};
};

struct Case {
    const char* name;
    void (*arrange)(FakePodman&);
    const char* runtime;
    Limits limits;
    ProcessLimits process_limits;
};

class Probe : public testing::TestWithParam<Case> {};

TEST_P(Probe, FindsWhatWorks) {
    World world;
    GetParam().arrange(world.podman);
    const auto able = capabilities(world.home, world.podman);
    ASSERT_TRUE(able) << describe(able.error());
    EXPECT_EQ(able->runtime, GetParam().runtime);
    EXPECT_EQ(able->limits, GetParam().limits);
    EXPECT_EQ(able->process_limits, GetParam().process_limits);
    EXPECT_EQ(able->version, "4.3.1");
    EXPECT_TRUE(world.podman.containers.empty());
}

INSTANTIATE_TEST_SUITE_P(
    Computers, Probe,
    testing::Values(Case{"Ordinary", [](FakePodman&) {}, "", Limits::enforced, ProcessLimits::podmans},
                    Case{"OnlyRunc", [](FakePodman& podman) { podman.working_runtimes = {"runc"}; }, "runc",
                         Limits::enforced, ProcessLimits::podmans},
                    Case{"LimitsNotRaised",
                         [](FakePodman& podman) {
                             podman.working_runtimes = {"runc"};
                             podman.may_raise_limits = false;
                         },
                         "runc", Limits::enforced, ProcessLimits::ours},
                    Case{"NoControllers", [](FakePodman& podman) { podman.enforces_limits = false; }, "",
                         Limits::only_named, ProcessLimits::podmans}),
    [](const auto& instantiated) { return instantiated.param.name; });

TEST(Capabilities, AreTriedOnce) {
    World world;
    const auto first = capabilities(world.home, world.podman);
    world.podman.calls.clear();
    EXPECT_EQ(capabilities(world.home, world.podman), first);
    EXPECT_TRUE(world.podman.calls.empty());
}

TEST(Capabilities, WhatDoesNotWorkIsTriedAgain) {
    World world;
    world.podman.working_runtimes = {};
    const auto broken = capabilities(world.home, world.podman);
    ASSERT_FALSE(broken);
    EXPECT_EQ(broken.error().kind, ErrorKind::missing_tool);
    EXPECT_FALSE(broken.error().hint.empty());
    EXPECT_TRUE(world.podman.containers.empty()) << "a refused probe stays behind";
    world.podman.working_runtimes = {"crun"};
    EXPECT_TRUE(capabilities(world.home, world.podman));
}

TEST(Capabilities, AnInterruptedProbeIsClearedByTheNext) {
    World world;
    world.podman.kill_at("run --rm", FakePodman::Moment::halfway);
    EXPECT_THROW(std::ignore = capabilities(world.home, world.podman), FakePodman::Killed);
    EXPECT_EQ(world.podman.containers.size(), 1U);
    EXPECT_TRUE(capabilities(world.home, world.podman));
    EXPECT_TRUE(world.podman.containers.empty());
}

TEST(Capabilities, ATornMemoryIsForgotten) {
    World world;
    ASSERT_TRUE(capabilities(world.home, world.podman));
    ASSERT_TRUE(write_file(world.home.cache / "podman.json", "{\"key\": 3", Readable::by_owner));
    EXPECT_TRUE(capabilities(world.home, world.podman));
}

TEST(Capabilities, AreTriedWhereTheCacheReallyLies) {
    World world;
    ASSERT_TRUE(make_private_folder(world.home.cache));
    const std::filesystem::path link = world.home.cache.string() + "-link";
    std::filesystem::create_directory_symlink(world.home.cache, link);
    Home behind_a_link = world.home;
    behind_a_link.cache = link;
    ASSERT_TRUE(capabilities(behind_a_link, world.podman));
    EXPECT_THAT(world.podman.calls, Contains(HasSubstr("--rootfs " + (world.home.cache / "probe").string())));
}

TEST(Capabilities, WithoutPodmanTheHintInstallsIt) {
    World world;
    world.podman.programs.clear();
    const auto able = capabilities(world.home, world.podman);
    ASSERT_FALSE(able);
    EXPECT_EQ(able.error().kind, ErrorKind::missing_tool);
    EXPECT_THAT(able.error().hint, HasSubstr("apt-get install"));
}

TEST(Checks, EachThatIsNotGoodHasAHint) {
    for (const bool installed : {true, false}) {
        ContainerWorld world;
        if (!installed) world.podman.programs.clear();
        const auto checks = world.containers.checks();
        EXPECT_GE(checks.size(), 4U);
        for (const Check& check : checks)
            EXPECT_EQ(check.verdict == Check::Verdict::good, check.hint.empty())
                << check.subject << ": " << check.detail;
        EXPECT_EQ(checks.front().verdict, installed ? Check::Verdict::good : Check::Verdict::bad);
    }
}

}  // namespace
}  // namespace aloft::local
