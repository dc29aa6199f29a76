#include "clouds/local/computer.hpp"

#include <gmock/gmock.h>

#include "clouds/local/gpus.hpp"

namespace aloft::local {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const Computer laptop{8, gibibytes(16), gibibytes(100)};

struct SizesCase {
    const char* name;
    Computer computer;
    int cpus;
    Bytes memory;
};

class DefaultSizes : public testing::TestWithParam<SizesCase> {};

TEST_P(DefaultSizes, LeaveTheComputerUsable) {
    const auto offer = settle_sizes({}, GetParam().computer);
    ASSERT_TRUE(offer) << describe(offer.error());
    EXPECT_EQ(offer->cpus, GetParam().cpus);
    EXPECT_EQ(offer->memory, GetParam().memory);
    EXPECT_THAT(offer->warnings, IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Table, DefaultSizes,
                         testing::Values(SizesCase{"Laptop", laptop, 4, gibibytes(4)},
                                         SizesCase{"Small", {1, gibibytes(2), gibibytes(9)}, 1, gibibytes(1)},
                                         SizesCase{"Tiny", {1, mebibytes(900), gibibytes(9)}, 1, mebibytes(900)},
                                         SizesCase{
                                             "Workstation", {64, gibibytes(512), gibibytes(900)}, 4, gibibytes(8)}),
                         [](const auto& instantiated) { return instantiated.param.name; });

TEST(Sizes, AreAsAskedFor) {
    Spec spec;
    spec.cpus = 2;
    spec.memory = gibibytes(3);
    const auto offer = settle_sizes(spec, laptop);
    ASSERT_TRUE(offer);
    EXPECT_EQ(offer->machine_type, "container-2x3GB");
    EXPECT_EQ(offer->price, HourlyPrice{});
    spec.kind = MachineKind::vm;
    EXPECT_EQ(settle_sizes(spec, laptop)->machine_type, "vm-2x3GB");
}

TEST(Sizes, MoreThanThereIsSaysWhatThereIs) {
    Spec cpus;
    cpus.cpus = 9;
    Spec memory;
    memory.memory = gibibytes(17);
    for (const auto& [spec, has] : {std::pair{cpus, "has 8"}, std::pair{memory, "has 16GB"}}) {
        const auto offer = settle_sizes(spec, laptop);
        ASSERT_FALSE(offer);
        EXPECT_EQ(offer.error().kind, ErrorKind::bad_input);
        EXPECT_THAT(offer.error().detail, HasSubstr(has));
    }
    Spec little;
    little.memory = mebibytes(64);
    EXPECT_EQ(settle_sizes(little, laptop).error().kind, ErrorKind::bad_input);
}

TEST(Sizes, AContainersDiskThatCannotBeHeldToIsSaidBefore) {
    Spec spec;
    spec.disk = gibibytes(20);
    EXPECT_THAT(settle_sizes(spec, laptop)->warnings, ElementsAre(HasSubstr("no limit")));
    spec.disk = gibibytes(200);
    EXPECT_THAT(settle_sizes(spec, laptop)->warnings, ElementsAre(HasSubstr("no limit"), HasSubstr("100GB")));
    spec.kind = MachineKind::vm;
    EXPECT_THAT(settle_sizes(spec, laptop)->warnings, IsEmpty());
}

TEST(Computer, IsReadFromTheKernel) {
    EXPECT_EQ(total_memory("MemTotal:       24683604 kB\nMemFree: 1 kB\n").count, 24683604LL << 10);
    EXPECT_EQ(total_memory("nothing").count, 0);
    const Computer computer = this_computer("/not/there/yet");
    EXPECT_GT(computer.cores, 0);
    EXPECT_GT(computer.memory.count, 0);
    EXPECT_GT(computer.free_disk.count, 0);
}

constexpr auto cdi_yaml = R"(---
cdiVersion: 0.5.0
containerEdits:
  env:
  - NVIDIA_VISIBLE_DEVICES=void
  hooks:
  - hookName: createContainer
    path: /usr/bin/nvidia-cdi-hook
devices:
- containerEdits:
    deviceNodes:
    - path: /dev/nvidia0
  name: "0"
- name: "1"
- name: GPU-7a2b
- name: all
kind: nvidia.com/gpu
)";

TEST(Gpus, AreReadFromCdiDescriptions) {
    EXPECT_THAT(gpus_in_cdi(cdi_yaml), ElementsAre("0", "1"));
    EXPECT_THAT(gpus_in_cdi(R"({"kind":"nvidia.com/gpu","devices":[{"name":"0","containerEdits":{}},{"name":"all"}]})"),
                ElementsAre("0"));
    EXPECT_THAT(gpus_in_cdi("kind: vendor.com/net\ndevices:\n- name: \"0\"\n"), IsEmpty());
    EXPECT_THAT(gpus_in_cdi(""), IsEmpty());
}

TEST(Gpus, AreChosenByModelAndCount) {
    const std::vector<Gpu> two{{"0", "NVIDIA T4"}, {"1", "NVIDIA L4"}};
    EXPECT_EQ(choose_gpus({"any", 1}, two), "0");
    EXPECT_EQ(choose_gpus({"any", 2}, two), "0,1");
    EXPECT_EQ(choose_gpus({"l4", 1}, two), "1");
}

TEST(Gpus, AWishThatCannotBeHadSaysWhatWouldHelp) {
    const std::vector<Gpu> one{{"0", "NVIDIA T4"}};
    struct Case {
        GpuWish wish;
        std::vector<Gpu> present;
        const char* words;
    };
    for (const Case& one_case :
         {Case{{"any", 1}, {}, "CDI"}, Case{{"H100", 1}, one, "NVIDIA T4"}, Case{{"any", 2}, one, "2 GPUs"}}) {
        const auto chosen = choose_gpus(one_case.wish, one_case.present);
        ASSERT_FALSE(chosen);
        EXPECT_EQ(chosen.error().kind, ErrorKind::no_capacity);
        EXPECT_THAT(chosen.error().detail, HasSubstr(one_case.words));
        EXPECT_FALSE(chosen.error().hint.empty());
    }
    EXPECT_THAT(choose_gpus({"any", 1}, {}).error().hint, HasSubstr("nvidia-ctk cdi generate"));
}

}  // namespace
}  // namespace aloft::local
