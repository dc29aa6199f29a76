#include "clouds/local/local_cloud.hpp"

#include "container_world.hpp"
#include "contract/cloud_contract.hpp"

namespace aloft::local {
namespace {

using testing::HasSubstr;

/// LocalCloud on a podman that is not there.
class FakeBench final : public contract::Bench {
public:
    Cloud& cloud() override { return cloud_; }
    Spec spec() const override {
        return {.name = "box",
                .on = {},
                .kind = MachineKind::container,
                .cpus = 1,
                .memory = gibibytes(1),
                .disk = {},
                .gpu = {}};
    }
    Labels labels() const override { return {"box", "plan-1", "me"}; }
    std::vector<Found> given() const override {
        const std::string file = (home_.data / "first_host_key").string();
        std::ignore = write_file(file, "PRIVATE\n", Readable::by_owner);
        return {{key_of(labels()),
                 Condition::ready,
                 {{"public_key", "ssh-ed25519 A"},
                  {"first_host_key_file", file},
                  {"first_host_public_key", "ssh-ed25519 B"}},
                 labels()}};
    }

private:
    fakes::TemporaryHome folder_;
    Home home_ = folder_.home();
    fakes::FakePodman podman_{home_.data / "podman"};
    fakes::FakeClock clock_;
    LocalCloud cloud_{home_, podman_, clock_};
};

TEST(LocalCloud, APlaceThatIsNotOursIsBadInput) {
    FakeBench bench;
    const auto found = bench.cloud().find({"local", ResourceKind::disk, "aloft-box-me", "europe-west4-a"});
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().kind, ErrorKind::bad_input);
    EXPECT_THAT(found.error().detail, HasSubstr("europe-west4-a"));
}

TEST(LocalCloud, AGpuWhereThereIsNoneIsNoCapacity) {
    FakeBench bench;
    Spec spec = bench.spec();
    spec.gpu = GpuWish{"imaginary model", 1};
    const auto offers = bench.cloud().offers(spec);
    ASSERT_FALSE(offers);
    EXPECT_EQ(offers.error().kind, ErrorKind::no_capacity);
}

TEST(LocalCloud, TheDiskIsKeptAndTheInstanceReplacedByAChange) {
    const Blueprint blueprint =
        container_blueprint({}, Offer{.cpus = 2, .memory = gibibytes(1)}, {"box", "plan-1", "me"});
    for (const Resource& resource : blueprint.resources)
        for (const auto& [name, property] : resource.properties)
            EXPECT_TRUE(resource.ref.kind == ResourceKind::instance || property.when_changed == WhenChanged::keep)
                << describe(resource.ref) << ' ' << name;
}

}  // namespace
}  // namespace aloft::local

namespace aloft::contract {
INSTANTIATE_TEST_SUITE_P(FakePodman, CloudContract,
                         testing::Values(CloudUnderTest{"container",
                                                        [] { return std::make_unique<local::FakeBench>(); }, ""}),
                         name_of_bench);
}  // namespace aloft::contract
