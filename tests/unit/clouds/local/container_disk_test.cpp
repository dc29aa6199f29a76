#include "clouds/local/container_disk.hpp"

#include "container_world.hpp"

namespace aloft::local {
namespace {

using fakes::FakePodman;
using testing::Contains;
using testing::HasSubstr;

struct Interrupted {
    const char* name;
    const char* call;
    FakePodman::Moment moment;
};

class InterruptedDisk : public testing::TestWithParam<Interrupted> {};

TEST_P(InterruptedDisk, IsSeenAndMended) {
    ContainerWorld world;
    world.make_up_to(ResourceKind::port);
    world.podman.kill_at(GetParam().call, GetParam().moment);
    EXPECT_THROW(std::ignore = world.ensure(ResourceKind::disk), FakePodman::Killed);
    EXPECT_NE(world.condition(ResourceKind::disk), Condition::ready);
    const auto made = world.ensure(ResourceKind::disk);
    ASSERT_TRUE(made) << describe(made.error());
    EXPECT_EQ(made->condition, Condition::ready);
    EXPECT_TRUE(std::filesystem::exists(world.disk() / "etc/machine-id"));
    EXPECT_EQ(world.podman.volumes.size(), 1U);
}

TEST_P(InterruptedDisk, IsRemovedWithoutATrace) {
    ContainerWorld world;
    world.make_up_to(ResourceKind::port);
    world.podman.kill_at(GetParam().call, GetParam().moment);
    EXPECT_THROW(std::ignore = world.ensure(ResourceKind::disk), FakePodman::Killed);
    ASSERT_TRUE(world.containers.remove(world.ref(ResourceKind::disk)));
    EXPECT_TRUE(world.podman.volumes.empty());
    EXPECT_FALSE(std::filesystem::exists(world.disk()));
}

INSTANTIATE_TEST_SUITE_P(EveryCall, InterruptedDisk,
                         testing::Values(Interrupted{"BeforeCreate", "volume create", FakePodman::Moment::before},
                                         Interrupted{"AfterCreate", "volume create", FakePodman::Moment::after},
                                         Interrupted{"BeforeImport", "volume import", FakePodman::Moment::before},
                                         Interrupted{"InImport", "volume import", FakePodman::Moment::halfway},
                                         Interrupted{"AfterImport", "volume import", FakePodman::Moment::after},
                                         Interrupted{"AfterSync", "sync --file-system", FakePodman::Moment::after}),
                         [](const auto& instantiated) { return instantiated.param.name; });

TEST(ContainerDisk, ABootedOneIsNeverTakenForUnfinished) {
    ContainerWorld world;
    world.make_up_to(ResourceKind::disk);
    std::filesystem::remove_all(world.disk() / "var/lib/aloft");
    EXPECT_EQ(world.condition(ResourceKind::disk), Condition::partial);
    ASSERT_TRUE(write_file(world.disk() / "etc/machine-id", "0123456789abcdef\n", Readable::by_all));
    ASSERT_TRUE(write_file(world.disk() / "work", "of months", Readable::by_all));
    EXPECT_EQ(world.condition(ResourceKind::disk), Condition::ready);
    ASSERT_TRUE(world.ensure(ResourceKind::disk));
    EXPECT_EQ(content(world.disk() / "work"), "of months");
}

TEST(ContainerDisk, RemembersItsBaseAndKeepsIt) {
    ContainerWorld world;
    world.make_up_to(ResourceKind::disk);
    const auto found = world.containers.find(world.ref(ResourceKind::disk));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->properties.at("base"), world.ref(ResourceKind::image).name);
    EXPECT_EQ(world.resource(ResourceKind::disk).properties.at("base").when_changed, WhenChanged::keep);
}

TEST(ContainerDisk, ADiskThatIsFullIsSaidInWords) {
    ContainerWorld world;
    world.make_up_to(ResourceKind::port);
    world.podman.fail_once("volume import", "unpacking failed: write /usr/lib/x: no space left on device");
    const auto made = world.ensure(ResourceKind::disk);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().kind, ErrorKind::no_capacity);
    EXPECT_THAT(made.error().detail, HasSubstr("no space left on device"));
    EXPECT_THAT(made.error().hint, HasSubstr("free some space"));
    EXPECT_EQ(world.ensure(ResourceKind::disk)->condition, Condition::ready);
}

TEST(ContainerDisk, SomebodyElsesVolumeOfTheNameIsNeverTouched) {
    ContainerWorld world;
    world.make_up_to(ResourceKind::port);
    world.podman.volumes["aloft-box-me"] = {{{"aloft-owner", "other"}}};
    EXPECT_EQ(world.ensure(ResourceKind::disk).error().kind, ErrorKind::conflict);
    EXPECT_EQ(world.containers.remove(world.ref(ResourceKind::disk)).error().kind, ErrorKind::conflict);
    EXPECT_TRUE(world.podman.volumes.contains("aloft-box-me"));
}

TEST(ContainerDisk, WithoutABaseItSaysWhatIsMissing) {
    ContainerWorld world;
    const auto made = world.ensure(ResourceKind::disk);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().kind, ErrorKind::not_found);
    EXPECT_THAT(made.error().detail, HasSubstr("image"));
    EXPECT_TRUE(world.podman.volumes.empty());
}

}  // namespace
}  // namespace aloft::local
