#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "clouds/gcp/gcp_cloud.hpp"
#include "google_on_paper.hpp"

namespace aloft::gcp {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// A machine in us-central1-a that is off, and the blueprint of its copy in us-central1-b.
class GoogleMove : public testing::Test {
protected:
    GoogleOnPaper paper;
    Blueprint here;
    Blueprint there;

    void SetUp() override {
        here = paper.blueprint(*paper.offer("us-central1-a", 1));
        ASSERT_TRUE(paper.make_all(here));
        ASSERT_TRUE(paper.cloud.stop(one(here, ResourceKind::instance).ref));
        there = copy("plan-2");
    }
    Blueprint copy(const std::string& plan) {
        Labels labels = GoogleOnPaper::labels();
        labels.plan = plan;
        return paper.cloud.from_copy(paper.cloud.blueprint({}, *paper.offer("us-central1-b", 1), labels),
                                     one(here, ResourceKind::disk), labels);
    }
    static Resource& one(Blueprint& blueprint, ResourceKind kind) {
        return *std::ranges::find_if(blueprint.resources, [&](const Resource& it) { return it.ref.kind == kind; });
    }
    nlohmann::json get(const std::string& path) { return paper.desk.get("projects/my-project/" + path); }
    Result<Found> ensure_unseen(const Resource& resource) {
        const std::vector<Found> needs{paper.key()};
        return paper.cloud.ensure(resource,
                                  {needs, [](std::string_view) {}, [](const TaskReport&) {}, Condition::absent});
    }
    std::vector<std::string> calls_since(std::size_t before) const {
        return {paper.web.calls.begin() + static_cast<std::ptrdiff_t>(before), paper.web.calls.end()};
    }
};

TEST_F(GoogleMove, MakesTheDiskThereOfASnapshotOfTheOneHere) {
    ASSERT_TRUE(paper.make_all(there));
    const auto disk = get("zones/us-central1-b/disks/aloft-box-me");
    EXPECT_THAT(disk.at("sourceSnapshot").get<std::string>(), HasSubstr("global/snapshots/aloft-box-plan-2-me"));
    EXPECT_EQ(disk.at("labels").at("aloft-machine"), "box");
    EXPECT_EQ(get("zones/us-central1-b/instances/aloft-box-me").at("status"), "RUNNING");
    EXPECT_EQ(get("zones/us-central1-a/instances/aloft-box-me").at("status"), "TERMINATED");
    const auto owned = paper.cloud.owned("me");
    ASSERT_TRUE(owned);
    EXPECT_EQ(owned->size(), 7U) << "two rules, two disks, two instances, snapshot";
    ASSERT_TRUE(paper.remove_all(there));
    EXPECT_THAT(get("global/snapshots").value("items", nlohmann::json::array()), IsEmpty());
}

TEST_F(GoogleMove, TheSnapshotIsOfTheDiskAsItHasGrown) {
    one(here, ResourceKind::disk).properties.at("size").value = "40GB";
    there = copy("plan-2");
    EXPECT_EQ(one(there, ResourceKind::disk).properties.at("size").value, "40GB");
    EXPECT_FALSE(one(there, ResourceKind::disk).properties.contains("image"));
}

TEST_F(GoogleMove, ADiskThatIsNoCopyOfThisOneIsNotTakenForIt) {
    ASSERT_TRUE(paper.ensure(one(there, ResourceKind::snapshot)));
    ASSERT_TRUE(paper.ensure(one(there, ResourceKind::disk)));
    ASSERT_TRUE(paper.ensure(one(there, ResourceKind::disk))) << "twice is once";
    Blueprint later = copy("plan-3");
    for (const auto& again :
         {paper.ensure(one(later, ResourceKind::disk)), ensure_unseen(one(later, ResourceKind::disk))}) {
        ASSERT_FALSE(again);
        EXPECT_EQ(again.error().kind, ErrorKind::conflict);
    }
}

TEST_F(GoogleMove, AMachineWithAHostKeyOfItsOwnIsGivenNone) {
    ASSERT_TRUE(paper.ensure(one(there, ResourceKind::snapshot)));
    ASSERT_TRUE(paper.ensure(one(there, ResourceKind::disk)));
    Found key = paper.key();
    std::filesystem::remove(key.properties.at("first_host_key_file"));
    const std::vector<Found> needs{key};
    ASSERT_TRUE(paper.cloud.ensure(one(there, ResourceKind::instance), {needs, [](std::string_view) {}}));
    std::string user_data;
    const auto instance = get("zones/us-central1-b/instances/aloft-box-me");
    for (const auto& item : instance.at("metadata").at("items"))
        if (item.at("key") == "user-data") user_data = item.at("value");
    EXPECT_THAT(user_data, HasSubstr("ssh_deletekeys: false"));
    EXPECT_THAT(user_data, Not(HasSubstr("ed25519_private")));
}

TEST_F(GoogleMove, WhatWasJustSeenToBeAbsentIsMadeWithoutALook) {
    ASSERT_TRUE(paper.ensure(one(there, ResourceKind::snapshot)));
    const std::size_t before = paper.web.calls.size();
    ASSERT_TRUE(ensure_unseen(one(there, ResourceKind::disk)));
    EXPECT_THAT(calls_since(before), testing::ElementsAre(HasSubstr("/disks?requestId="), HasSubstr("/wait")));
}

TEST_F(GoogleMove, WhatWasMadeSinceThatLookIsFound) {
    const auto again = ensure_unseen(one(here, ResourceKind::disk));
    ASSERT_TRUE(again) << describe(again.error());
    EXPECT_EQ(again->condition, Condition::ready);
    EXPECT_EQ(again->labels, GoogleOnPaper::labels());
}

}  // namespace
}  // namespace aloft::gcp
