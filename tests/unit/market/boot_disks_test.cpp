#include "market/boot_disks.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace aloft::market {
namespace {

using enum DiskType;
using ::testing::ElementsAre;

TEST(BootDisks, EachFamilyOfMachinesTakesItsOwn) {
    for (const char* type : {"n1-standard-4", "e2-standard-2", "n2-standard-4", "a2-highgpu-1g"})
        EXPECT_THAT(boot_disks_of("gcp", type), ElementsAre(balanced, ssd, standard)) << type;
    EXPECT_THAT(boot_disks_of("gcp", "g2-standard-4"), ElementsAre(balanced, ssd));
    EXPECT_THAT(boot_disks_of("gcp", "a3-highgpu-8g"), ElementsAre(balanced, ssd, hyperdisk));
    for (const char* type : {"a3-ultragpu-8g", "a4-highgpu-8g", "a4x-highgpu-4g", "g4-standard-48", "n4-standard-2"})
        EXPECT_THAT(boot_disks_of("gcp", type), ElementsAre(hyperdisk)) << type;
    EXPECT_TRUE(boot_disks_of("aws", "g4dn.xlarge").empty());
}

TEST(BootDisks, TheFirstIsTakenWhereNobodySaysWhich) {
    const auto name = [](std::string_view type, std::optional<DiskType> wished) {
        const BootDisk* disk = boot_disk("gcp", type, wished);
        return disk == nullptr ? std::string_view() : disk->name;
    };
    EXPECT_EQ(name("n1-standard-4", {}), "pd-balanced");
    EXPECT_EQ(name("n1-standard-4", standard), "pd-standard");
    EXPECT_EQ(name("n1-standard-4", hyperdisk), "");
    EXPECT_EQ(name("g4-standard-48", {}), "hyperdisk-balanced");
    EXPECT_EQ(name("g4-standard-48", ssd), "");
}

TEST(BootDisks, AreKnownByTheCloudsWord) {
    for (const DiskType type : {standard, balanced, ssd, hyperdisk}) {
        const BootDisk* disk = boot_disk("gcp", type == hyperdisk ? "g4-standard-48" : "n1-standard-4", type);
        ASSERT_NE(disk, nullptr) << to_string(type);
        EXPECT_EQ(boot_disk_named("gcp", disk->name), disk);
        EXPECT_EQ(disk_type_from(to_string(type)), type);
    }
    EXPECT_EQ(boot_disk_named("gcp", "pd-extreme"), nullptr);
    EXPECT_EQ(boot_disk_named("aws", "pd-ssd"), nullptr);
}

}  // namespace
}  // namespace aloft::market
