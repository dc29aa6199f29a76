#include <set>

#include "desk_bench.hpp"

namespace aloft::practice::google {
namespace {

using ::testing::IsSupersetOf;
using ::testing::UnorderedElementsAreArray;

std::set<std::string> fields(const Json& json) {
    std::set<std::string> names;
    for (const auto& [name, value] : json.items()) names.insert(name);
    return names;
}

/// What Google was seen to answer: these fields, and no others where that is said.
TEST(Shapes, OfAnOperationAsItWasRecorded) {
    DeskBench bench;
    const Json begun = bench.post(instances_path, DeskBench::machine("vm")).body;
    const std::vector<std::string> at_work = {"id",         "insertTime", "kind",      "name",   "operationType",
                                              "progress",   "selfLink",   "startTime", "status", "targetId",
                                              "targetLink", "user",       "zone"};
    EXPECT_THAT(fields(begun), UnorderedElementsAreArray(at_work));
    EXPECT_EQ(begun["progress"], 0);
    auto ended = at_work;
    ended.emplace_back("endTime");
    const Json done = bench.wait(begun);
    EXPECT_THAT(fields(done), UnorderedElementsAreArray(ended));
    EXPECT_EQ(done["progress"], 100);
}

TEST(Shapes, OperationsOfRegionsAndOfTheWholeProject) {
    DeskBench bench;
    const Json regional = bench.post("projects/my-project/regions/us-central1/addresses", {{"name", "mine"}}).body;
    EXPECT_TRUE(regional.contains("region"));
    EXPECT_FALSE(regional.contains("zone"));
    bench.wait(regional);
    const Json global = bench
                            .post("projects/my-project/global/firewalls",
                                  {{"name", "rule"}, {"allowed", Json::array({{{"IPProtocol", "tcp"}}})}})
                            .body;
    EXPECT_FALSE(global.contains("region") || global.contains("zone"));
    bench.wait(global);
    const Json patched =
        bench.call("PATCH", "/compute/v1/projects/my-project/global/firewalls/rule", {{"disabled", true}}).body;
    EXPECT_EQ(patched["operationType"], "compute.firewalls.patch");
}

TEST(Shapes, OfThingsAsTheyWereRecorded) {
    DeskBench bench;
    bench.done(bench.post("projects/my-project/regions/us-central1/addresses", {{"name", "mine"}}));
    EXPECT_THAT(fields(bench.get("projects/my-project/regions/us-central1/addresses/mine")),
                UnorderedElementsAreArray({"address", "addressType", "creationTimestamp", "description", "id", "kind",
                                           "labelFingerprint", "name", "networkTier", "region", "selfLink", "status"}));
    bench.done(bench.post(zone_path + "/disks", {{"name", "data"}, {"labels", {{"a", "b"}}}}));
    EXPECT_THAT(fields(bench.get(zone_path + "/disks/data")),
                IsSupersetOf({"creationTimestamp", "id", "kind", "labelFingerprint", "labels", "name",
                              "physicalBlockSizeBytes", "selfLink", "status", "type", "zone"}));
    bench.done(bench.post("projects/my-project/global/firewalls",
                          {{"name", "rule"}, {"allowed", Json::array({{{"IPProtocol", "tcp"}}})}}));
    const Json rule = bench.get("projects/my-project/global/firewalls/rule");
    EXPECT_EQ(rule["priority"], 1000);
    EXPECT_EQ(rule["direction"], "INGRESS");
    const Json network = bench.get("projects/my-project/global/networks/default");
    EXPECT_THAT(fields(network),
                IsSupersetOf({"autoCreateSubnetworks", "creationTimestamp", "description", "id", "kind", "name",
                              "networkFirewallPolicyEnforcementOrder", "selfLink", "selfLinkWithId", "subnetworks"}));
    EXPECT_THAT(fields(bench.get("projects/my-project/zones/us-central1-a")),
                UnorderedElementsAreArray({"availableCpuPlatforms", "creationTimestamp", "description", "id", "kind",
                                           "name", "region", "selfLink", "status", "supportsPzs"}));
}

TEST(Shapes, OfARefusalAsItWasRecorded) {
    DeskBench bench;
    const Json answer = bench.get(zone_path + "/disks/none");
    const std::string message = "The resource 'projects/my-project/zones/us-central1-a/disks/none' was not found";
    EXPECT_EQ(
        answer,
        Json({{"error",
               {{"code", 404},
                {"message", message},
                {"errors", Json::array({{{"domain", "global"}, {"message", message}, {"reason", "notFound"}}})}}}}));
}

TEST(Shapes, WhatAMachineIsTold) {
    DeskBench bench;
    Json machine = DeskBench::machine("vm");
    machine["metadata"]["items"] = Json::array({{{"key", "ssh-keys"}, {"value", "me:ssh-ed25519 AAAA me"}}});
    machine["serviceAccounts"] =
        Json::array({{{"email", "default"}, {"scopes", {"https://www.googleapis.com/auth/cloud-platform"}}}});
    bench.done(bench.post(instances_path, machine));
    const std::string id = bench.get(instances_path + "/vm")["id"];
    std::vector<std::string> told;
    bench.desk->on_change([&](std::string_view changed) { told.emplace_back(changed); });
    const Json tree = bench.desk->tree(id);
    EXPECT_EQ(tree["instance"]["attributes"]["ssh-keys"], "me:ssh-ed25519 AAAA me");
    EXPECT_EQ(tree["instance"]["name"], "vm");
    EXPECT_EQ(tree["instance"]["maintenance-event"], "NONE");
    EXPECT_EQ(tree["project"]["project-id"], "my-project");
    EXPECT_TRUE(bench.desk->token(id, "default").contains("access_token"));
    EXPECT_TRUE(bench.desk->token(id, "somebody@else").is_null());
    EXPECT_TRUE(bench.desk->tree("12345").is_null());
    const Json metadata = bench.get(instances_path + "/vm")["metadata"];
    bench.done(bench.post(
        instances_path + "/vm/setMetadata",
        {{"fingerprint", metadata["fingerprint"]}, {"items", Json::array({{{"key", "a"}, {"value", "b"}}})}}));
    EXPECT_EQ(bench.desk->tree(id)["instance"]["attributes"], Json({{"a", "b"}}));
    EXPECT_THAT(told, ::testing::Contains(id));
}

}  // namespace
}  // namespace aloft::practice::google
