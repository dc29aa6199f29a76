#include "clouds/gcp/bodies.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "clouds/gcp/blueprint.hpp"
#include "clouds/gcp/instance_changes.hpp"
#include "clouds/gcp/places.hpp"
#include "core/offer.hpp"

namespace aloft::gcp {
namespace {

using nlohmann::json;

const Labels labels{"lab", "plan1", "me7"};

Offer offer(const char* type, const char* buying) {
    Offer offered;
    offered.cloud = "gcp";
    offered.machine_type = type;
    offered.disk = gibibytes(100);
    offered.gpu = GpuWish{"T4", 1};
    offered.price = {Money{350'000}, Money{10'000}};
    offered.details = {{"project", "p"},         {"zone", "us-central1-a"},    {"buying", buying},
                       {"caller", "1.2.3.4/32"}, {"disk_type", "pd-balanced"}, {"image", "projects/i/global/images/x"},
                       {"accelerator", ""}};
    return offered;
}

Blueprint with_t4(const char* buying = "on-demand") {
    Offer offered = offer("n1-standard-4", buying);
    offered.details["accelerator"] = "nvidia-tesla-t4";
    return blueprint_of({}, offered, labels);
}

const Resource& of(const Blueprint& blueprint, ResourceKind kind) {
    for (const Resource& resource : blueprint.resources)
        if (resource.ref.kind == kind) return resource;
    throw std::logic_error("no such resource");
}

TEST(GoogleBlueprint, IsRulesDiskAndInstanceInThatOrder) {
    const Blueprint blueprint = with_t4();
    ASSERT_EQ(blueprint.resources.size(), 4U);
    EXPECT_EQ(blueprint.resources[0].ref, (ResourceRef{"gcp", ResourceKind::firewall, "aloft-lab-me7", "p/global"}));
    EXPECT_EQ(blueprint.resources[1].ref,
              (ResourceRef{"gcp", ResourceKind::firewall, "aloft--shut-lab-me7", "p/global"}));
    EXPECT_EQ(blueprint.resources[2].ref, (ResourceRef{"gcp", ResourceKind::disk, "aloft-lab-me7", "p/us-central1-a"}));
    const Resource& instance = blueprint.resources[3];
    for (std::size_t before = 0; before < 3; ++before)
        EXPECT_NE(std::ranges::find(instance.needs, blueprint.resources[before].ref), instance.needs.end()) << before;
    EXPECT_EQ(instance.properties.at("gpus").value, "nvidia-tesla-t4:1");
    EXPECT_EQ(instance.price, (HourlyPrice{Money{340'000}, Money{}}));
    EXPECT_EQ(blueprint.resources[2].price, (HourlyPrice{Money{10'000}, Money{10'000}}));
    EXPECT_EQ(of(blueprint_of({}, offer("g2-standard-4", "spot"), labels), ResourceKind::instance)
                  .properties.at("gpus")
                  .value,
              "")
        << "GPUs of the type are not attached";
}

TEST(GooglePlaces, AreReadBack) {
    EXPECT_EQ(place_from("p/us-central1-a"), (Place{"p", "us-central1-a"}));
    for (const char* text : {"", "p", "p/", "/z"}) EXPECT_EQ(place_from(text), std::nullopt) << text;
    EXPECT_EQ(region_of("us-central1-a"), "us-central1");
    EXPECT_EQ(path_of({"gcp", ResourceKind::disk, "d", "p/z-a"}), "projects/p/zones/z-a/disks/d");
    EXPECT_EQ(path_of({"gcp", ResourceKind::address, "a", "p/us-east1"}), "projects/p/regions/us-east1/addresses/a");
    EXPECT_EQ(path_of({"gcp", ResourceKind::firewall, "f", "p/global"}), "projects/p/global/firewalls/f");
    EXPECT_FALSE(path_of({"gcp", ResourceKind::port, "x", "p/z"}));
    EXPECT_FALSE(path_of({"gcp", ResourceKind::disk, "x", "nowhere"}));
}

TEST(GoogleBodies, OfADiskAndARule) {
    const Blueprint blueprint = with_t4();
    EXPECT_EQ(disk_body(of(blueprint, ResourceKind::disk)),
              json::parse(R"({"name":"aloft-lab-me7","sizeGb":"100","type":"zones/us-central1-a/diskTypes/pd-balanced",
                  "sourceImage":"projects/i/global/images/x",
                  "labels":{"aloft-machine":"lab","aloft-plan":"plan1","aloft-owner":"me7"}})"));
    const json rule = firewall_body(of(blueprint, ResourceKind::firewall));
    EXPECT_EQ(rule["sourceRanges"], json({"1.2.3.4/32"}));
    EXPECT_EQ(rule["targetTags"], json({"aloft-lab-me7"}));
    EXPECT_EQ(rule["allowed"], json::parse(R"([{"IPProtocol":"tcp","ports":["22"]}])"));
    EXPECT_EQ(labels_of(rule), labels) << "a rule bears its labels in its description";
    EXPECT_FALSE(rule.contains("denied"));
    const json shut = firewall_body(blueprint.resources[1]);
    EXPECT_EQ(shut["denied"], rule["allowed"]);
    EXPECT_FALSE(shut.contains("allowed"));
    EXPECT_EQ(shut["sourceRanges"], json({"0.0.0.0/0"}));
    EXPECT_EQ(shut["targetTags"], rule["targetTags"]) << "the machine has one tag";
    EXPECT_GT(shut["priority"], 1000) << "who is let in is let in all the same";
    EXPECT_LT(shut["priority"], 65534) << "the default network lets in nobody";
    EXPECT_EQ(found_firewall(blueprint.resources[1].ref, shut).properties.at("kept_out"), "0.0.0.0/0");
    EXPECT_FALSE(found_firewall(blueprint.resources[1].ref, shut).properties.contains("sources"));
}

TEST(GoogleBodies, AHyperdiskIsAsFastAsCostsNothing) {
    Resource disk = of(with_t4(), ResourceKind::disk);
    EXPECT_FALSE(disk_body(disk).contains("provisionedIops"));
    disk.properties["type"].value = "hyperdisk-balanced";
    EXPECT_EQ(disk_body(disk)["provisionedIops"], "3000");
    EXPECT_EQ(disk_body(disk)["provisionedThroughput"], "140");
}

TEST(GoogleBodies, OfAnInstanceWithAnAttachedGpu) {
    const json body =
        instance_body(of(with_t4(), ResourceKind::instance), {"ssh-ed25519 KEY me", "#cloud-config\n"}, "");
    EXPECT_EQ(body["machineType"], "zones/us-central1-a/machineTypes/n1-standard-4");
    EXPECT_EQ(body["guestAccelerators"],
              json::parse(R"([{"acceleratorType":"zones/us-central1-a/acceleratorTypes/nvidia-tesla-t4",
                  "acceleratorCount":1}])"));
    EXPECT_EQ(body["scheduling"], json::parse(R"({"onHostMaintenance":"TERMINATE","automaticRestart":true})"));
    EXPECT_EQ(body["disks"], json::parse(R"([{"boot":true,"autoDelete":false,
                  "source":"projects/p/zones/us-central1-a/disks/aloft-lab-me7"}])"));
    EXPECT_FALSE(body.contains("serviceAccounts")) << "a machine gets no rights unless somebody asks";
    const json& items = body["metadata"]["items"];
    EXPECT_EQ(items[0], (json{{"key", "ssh-keys"}, {"value", "aloft:ssh-ed25519 KEY me"}}));
}

TEST(GoogleBodies, OfASpotMachineWithGpusOfItsOwn) {
    const Blueprint blueprint = blueprint_of({}, offer("g2-standard-4", "spot"), labels);
    const json body = instance_body(of(blueprint, ResourceKind::instance), {"K", "U"}, "");
    EXPECT_FALSE(body.contains("guestAccelerators"));
    EXPECT_EQ(body["scheduling"], json::parse(R"({"onHostMaintenance":"TERMINATE","automaticRestart":false,
        "provisioningModel":"SPOT","instanceTerminationAction":"STOP"})"));
}

/// With a static address and a deadline.
Blueprint lasting() {
    Offer offered = offer("n1-standard-4", "on-demand");
    offered.price = {Money{350'000}, Money{20'000}};
    offered.details["region"] = "us-central1";
    offered.details["address_running"] = "5000";
    offered.details["address_stopped"] = "10000";
    return blueprint_of({.address = PublicAddress::fixed, .deadline = std::chrono::hours(8)}, offered, labels);
}

TEST(GoogleBlueprint, AStaticAddressIsAResourceWithItsPartOfThePrice) {
    const Blueprint blueprint = lasting();
    ASSERT_EQ(blueprint.resources.size(), 5U);
    const Resource& address = of(blueprint, ResourceKind::address);
    EXPECT_EQ(address.ref, (ResourceRef{"gcp", ResourceKind::address, "aloft-lab-me7", "p/us-central1"}));
    EXPECT_EQ(address.price, (HourlyPrice{Money{5'000}, Money{10'000}}));
    EXPECT_EQ(of(blueprint, ResourceKind::disk).price, (HourlyPrice{Money{10'000}, Money{10'000}}));
    EXPECT_EQ(of(blueprint, ResourceKind::instance).price, (HourlyPrice{Money{335'000}, Money{}}));
    const json body = address_body(address);
    EXPECT_EQ(labels_of(body), labels) << "an address bears its labels in its description";
    const Found found = found_address(address.ref, json::parse(R"({"status":"IN_USE","address":"34.1.2.3"})"));
    EXPECT_EQ(found.condition, Condition::ready);
    EXPECT_EQ(found.properties.at("number"), "34.1.2.3");
}

TEST(GoogleBodies, OfAnInstanceThatKeepsItsAddressAndEndsByItself) {
    const json body = instance_body(of(lasting(), ResourceKind::instance), {"K", "U"}, "34.1.2.3");
    EXPECT_EQ(body["scheduling"], json::parse(R"({"onHostMaintenance":"MIGRATE","automaticRestart":true,
        "maxRunDuration":{"seconds":"28800"},"instanceTerminationAction":"STOP"})"));
    EXPECT_EQ(body["networkInterfaces"][0]["accessConfigs"],
              json::parse(R"([{"type":"ONE_TO_ONE_NAT","name":"aloft-static","natIP":"34.1.2.3"}])"));
    json answer = body;
    answer["status"] = "RUNNING";
    answer["resourceStatus"]["scheduling"]["terminationTimestamp"] = "2026-11-21T01:30:00.000-08:00";
    const Found found = found_instance(of(lasting(), ResourceKind::instance).ref, answer);
    EXPECT_EQ(found.properties.at("deadline"), "8h");
    EXPECT_EQ(found.properties.at("ends"), "2026-11-21T09:30:00Z");
    EXPECT_EQ(found.properties.at("public_address"), "static");
}

TEST(GoogleBodies, ADeadlineSaysThatLocalDisksMayBeEmptied) {
    const auto said = [](const char* type, const char* deadline) {
        return scheduling("on-demand", inside(type, ""), deadline).value("onInstanceStopAction", json());
    };
    EXPECT_EQ(said("a2-ultragpu-1g", "8h"), json::parse(R"({"discardLocalSsd":true})"));
    EXPECT_EQ(said("a2-ultragpu-1g", ""), json()) << "about an end that there is not";
    EXPECT_EQ(said("a2-highgpu-1g", "8h"), json()) << "about disks that there are not";
}

std::vector<std::string> verbs_of(const std::vector<InstanceCall>& calls) {
    std::vector<std::string> verbs;
    for (const InstanceCall& call : calls) verbs.push_back(call.verb);
    return verbs;
}

/// As it was made.
Found standing(const Resource& instance) {
    Found found{instance.ref, Condition::stopped, {{"way_in", "External NAT"}}, instance.labels};
    for (const auto& [name, property] : instance.properties) found.properties[name] = property.value;
    return found;
}

TEST(GoogleChanges, AreTheCallsThatItTakesAndNoMore) {
    const Resource plain = of(blueprint_of({}, offer("e2-standard-4", "on-demand"), labels), ResourceKind::instance);
    const Resource gpu = of(with_t4(), ResourceKind::instance);
    using Verbs = std::vector<std::string>;
    EXPECT_EQ(verbs_of(calls_to_change(plain, standing(plain), "")), Verbs{});
    EXPECT_EQ(verbs_of(calls_to_change(gpu, standing(plain), "")),
              (Verbs{"setScheduling", "setMachineType", "setMachineResources"}));
    EXPECT_EQ(verbs_of(calls_to_change(plain, standing(gpu), "")),
              (Verbs{"setScheduling", "setMachineResources", "setMachineType", "setScheduling"}));
}

TEST(GoogleChanges, ADeadlineComesAndGoesByOneCall) {
    const Resource plain = of(blueprint_of({}, offer("n1-standard-4", "on-demand"), labels), ResourceKind::instance);
    Resource ending = plain;
    ending.properties["deadline"].value = "8h";
    const auto comes = calls_to_change(ending, standing(plain), "");
    ASSERT_EQ(verbs_of(comes), std::vector<std::string>{"setScheduling"});
    EXPECT_EQ(comes[0].body["maxRunDuration"], json::parse(R"({"seconds":"28800"})"));
    const auto goes = calls_to_change(plain, standing(ending), "");
    ASSERT_EQ(verbs_of(goes), std::vector<std::string>{"setScheduling"});
    EXPECT_TRUE(goes[0].body.contains("maxRunDuration")) << "what is left out stays as it is";
    EXPECT_TRUE(goes[0].body["maxRunDuration"].is_null());
}

TEST(GoogleChanges, OneWayInAtATime) {
    Resource kept = of(lasting(), ResourceKind::instance);
    Found found = standing(kept);
    found.properties["public_address"] = "ephemeral";
    const auto calls = calls_to_change(kept, found, "34.1.2.3");
    ASSERT_EQ(verbs_of(calls), (std::vector<std::string>{"deleteAccessConfig", "addAccessConfig"}));
    EXPECT_EQ(calls[0].query.at("accessConfig"), "External NAT");
    EXPECT_EQ(calls[1].body["natIP"], "34.1.2.3");
    // An earlier change was cut off between the two.
    found.properties["public_address"] = found.properties["way_in"] = "";
    EXPECT_EQ(verbs_of(calls_to_change(kept, found, "34.1.2.3")), std::vector<std::string>{"addAccessConfig"});
}

json told(const char* status) {
    return json::parse(R"({"name":"aloft-lab-me7","status":")" + std::string(status) + R"(",
        "machineType":"https://x/zones/z/machineTypes/n1-standard-4",
        "guestAccelerators":[{"acceleratorType":"https://x/acceleratorTypes/nvidia-tesla-t4","acceleratorCount":2}],
        "scheduling":{"provisioningModel":"SPOT"},
        "labels":{"aloft-machine":"lab","aloft-plan":"plan1","aloft-owner":"me7"},
        "networkInterfaces":[{"networkIP":"10.128.0.2","accessConfigs":[{"natIP":"34.1.2.3"}]}]})");
}

TEST(GoogleBodies, AnInstanceWithoutAWayInIsSeenToHaveNone) {
    json alone = told("RUNNING");
    alone["networkInterfaces"][0].erase("accessConfigs");
    const Found found = found_instance({"gcp", ResourceKind::instance, "aloft-lab-me7", "p/z"}, alone);
    EXPECT_EQ(found.properties.at("public_address"), "");
    EXPECT_FALSE(found.properties.contains("host"));
}

TEST(GoogleBodies, AnInstanceIsFoundAsItIs) {
    const ResourceRef ref{"gcp", ResourceKind::instance, "aloft-lab-me7", "p/z"};
    const Found found = found_instance(ref, told("RUNNING"));
    EXPECT_EQ(found.condition, Condition::ready);
    EXPECT_EQ(found.labels, labels);
    EXPECT_EQ(found.properties, (std::map<std::string, std::string>{{"machine_type", "n1-standard-4"},
                                                                    {"gpus", "nvidia-tesla-t4:2"},
                                                                    {"buying", "spot"},
                                                                    {"deadline", ""},
                                                                    {"way_in", ""},
                                                                    {"user", "aloft"},
                                                                    {"address", "10.128.0.2"},
                                                                    {"host", "34.1.2.3"},
                                                                    {"port", "22"}}));
    for (const char* status : {"TERMINATED", "STOPPED", "SUSPENDED"}) {
        EXPECT_EQ(found_instance(ref, told(status)).condition, Condition::stopped) << status;
        EXPECT_FALSE(is_changing(told(status))) << status;
    }
    for (const char* status : {"PROVISIONING", "STAGING", "STOPPING", "SUSPENDING", "REPAIRING"}) {
        EXPECT_EQ(found_instance(ref, told(status)).condition, Condition::partial) << status;
        EXPECT_TRUE(is_changing(told(status))) << status;
    }
}

TEST(GoogleBodies, WhatSaysLittleIsFoundAllTheSame) {
    const ResourceRef ref{"gcp", ResourceKind::instance, "x", "p/z"};
    EXPECT_EQ(found_instance(ref, json::object()).condition, Condition::partial);
    EXPECT_EQ(found_disk(ref, json::object()).condition, Condition::partial);
    EXPECT_EQ(found_firewall(ref, json::object()).labels, Labels{});
    const json odd = json::parse(R"({"networkInterfaces":[{"accessConfigs":[]}],"guestAccelerators":[{}],"labels":7})");
    EXPECT_EQ(found_instance(ref, odd).properties.at("gpus"), "");
}

}  // namespace
}  // namespace aloft::gcp
