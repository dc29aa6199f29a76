#include <fmt/format.h>

#include "desk_bench.hpp"
#include "practice/google/guest_attributes.hpp"

namespace aloft::practice::google {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::SizeIs;

struct MachineLife : ::testing::Test {
    DeskBench bench;
    Json instance(const std::string& name) { return bench.get(instances_path + "/" + name); }
    std::string status(const std::string& name) { return instance(name).value("status", ""); }
};

TEST_F(MachineLife, FromInsertToDelete) {
    const auto inserted = bench.post(instances_path, DeskBench::machine("vm"));
    EXPECT_EQ(inserted.body.value("status", ""), "RUNNING");
    EXPECT_EQ(inserted.body.value("operationType", ""), "insert");
    EXPECT_EQ(status("vm"), "PROVISIONING");
    bench.loop.pass(std::chrono::seconds(6));
    EXPECT_EQ(status("vm"), "STAGING");
    bench.done(inserted);
    const Json vm = instance("vm");
    EXPECT_EQ(vm["status"], "RUNNING");
    EXPECT_EQ(vm["selfLink"],
              "https://www.googleapis.com/compute/v1/projects/my-project/zones/us-central1-a/instances/vm");
    EXPECT_THAT(vm["networkInterfaces"][0]["networkIP"].get<std::string>(), ::testing::StartsWith("10.128."));
    EXPECT_THAT(vm["networkInterfaces"][0]["accessConfigs"][0], Contains("198.18.0.2"));
    EXPECT_EQ(bench.get(zone_path + "/disks/vm")["users"][0], vm["selfLink"]);

    bench.done(bench.post(instances_path + "/vm/stop"));
    EXPECT_EQ(status("vm"), "TERMINATED");
    EXPECT_FALSE(instance("vm")["networkInterfaces"][0]["accessConfigs"][0].contains("natIP"));
    bench.done(bench.post(instances_path + "/vm/setMachineType",
                          {{"machineType", "zones/us-central1-a/machineTypes/e2-standard-2"}}));
    bench.done(bench.post(instances_path + "/vm/start"));
    EXPECT_EQ(status("vm"), "RUNNING");
    EXPECT_THAT(instance("vm").value("machineType", ""), HasSubstr("e2-standard-2"));

    bench.done(bench.call("DELETE", "/compute/v1/" + instances_path + "/vm"));
    EXPECT_EQ(bench.call("GET", "/compute/v1/" + instances_path + "/vm").status, 404);
    EXPECT_EQ(bench.call("GET", "/compute/v1/" + zone_path + "/disks/vm").status, 404);
    EXPECT_FALSE(bench.get(instances_path).contains("items"));
}

TEST_F(MachineLife, LocalDisksAreEmptiedOnlyWhereSomebodySaysSo) {
    World world = DeskBench::usual_world();
    world.quota_limits = {{{}, {}, {}, 1'000'000}};
    DeskBench rich(world);
    Json vm = DeskBench::machine("vm");
    vm["machineType"] = "zones/us-central1-a/machineTypes/a3-highgpu-8g";
    vm["disks"][0]["initializeParams"]["diskType"] = "zones/us-central1-a/diskTypes/pd-balanced";
    vm["scheduling"] = {{"onHostMaintenance", "TERMINATE"}, {"maxRunDuration", {{"seconds", "3600"}}}};
    EXPECT_THAT(rich.post(instances_path, vm).raw.body, HasSubstr("onInstanceStopAction.discardLocalSsd"));
    vm["scheduling"]["onInstanceStopAction"] = {{"discardLocalSsd", true}};
    rich.done(rich.post(instances_path, vm));
    const auto refused = rich.post(instances_path + "/vm/stop");
    EXPECT_EQ(refused.status, 400);
    EXPECT_THAT(refused.raw.body, HasSubstr("VM has a Local SSD attached but an undefined value for"));
    EXPECT_EQ(rich.get(instances_path + "/vm").value("status", ""), "RUNNING");
    rich.done(rich.post(instances_path + "/vm/stop?discardLocalSsd=true"));
    EXPECT_EQ(rich.get(instances_path + "/vm").value("status", ""), "TERMINATED");
    Json without = DeskBench::machine("without");
    without["scheduling"] = vm["scheduling"];
    EXPECT_THAT(rich.post(instances_path, without).raw.body,
                HasSubstr("It can only be set for instances with Local SSD"));
}

TEST_F(MachineLife, TheMeterTellsWhatWasOn) {
    bench.done(bench.post(instances_path, DeskBench::machine("vm")));
    bench.loop.pass(std::chrono::hours(2));
    bench.done(bench.call("DELETE", "/compute/v1/" + instances_path + "/vm"));
    const Bill bill = bill_of(bench.records->readings(), bench.clock.now());
    EXPECT_EQ(bill.hourly_now, Money{});
    EXPECT_GT(bill.total.micros, 0);
    std::vector<std::string> things;
    for (const BillLine& line : bill.lines) things.push_back(line.thing);
    EXPECT_THAT(things, Contains("zones/us-central1-a/instances/vm"));
    EXPECT_THAT(things, Contains("zones/us-central1-a/disks/vm"));
}

TEST_F(MachineLife, SpotMachinesAreTakenWithNotice) {
    World world = DeskBench::usual_world();
    world.preemptions = {{.types = {}, .gpus = {}, .zones = {}, .hours = {}, .after = std::chrono::minutes(10)}};
    DeskBench stormy(world);
    Json machine = DeskBench::machine("vm");
    machine["scheduling"] = {{"provisioningModel", "SPOT"}};
    stormy.done(stormy.post(instances_path, machine));
    const std::string id = stormy.get(instances_path + "/vm")["id"];
    EXPECT_EQ(stormy.desk->tree(id)["instance"]["preempted"], "FALSE");
    stormy.loop.pass(std::chrono::minutes(10));
    EXPECT_EQ(stormy.desk->tree(id)["instance"]["preempted"], "TRUE");
    EXPECT_EQ(stormy.get(instances_path + "/vm")["status"], "STOPPING");
    stormy.loop.pass(std::chrono::minutes(1));
    EXPECT_EQ(stormy.get(instances_path + "/vm")["status"], "TERMINATED");
    std::vector<std::string> types;
    const Json operations = stormy.get(zone_path + "/operations");
    for (const Json& operation : operations["items"]) types.push_back(operation["operationType"]);
    EXPECT_THAT(types, Contains("compute.instances.preempted"));
}

TEST_F(MachineLife, ItsOwnLimitEndsIt) {
    Json machine = DeskBench::machine("vm");
    machine["scheduling"] = {{"maxRunDuration", {{"seconds", "3600"}}}, {"instanceTerminationAction", "DELETE"}};
    bench.done(bench.post(instances_path, machine));
    EXPECT_TRUE(instance("vm")["resourceStatus"]["scheduling"].contains("terminationTimestamp"));
    bench.loop.pass(std::chrono::minutes(59));
    EXPECT_EQ(status("vm"), "RUNNING");
    bench.loop.pass(std::chrono::minutes(2));
    EXPECT_EQ(bench.call("GET", "/compute/v1/" + instances_path + "/vm").status, 404);
}

TEST_F(MachineLife, TheClockTurnedFromOutsideMakesItHappen) {
    Json machine = DeskBench::machine("vm");
    machine["scheduling"] = {{"maxRunDuration", {{"seconds", "3600"}}}};
    bench.done(bench.post(instances_path, machine));
    bench.clock.turn(std::chrono::hours(3));
    bench.desk->world_changed();
    bench.loop.turn();
    EXPECT_EQ(status("vm"), "TERMINATED");
    const Bill bill = bill_of(bench.records->readings(), bench.clock.now());
    for (const BillLine& line : bill.lines) {
        if (line.thing.ends_with("instances/vm")) {
            EXPECT_LE(line.until - line.from, std::chrono::minutes(61));
        }
    }
}

TEST_F(MachineLife, ListsLagBehindButGetDoesNot) {
    World world = DeskBench::usual_world();
    world.consistency_lag = std::chrono::seconds(30);
    DeskBench slow(world);
    slow.post(instances_path, DeskBench::machine("vm"));
    EXPECT_EQ(slow.get(instances_path + "/vm")["name"], "vm");
    EXPECT_FALSE(slow.get(instances_path).contains("items"));
    slow.loop.pass(std::chrono::seconds(31));
    EXPECT_THAT(slow.get(instances_path)["items"], SizeIs(1));
}

TEST_F(MachineLife, ListsAreSievedAndPaged) {
    for (const std::string name : {"a1", "a2", "b1"}) {
        Json machine = DeskBench::machine(name);
        machine["labels"] = {{"owner", name.substr(0, 1)}};
        bench.done(bench.post(instances_path, machine));
    }
    EXPECT_THAT(bench.get(instances_path + "?filter=name%20eq%20a.*")["items"], SizeIs(2));
    EXPECT_THAT(bench.get(instances_path + "?filter=labels.owner%3Db%20AND%20status%3DRUNNING")["items"], SizeIs(1));
    const Json first = bench.get(instances_path + "?maxResults=2");
    EXPECT_THAT(first["items"], SizeIs(2));
    const Json second =
        bench.get(instances_path + "?maxResults=2&pageToken=" + first["nextPageToken"].get<std::string>());
    EXPECT_EQ(second["items"][0]["name"], "b1");
    EXPECT_FALSE(second.contains("nextPageToken"));
    const Json all = bench.get("projects/my-project/aggregated/instances");
    EXPECT_THAT(all["items"]["zones/us-central1-a"]["instances"], SizeIs(3));
    EXPECT_EQ(all["items"]["zones/europe-west4-a"]["warning"]["code"], "NO_RESULTS_ON_PAGE");
}

TEST_F(MachineLife, GuestAttributesComeFromTheMachine) {
    Json machine = DeskBench::machine("vm");
    machine["metadata"]["items"] = Json::array({{{"key", "enable-guest-attributes"}, {"value", "TRUE"}}});
    bench.done(bench.post(instances_path, machine));
    const std::string id = instance("vm")["id"];
    const std::string path = "/compute/v1/" + instances_path + "/vm/getGuestAttributes?queryPath=hostkeys%2F";
    EXPECT_EQ(bench.call("GET", path).status, 404);
    EXPECT_TRUE(bench.desk->set_guest_attribute(id, "hostkeys/ssh-ed25519", "AAAA"));
    EXPECT_EQ(bench.call("GET", path).body["queryValue"]["items"][0]["value"], "AAAA");
    bench.done(bench.post(instances_path, DeskBench::machine("other")));
    EXPECT_FALSE(bench.desk->set_guest_attribute(instance("other").value("id", ""), "hostkeys/ssh-ed25519", "AAAA"));
}

TEST_F(MachineLife, WhatAProjectHasIsItsUsage) {
    bench.done(bench.post(instances_path, DeskBench::with_gpu(DeskBench::machine("vm"))));
    bench.done(bench.post(instances_path, DeskBench::machine("off")));
    bench.done(bench.post(instances_path + "/off/stop"));
    const auto used = [&](const Json& quotas, const std::string& metric) {
        for (const Json& quota : quotas)
            if (quota["metric"] == metric) return quota["usage"].get<double>();
        return -1.0;
    };
    const Json regions = bench.get("projects/my-project/regions")["items"];
    for (const auto& [region, times] : {std::pair("us-central1", 1), std::pair("europe-west4", 0)}) {
        const auto found = std::ranges::find_if(regions, [&](const Json& one) { return one["name"] == region; });
        ASSERT_NE(found, regions.end());
        const Json& quotas = (*found)["quotas"];
        EXPECT_EQ(used(quotas, "INSTANCES"), 2 * times);
        EXPECT_EQ(used(quotas, "CPUS"), 4 * times);
        EXPECT_EQ(used(quotas, "NVIDIA_T4_GPUS"), times);
        EXPECT_EQ(used(quotas, "IN_USE_ADDRESSES"), times);
        EXPECT_EQ(used(quotas, "DISKS_TOTAL_GB"), 40 * times);
    }
    EXPECT_EQ(used(bench.get("projects/my-project")["quotas"], "FIREWALLS"), 4);
}

TEST_F(MachineLife, GuestAttributesHaveAnEnd) {
    Json machine = DeskBench::machine("vm");
    machine["metadata"]["items"] = Json::array({{{"key", "enable-guest-attributes"}, {"value", "TRUE"}}});
    bench.done(bench.post(instances_path, machine));
    const std::string id = instance("vm")["id"];
    const auto set = [&](const std::string& name, std::size_t size) {
        return bench.desk->set_guest_attribute(id, name, std::string(size, 'x'));
    };
    EXPECT_EQ(set("space/" + std::string(300, 'k'), 1).error().kind, ErrorKind::bad_input);
    EXPECT_EQ(set("space/key", (32 << 10) + 1).error().kind, ErrorKind::bad_input);
    int fitted = 0;
    while (fitted < 100 && set(fmt::format("space/{}", fitted), 32 << 10)) ++fitted;
    EXPECT_EQ(fitted, 7) << "together less than 256 KiB";
    EXPECT_TRUE(set("space/0", 32 << 10)) << "in the place of another";
    EXPECT_TRUE(bench.desk->set_guest_attribute(id, "space/0", std::nullopt));
    EXPECT_TRUE(set("space/other", 32 << 10));
}

TEST_F(MachineLife, ThereAreNotEndlesslyManyGuestAttributes) {
    Json instance = Json::object();
    int written = 0;
    while (written < 2000 && write_guest_attribute(instance, fmt::format("s/{}", written), "")) ++written;
    EXPECT_EQ(written, 1000);
}

TEST_F(MachineLife, ShadowsOfListsGo) {
    World world = DeskBench::usual_world();
    world.consistency_lag = std::chrono::seconds(30);
    DeskBench slow(world);
    slow.done(slow.post(instances_path, DeskBench::machine("vm")));
    EXPECT_FALSE(slow.records->names("lists/").empty());
    slow.loop.pass(std::chrono::minutes(2));
    slow.done(slow.post(instances_path + "/vm/stop"));
    slow.loop.pass(std::chrono::hours(2));
    slow.get(instances_path + "/vm");
    EXPECT_THAT(slow.records->names("lists/"), testing::IsEmpty());
    EXPECT_THAT(slow.get(instances_path)["items"], SizeIs(1));
}

TEST_F(MachineLife, ABrokenRecordIsToldOfAndTheOthersGoOn) {
    std::vector<std::string> told;
    bench.office.tell = [&](std::string_view line) { told.emplace_back(line); };
    bench.done(bench.post(instances_path, DeskBench::machine("good")));
    const std::string broken = zone_path + "/operations/operation-broken";
    bench.records->put(broken, {{"status", "RUNNING"}, {"practice", 7}});
    bench.records->put("agenda/broken", 7);
    bench.records->put("projects/my-project/quotaPreferences/broken", 7);
    bench.records->put(instances_path + "/broken",
                       {{"guestAccelerators", {{{"acceleratorCount", "two"}, {"acceleratorType", 2}}}}});
    found_world(bench.office);
    bench.desk->resume();
    bench.loop.turn();
    EXPECT_THAT(told, Contains(HasSubstr(broken)));
    EXPECT_EQ(bench.get(instances_path + "/good")["status"], "RUNNING");
    bench.records->put("projects/my-project/compute", 7);
    EXPECT_EQ(bench.call("GET", "/compute/v1/projects/my-project").status, 500);
    EXPECT_THAT(told, Contains(HasSubstr("GET /compute/v1/projects/my-project failed")));
    EXPECT_EQ(bench.get(instances_path + "/good")["status"], "RUNNING");
}

TEST_F(MachineLife, AReservedAddressMovesFromMachineToMachine) {
    bench.done(bench.post(instances_path, DeskBench::machine("vm")));
    const std::string addresses = "projects/my-project/regions/us-central1/addresses";
    bench.done(bench.post(addresses, {{"name", "mine"}}));
    const std::string number = bench.get(addresses + "/mine")["address"];
    bench.done(bench.post(instances_path + "/vm/deleteAccessConfig?networkInterface=nic0&accessConfig=External%20NAT"));
    bench.done(bench.post(instances_path + "/vm/addAccessConfig?networkInterface=nic0",
                          {{"name", "External NAT"}, {"type", "ONE_TO_ONE_NAT"}, {"natIP", number}}));
    EXPECT_EQ(instance("vm")["networkInterfaces"][0]["accessConfigs"][0]["natIP"], number);
    EXPECT_EQ(bench.get(addresses + "/mine")["status"], "IN_USE");
    EXPECT_EQ(bench.call("DELETE", "/compute/v1/" + addresses + "/mine").status, 400);
    bench.done(bench.post(instances_path + "/vm/stop"));
    EXPECT_EQ(instance("vm")["networkInterfaces"][0]["accessConfigs"][0]["natIP"], number);
    bench.done(bench.call("DELETE", "/compute/v1/" + instances_path + "/vm"));
    EXPECT_EQ(bench.get(addresses + "/mine")["status"], "RESERVED");
    bench.done(bench.call("DELETE", "/compute/v1/" + addresses + "/mine"));
}

TEST_F(MachineLife, ASnapshotBecomesADisk) {
    const std::string disks = zone_path + "/disks";
    bench.done(
        bench.post(disks, {{"name", "data"}, {"sizeGb", "50"}, {"type", "zones/us-central1-a/diskTypes/pd-balanced"}}));
    bench.done(bench.post(disks + "/data/resize", {{"sizeGb", "80"}}));
    EXPECT_EQ(bench.get(disks + "/data")["sizeGb"], "80");
    bench.done(bench.post(disks + "/data/createSnapshot", {{"name", "snap"}}));
    EXPECT_EQ(bench.get("projects/my-project/global/snapshots/snap")["status"], "READY");
    EXPECT_EQ(
        bench.post(disks, {{"name", "small"}, {"sizeGb", "20"}, {"sourceSnapshot", "global/snapshots/snap"}}).status,
        400);
    bench.done(bench.post(disks, {{"name", "copy"}, {"sourceSnapshot", "global/snapshots/snap"}}));
    EXPECT_EQ(bench.get(disks + "/copy")["sizeGb"], "80");
    bench.done(bench.call("DELETE", "/compute/v1/projects/my-project/global/snapshots/snap"));
}

TEST_F(MachineLife, ABulkInsertIsOneOperationOfMany) {
    Json properties = DeskBench::machine("none");
    properties.erase("name");
    properties["machineType"] = "n1-standard-4";
    bench.done(bench.post(instances_path + "/bulkInsert",
                          {{"count", "3"}, {"namePattern", "vm-##"}, {"instanceProperties", properties}}));
    EXPECT_THAT(bench.get(instances_path)["items"], SizeIs(3));
    EXPECT_EQ(status("vm-03"), "RUNNING");
}

TEST_F(MachineLife, APartOfAnAggregatedListIsBetterThanNone) {
    World world = DeskBench::usual_world();
    world.faults = {{.methods = {"compute.instances.aggregatedList"}, .calls = {}, .fault = {.status = 503}}};
    DeskBench broken(world);
    EXPECT_EQ(broken.call("GET", "/compute/v1/projects/my-project/aggregated/instances").status, 503);
    const Json part = broken.get("projects/my-project/aggregated/instances?returnPartialSuccess=true");
    EXPECT_THAT(part["unreachables"], SizeIs(1));
}

TEST_F(MachineLife, AWaitEndsAfterTwoMinutesAtMost) {
    World world = DeskBench::usual_world();
    world.operation_times = {{.kinds = {}, .time = std::chrono::minutes(10)}};
    DeskBench slow(world);
    const auto inserted = slow.post(instances_path, DeskBench::machine("vm"));
    const Json waited = slow.wait(inserted.body);
    EXPECT_EQ(waited["status"], "RUNNING");
}

}  // namespace
}  // namespace aloft::practice::google
