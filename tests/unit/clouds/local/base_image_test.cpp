#include "clouds/local/base_image.hpp"

#include <thread>

#include "container_world.hpp"

namespace aloft::local {
namespace {

using fakes::FakePodman;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> files_in_cache(const ContainerWorld& world) {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(world.home.cache / "base"))
        names.push_back(entry.path().filename());
    return names;
}

TEST(BaseImage, IsMadeOnceAndCached) {
    ContainerWorld world;
    ASSERT_TRUE(world.ensure(ResourceKind::image));
    ASSERT_TRUE(world.ensure(ResourceKind::image));
    EXPECT_EQ(world.podman.count_calls("build.sh"), 1U);
    EXPECT_THAT(files_in_cache(world), testing::ElementsAre(world.ref(ResourceKind::image).name + ".tar"));
    EXPECT_THAT(world.progress, Contains("installing packages..."));
}

TEST(BaseImage, TwoAtOnceMakeItOnce) {
    ContainerWorld world;
    const auto make = [&] {
        const auto made =
            BaseImage(world.home, world.podman).ensure(world.resource(ResourceKind::image), [](std::string_view) {});
        EXPECT_TRUE(made && made->condition == Condition::ready);
    };
    std::vector<std::jthread> both;
    for (int i = 0; i < 2; ++i) both.emplace_back(make);
    both.clear();
    EXPECT_EQ(world.podman.count_calls("build.sh"), 1U);
}

TEST(BaseImage, AnotherRecipeIsAnotherName) {
    BaseRecipe recipe;
    recipe.files = {{"packages", "systemd"}, {"sources.list", "deb a b c"}};
    const std::string name = recipe.name();
    EXPECT_THAT(name, testing::MatchesRegex("container-[0-9a-f]+"));
    EXPECT_EQ(recipe.name(), name);
    for (const char* file : {"packages", "sources.list", "certificates/ca.crt"}) {
        BaseRecipe other = recipe;
        other.files[file] += "x";
        EXPECT_NE(other.name(), name) << file;
    }
    recipe.from_own_sources = true;
    EXPECT_NE(recipe.name(), name);
}

TEST(BaseImage, ACutBuildLeavesNothingThatCounts) {
    ContainerWorld world;
    world.podman.kill_at("build.sh", FakePodman::Moment::halfway);
    EXPECT_THROW(std::ignore = world.ensure(ResourceKind::image), FakePodman::Killed);
    EXPECT_EQ(world.condition(ResourceKind::image), Condition::absent);
    EXPECT_EQ(world.ensure(ResourceKind::image)->condition, Condition::ready);
}

TEST(BaseImage, RemovingItTakesWhatACutBuildLeft) {
    ContainerWorld world;
    world.podman.kill_at("build.sh", FakePodman::Moment::halfway);
    EXPECT_THROW(std::ignore = world.ensure(ResourceKind::image), FakePodman::Killed);
    ASSERT_TRUE(world.containers.remove(world.ref(ResourceKind::image)));
    ASSERT_TRUE(world.containers.remove(world.ref(ResourceKind::image)));
    EXPECT_THAT(files_in_cache(world), IsEmpty());
}

TEST(BaseImage, AFailedBuildSaysWhy) {
    ContainerWorld world;
    world.podman.fail_once("build.sh", "ignored\nE: Unable to locate package cloud-init\nI: removing tempdir");
    const auto made = world.ensure(ResourceKind::image);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().detail, "Unable to locate package cloud-init");
    EXPECT_FALSE(made.error().hint.empty());
    EXPECT_THAT(files_in_cache(world), IsEmpty());
}

TEST(BaseImage, SourcesThatMovedSinceThePlanAreAConflict) {
    ContainerWorld world;
    Resource old = world.resource(ResourceKind::image);
    old.ref.name = "container-0000000000";
    const auto made = world.ensure(old);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().kind, ErrorKind::conflict);
    EXPECT_EQ(world.podman.count_calls("build.sh"), 0U);
}

/// A computer that can make no Debian of its own.
struct PullingWorld : ContainerWorld {
    PullingWorld() {
        podman.programs.erase("mmdebstrap");
        std::ignore = containers.complete(offer);
        blueprint = container_blueprint({}, offer, labels);
        podman.calls.clear();
    }
};

TEST(PulledBase, IsInstalledExportedAndLeavesNoImage) {
    PullingWorld world;
    ASSERT_TRUE(world.ensure(ResourceKind::image));
    EXPECT_EQ(world.podman.count_calls("podman pull"), 1U);
    EXPECT_THAT(world.podman.images, IsEmpty());
    EXPECT_THAT(world.podman.containers, IsEmpty());
    EXPECT_THAT(files_in_cache(world), testing::ElementsAre(world.ref(ResourceKind::image).name + ".tar"));
}

TEST(PulledBase, AnImageThatWasThereBeforeStays) {
    PullingWorld world;
    world.podman.images.emplace(pulled_image);
    ASSERT_TRUE(world.ensure(ResourceKind::image));
    EXPECT_EQ(world.podman.count_calls("podman pull"), 0U);
    EXPECT_THAT(world.podman.images, Contains(std::string(pulled_image)));
}

TEST(PulledBase, AFailedInstallationLeavesNothing) {
    PullingWorld world;
    world.podman.fail_once("podman export", "write base.tar.partial: no space left on device");
    const auto made = world.ensure(ResourceKind::image);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().kind, ErrorKind::no_capacity);
    EXPECT_THAT(world.podman.images, IsEmpty());
    EXPECT_THAT(world.podman.containers, IsEmpty());
    EXPECT_THAT(files_in_cache(world), IsEmpty());
}

class InterruptedPull : public testing::TestWithParam<const char*> {};

TEST_P(InterruptedPull, IsMended) {
    PullingWorld world;
    world.podman.kill_at(GetParam(), FakePodman::Moment::after);
    EXPECT_THROW(std::ignore = world.ensure(ResourceKind::image), FakePodman::Killed);
    EXPECT_EQ(world.condition(ResourceKind::image), Condition::absent);
    const auto made = world.ensure(ResourceKind::image);
    ASSERT_TRUE(made) << describe(made.error());
    EXPECT_THAT(world.podman.images, IsEmpty());
    EXPECT_THAT(world.podman.containers, IsEmpty());
}

TEST_P(InterruptedPull, IsRemovedWithoutATrace) {
    PullingWorld world;
    world.podman.kill_at(GetParam(), FakePodman::Moment::after);
    EXPECT_THROW(std::ignore = world.ensure(ResourceKind::image), FakePodman::Killed);
    ASSERT_TRUE(world.containers.remove(world.ref(ResourceKind::image)));
    EXPECT_THAT(world.podman.images, IsEmpty());
    EXPECT_THAT(world.podman.containers, IsEmpty());
    EXPECT_THAT(files_in_cache(world), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(EveryCall, InterruptedPull,
                         testing::Values("podman pull", "install.sh", "podman export", "podman rmi"));

}  // namespace
}  // namespace aloft::local
