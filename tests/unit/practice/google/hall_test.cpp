#include <filesystem>

#include "desk_bench.hpp"
#include "fakes/fake_hall.hpp"
#include "practice/sqlite_file.hpp"

namespace aloft::practice::google {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

struct Halls : ::testing::Test {
    fakes::FakeHall hall;
    const fakes::FakeHall::Machine& only() const { return hall.machines.begin()->second; }
    static bool lets_in(const fakes::FakeHall::Machine& machine, const std::string& port) {
        return std::ranges::any_of(machine.network.doors, [&](const Door& door) {
            return door.protocol == "tcp" && std::ranges::find(door.ports, port) != door.ports.end();
        });
    }
};

TEST_F(Halls, AMachineIsReallyThereAndReallyGone) {
    DeskBench bench(DeskBench::usual_world(), &hall);
    bench.done(bench.post(instances_path, DeskBench::machine("vm")));
    ASSERT_THAT(hall.machines, SizeIs(1));
    EXPECT_TRUE(only().on);
    EXPECT_EQ(only().made.cpus, 4);
    EXPECT_EQ(only().made.hostname, "vm.us-central1-a.c.my-project.internal");
    EXPECT_THAT(only().network.internal_address, StartsWith("10.220."));
    EXPECT_THAT(only().network.external_address, StartsWith("10.220.128."));
    EXPECT_TRUE(lets_in(only(), "22"));
    EXPECT_THAT(bench.get(instances_path + "/vm/serialPort")["contents"].get<std::string>(), StartsWith("booted"));
    bench.done(bench.post(instances_path + "/vm/stop"));
    EXPECT_FALSE(only().on);
    bench.done(bench.post(instances_path + "/vm/start"));
    EXPECT_EQ(only().boots, 2);
    bench.done(bench.call("DELETE", "/compute/v1/" + instances_path + "/vm"));
    EXPECT_THAT(hall.machines, IsEmpty());
    EXPECT_THAT(hall.disks, IsEmpty());
}

TEST_F(Halls, TheRangeOfAddressesIsKeptBeforeThereIsAMachine) {
    const DeskBench bench(DeskBench::usual_world(), &hall);
    EXPECT_TRUE(hall.has_network) << "somebody else would take it";
}

TEST_F(Halls, RulesCountInTheOrderOfTheirNumbers) {
    DeskBench bench(DeskBench::usual_world(), &hall);
    bench.done(bench.post(instances_path, DeskBench::machine("vm")));
    const std::string rules = "projects/my-project/global/firewalls";
    const Json web = Json::array({{{"IPProtocol", "tcp"}, {"ports", {"8080"}}}});
    const auto rule = [&](const std::string& name, const std::string& list, int priority, const Json& more) {
        Json body = {{"name", name}, {list, web}, {"priority", priority}};
        body.update(more);
        bench.done(bench.post(rules, body));
    };
    rule("few", "allowed", 800, {{"sourceRanges", {"192.0.2.0/24"}}});
    rule("all", "allowed", 900, Json::object());
    rule("none", "denied", 900, {{"sourceRanges", {"198.51.100.0/24"}}});
    rule("elsewhere", "denied", 1, {{"destinationRanges", {"203.0.113.0/24"}}});
    rule("off", "denied", 1, {{"disabled", true}});
    rule("out", "denied", 1000, {{"direction", "EGRESS"}, {"destinationRanges", {"203.0.113.0/24"}}});
    std::vector<std::pair<std::string, Door::Way>> order;
    for (const Door& door : only().network.doors)
        if (door.ports == std::vector<std::string>{"8080"}) order.emplace_back(door.others.at(0), door.way);
    EXPECT_THAT(order, ::testing::ElementsAre(std::pair("192.0.2.0/24", Door::Way::open),
                                              std::pair("198.51.100.0/24", Door::Way::shut),
                                              std::pair("0.0.0.0/0", Door::Way::open)));
    ASSERT_THAT(only().network.exits, SizeIs(1));
    EXPECT_EQ(only().network.exits[0], (Door{"tcp", {"8080"}, {"203.0.113.0/24"}, Door::Way::shut}));
    const auto refused =
        bench.post(rules, {{"name", "both"}, {"direction", "EGRESS"}, {"denied", web}, {"sourceTags", {"a"}}});
    EXPECT_EQ(refused.status, 400);
}

TEST_F(Halls, RulesOpenAndShutDoors) {
    DeskBench bench(DeskBench::usual_world(), &hall);
    Json machine = DeskBench::machine("vm");
    machine["tags"]["items"] = {"web"};
    bench.done(bench.post(instances_path, machine));
    const std::string rules = "projects/my-project/global/firewalls";
    bench.done(bench.post(rules, {{"name", "web"},
                                  {"allowed", Json::array({{{"IPProtocol", "tcp"}, {"ports", {"8080"}}}})},
                                  {"targetTags", {"web"}}}));
    EXPECT_TRUE(lets_in(only(), "8080"));
    const Json vm = bench.get(instances_path + "/vm");
    bench.done(bench.post(instances_path + "/vm/setTags",
                          {{"fingerprint", vm["tags"]["fingerprint"]}, {"items", Json::array()}}));
    EXPECT_FALSE(lets_in(only(), "8080"));
    bench.done(bench.call("PATCH", "/compute/v1/" + rules + "/web", {{"targetTags", {"other"}}}));
    bench.done(bench.call("DELETE", "/compute/v1/" + rules + "/default-allow-ssh"));
    EXPECT_FALSE(lets_in(only(), "22"));
}

TEST_F(Halls, AMachineThatDoesNotBootLeavesNothing) {
    hall.fails_with = "no room";
    DeskBench bench(DeskBench::usual_world(), &hall);
    const Json operation = bench.wait(bench.post(instances_path, DeskBench::machine("vm")).body);
    EXPECT_EQ(operation["error"]["errors"][0]["code"], "INTERNAL_ERROR");
    EXPECT_THAT(operation["error"]["errors"][0]["message"].get<std::string>(), HasSubstr("no room"));
    bench.loop.turn();
    EXPECT_THAT(hall.disks, IsEmpty());
    EXPECT_EQ(bench.call("GET", "/compute/v1/" + instances_path + "/vm").status, 404);
}

struct Killed : Halls {
    std::filesystem::path file =
        std::filesystem::path(::testing::TempDir()) /
        ("records-" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()));
    void SetUp() override { remove_records(); }
    void TearDown() override { remove_records(); }
    void remove_records() {
        for (const std::string ending : {"", "-wal", "-shm"}) std::filesystem::remove(file.string() + ending);
    }
};

