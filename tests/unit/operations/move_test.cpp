#include "operations/move.hpp"

#include <gmock/gmock.h>

#include "fakes/fake_renting_cloud.hpp"
#include "operations/down.hpp"
#include "operations/power.hpp"
#include "quota_world.hpp"

namespace aloft {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const MachineRequest asked_for{.machine = "aloft", .moving = Moving::asked_for};
const MachineRequest offered{.machine = "aloft"};

/// A machine with a T4 in us-central1-a that is off, and a zone that has none left.
class MoveOfAMachine : public testing::Test {
protected:
    fakes::Bench bench;
    fakes::FakeRentingCloud cloud{"gcp"};
    fakes::FakeCatalog catalog{quota_catalog()};

    void SetUp() override {
        bench.around.clouds = {&cloud};
        bench.around.builtin_catalog = catalog.bytes();
        const Spec spec{.on = "gcp", .cpus = 4, .gpu = GpuWish{"T4", 1}};
        const auto made = up(bench.around, UpRequest{.spec = spec}, bench.person);
        ASSERT_TRUE(made) << describe(made.error());
        ASSERT_EQ(made->plan.offer.place, "us-central1-a");
        ASSERT_TRUE(stop(bench.around, offered, bench.person));
        cloud.run_out_of_machines_in("us-central1-a");
        bench.person.asked_to_approve = 0;
        cloud.zones_tried.clear();
    }

    std::vector<std::string> of_kind(ResourceKind kind) const {
        std::vector<std::string> places;
        for (const auto& [ref, found] : cloud.standing)
            if (ref.kind == kind) places.push_back(ref.place);
        return places;
    }
    void expect_whole_in(const std::string& zone, Condition condition) {
        EXPECT_THAT(of_kind(ResourceKind::instance), ElementsAre(zone));
        EXPECT_THAT(of_kind(ResourceKind::disk), ElementsAre(zone));
        EXPECT_THAT(of_kind(ResourceKind::snapshot), ElementsAre());
        const auto known = bench.ledger->machine("aloft");
        ASSERT_TRUE(known && *known);
        EXPECT_EQ((*known)->machine.offer.place, zone);
        EXPECT_EQ((*known)->condition, condition);
        const auto records = bench.ledger->resources("aloft");
        ASSERT_TRUE(records);
        for (const auto& record : *records) {
            if (record.resource.ref.kind != ResourceKind::disk) continue;
            EXPECT_EQ(record.resource.ref.place, zone);
        }
    }
    /// Every call to the cloud or the keeper of keys from here on fails, as after a kill: nothing more is done or undone.
    void cut_off_after(std::size_t calls) {
        const std::size_t last = cloud.calls.size() + calls;
        cloud.fault = [last](std::size_t call) {
            return call >= last ? fakes::Fault::before_effect : fakes::Fault::none;
        };
    }
    void go_on() {
        cloud.fault = [](std::size_t) { return fakes::Fault::none; };
    }
};

TEST_F(MoveOfAMachine, goes_to_a_zone_that_has_room) {
    const auto moved = start(bench.around, asked_for, bench.person);
    ASSERT_TRUE(moved) << describe(moved.error());
    EXPECT_EQ(moved->plan.offer.place, "us-central1-b");
    EXPECT_EQ(bench.person.asked_to_approve, 0) << "asked for, and no dearer";
    expect_whole_in("us-central1-b", Condition::ready);
    EXPECT_EQ(moved->plan.steps.size(), 7U) << "the whole of it";
}

TEST_F(MoveOfAMachine, is_offered_and_done_when_the_person_says_so) {
    ASSERT_TRUE(start(bench.around, offered, bench.person));
    EXPECT_EQ(bench.person.asked_to_approve, 1);
    expect_whole_in("us-central1-b", Condition::ready);
}

TEST_F(MoveOfAMachine, whom_nobody_can_ask_is_told_the_command) {
    bench.person.approves = false;
    const auto refused = start(bench.around, offered, bench.person);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::no_capacity);
    EXPECT_THAT(refused.error().hint, HasSubstr("`aloft start aloft --move` takes it to us-central1-b"));
    expect_whole_in("us-central1-a", Condition::stopped);
}

