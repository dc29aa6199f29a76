#include "operations/status.hpp"

#include <gmock/gmock.h>

#include "fakes/fake_renting_cloud.hpp"
#include "operations/up.hpp"
#include "quota_world.hpp"

namespace aloft {
namespace {

/// So many machines that the cloud is asked for its lists.
class StatusOfMany : public testing::Test {
protected:
    void SetUp() override {
        bench.around.clouds = {&cloud};
        bench.around.builtin_catalog = catalog.bytes();
        for (const char* name : {"a1", "a2", "a3"})
            ASSERT_TRUE(up(bench.around, {.spec = {.name = name, .on = "gcp", .gpu = GpuWish{"T4", 1}}}, bench.person));
    }
    std::vector<MachineState> states() {
        std::vector<MachineState> all;
        const auto machines = status(bench.around, std::nullopt, Look::at_the_cloud);
        EXPECT_TRUE(machines) << describe(machines.error());
        for (const MachineStatus& machine : *machines) all.push_back(machine.state);
        return all;
    }

    fakes::Bench bench;
    fakes::FakeRentingCloud cloud{"gcp"};
    fakes::FakeCatalog catalog{quota_catalog()};
};

TEST_F(StatusOfMany, what_is_in_no_list_is_gone_only_when_it_is_not_there_either) {
    std::erase_if(cloud.standing, [](const auto& one) { return one.second.labels.machine == "a2"; });
    for (const bool another : {false, true}) {
        cloud.lists_another_project = another;
        EXPECT_THAT(states(), testing::ElementsAre(MachineState::running, MachineState::absent, MachineState::running));
    }
}

}  // namespace
}  // namespace aloft