TEST_F(Killed, WhatWasAtWorkIsFinished) {
    {
        DeskBench bench(DeskBench::usual_world(), &hall, file);
        bench.loop.hold_work();
        bench.post(instances_path, DeskBench::machine("vm"));
        EXPECT_THAT(hall.machines, IsEmpty());
    }
    DeskBench again(DeskBench::usual_world(), &hall, file);
    EXPECT_THAT(hall.machines, SizeIs(1));
    again.loop.pass(std::chrono::seconds(20));
    EXPECT_EQ(again.get(instances_path + "/vm")["status"], "RUNNING");
    EXPECT_EQ(only().boots, 1);
}

TEST_F(Killed, AnOperationOnPaperToo) {
    {
        DeskBench bench(DeskBench::usual_world(), nullptr, file);
        bench.post(instances_path, DeskBench::machine("vm"));
    }
    DeskBench again(DeskBench::usual_world(), nullptr, file);
    again.loop.pass(std::chrono::seconds(20));
    EXPECT_EQ(again.get(instances_path + "/vm")["status"], "RUNNING");
}

TEST_F(Killed, MachinesThatShouldRunAreStartedAgainAndForgottenOnesRemoved) {
    {
        DeskBench bench(DeskBench::usual_world(), &hall, file);
        bench.done(bench.post(instances_path, DeskBench::machine("vm")));
    }
    hall.machines.begin()->second.on = false;
    hall.machines["12345"].on = true;
    hall.disks.insert("12345");
    DeskBench again(DeskBench::usual_world(), &hall, file);
    again.loop.pass(std::chrono::seconds(20));
    EXPECT_THAT(hall.machines, SizeIs(1));
    EXPECT_THAT(hall.disks, SizeIs(1));
    EXPECT_TRUE(only().on);
    EXPECT_EQ(again.get(instances_path + "/vm")["status"], "RUNNING");
}

TEST_F(Killed, RecordsOfANewerVersionAreRefused) {
    {
        ASSERT_TRUE(Records::open(file));
    }
    const std::string command = "PRAGMA user_version = 99";
    {
        ASSERT_TRUE(SqliteFile::open(file.string())->run(command.c_str()));
    }
    const auto opened = Records::open(file);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind, ErrorKind::storage);
    EXPECT_THAT(opened.error().detail, HasSubstr("newer"));
}

}  // namespace
}  // namespace aloft::practice::google