TEST_F(MoveOfAMachine, goes_where_the_cloud_says_that_there_is_room) {
    cloud.refusing_zones["us-central1-a"].places = {"us-west1-a"};
    ASSERT_TRUE(start(bench.around, asked_for, bench.person));
    expect_whole_in("us-west1-a", Condition::ready);
}

TEST_F(MoveOfAMachine, goes_on_to_another_region_with_the_same_snapshot) {
    cloud.run_out_of_machines_in("us-central1-b");
    const auto moved = start(bench.around, asked_for, bench.person);
    ASSERT_TRUE(moved) << describe(moved.error());
    EXPECT_THAT(cloud.zones_tried, testing::SizeIs(2));
    EXPECT_THAT(moved->plan.choice, Contains(HasSubstr("it leaves its region")));
    EXPECT_EQ(std::ranges::count_if(cloud.calls, [](const auto& call) { return call.starts_with("ensure snapshot"); }),
              1);
    expect_whole_in(moved->plan.offer.place, Condition::ready);
}

TEST_F(MoveOfAMachine, who_was_asked_about_a_zone_is_asked_again_before_it_leaves_the_region) {
    cloud.run_out_of_machines_in("us-central1-b");
    ASSERT_TRUE(start(bench.around, offered, bench.person));
    EXPECT_EQ(bench.person.asked_to_approve, 2);
}

TEST_F(MoveOfAMachine, of_which_no_zone_has_any_left_is_as_it_was) {
    for (const std::string zone : {"us-central1-b", "us-west1-a", "europe-west4-b"}) cloud.run_out_of_machines_in(zone);
    const auto moved = start(bench.around, asked_for, bench.person);
    ASSERT_FALSE(moved);
    EXPECT_EQ(moved.error().kind, ErrorKind::no_capacity);
    EXPECT_THAT(moved.error().hint, HasSubstr("its disk in us-central1-a"));
    expect_whole_in("us-central1-a", Condition::stopped);
    cloud.refusing_zones.clear();
    ASSERT_TRUE(start(bench.around, offered, bench.person));
    expect_whole_in("us-central1-a", Condition::ready);
}

TEST_F(MoveOfAMachine, whose_copy_does_not_answer_is_as_it_was) {
    bench.keys.fault = [&](std::size_t) { return fakes::Fault::before_effect; };
    ASSERT_FALSE(start(bench.around, asked_for, bench.person));
    expect_whole_in("us-central1-a", Condition::stopped);
}

/// At every call of a move: whatever fails then, and cannot be taken back, the next command finishes or removes.
TEST_F(MoveOfAMachine, cut_off_anywhere_is_in_one_place_after_the_next_command) {
    for (std::size_t calls = 0;; ++calls) {
        cut_off_after(calls);
        const auto cut = start(bench.around, asked_for, bench.person);
        EXPECT_THAT(of_kind(ResourceKind::disk), Not(ElementsAre())) << "cut off after " << calls;
        go_on();
        if (cut) break;
        ASSERT_TRUE(stop(bench.around, offered, bench.person)) << "cut off after " << calls;
        const auto places = of_kind(ResourceKind::disk);
        ASSERT_THAT(places, testing::SizeIs(1)) << "cut off after " << calls;
        expect_whole_in(places.front(), Condition::stopped);
        if (places.front() == "us-central1-a") continue;
        // It had been proved: the rest of the way is only what it left behind.
        cloud.refusing_zones.clear();
        cloud.run_out_of_machines_in(places.front());
    }
    EXPECT_GE(cloud.calls.size(), 20U);
}

TEST_F(MoveOfAMachine, cut_off_half_way_goes_whole_with_down) {
    cut_off_after(3);
    ASSERT_FALSE(start(bench.around, asked_for, bench.person));
    go_on();
    ASSERT_TRUE(down(bench.around, {.machine = "aloft"}, bench.person));
    for (const ResourceKind kind : {ResourceKind::instance, ResourceKind::disk, ResourceKind::snapshot})
        EXPECT_THAT(of_kind(kind), ElementsAre());
    EXPECT_FALSE(*bench.ledger->machine("aloft"));
}

}  // namespace
}  // namespace aloft
