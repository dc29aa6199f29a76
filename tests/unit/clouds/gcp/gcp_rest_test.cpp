#include <gtest/gtest.h>

#include "clouds/gcp/bodies.hpp"
#include "google_on_paper.hpp"

namespace aloft::gcp {
namespace {

TEST(GcpRest, WhatSomebodyElseToldIsWaitedForUntilItIsDone) {
    GoogleOnPaper paper;
    const Resource disk = paper.blueprint(*paper.offer()).resources.at(2);
    ASSERT_EQ(disk.ref.kind, ResourceKind::disk);
    const auto told = paper.desk.post("projects/my-project/zones/us-central1-a/disks", disk_body(disk));
    ASSERT_EQ(told.status, 200) << told.body.dump(1);
    ASSERT_NE(told.body.value("status", ""), "DONE");
    const auto rested = paper.cloud.come_to_rest(std::vector{disk.ref});
    ASSERT_TRUE(rested) << describe(rested.error());
    const auto operation =
        paper.desk.get("projects/my-project/zones/us-central1-a/operations/" + told.body.value("name", ""));
    EXPECT_EQ(operation.value("status", ""), "DONE");
}

TEST(GcpRest, WhatIsOnItsWayHasArrivedByThen) {
    GoogleOnPaper paper;
    const auto before = paper.clock.elapsed();
    ASSERT_TRUE(paper.cloud.come_to_rest(std::vector{paper.blueprint(*paper.offer()).resources.front().ref}));
    EXPECT_GE(paper.clock.elapsed() - before, std::chrono::seconds(5));
}

TEST(GcpRest, WhoeverWillNotWaitNeedNot) {
    GoogleOnPaper paper;
    const auto offer = paper.offer();
    paper.interruption.request();
    const auto rested = paper.cloud.come_to_rest(std::vector{paper.blueprint(*offer).resources.front().ref});
    ASSERT_FALSE(rested);
    EXPECT_EQ(rested.error().kind, ErrorKind::interrupted);
}

}  // namespace
}  // namespace aloft::gcp
