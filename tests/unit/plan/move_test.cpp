#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "plan/planner.hpp"

namespace aloft {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const Labels labels{"lab", "plan1", "owner"};

ResourceRef ref(ResourceKind kind, const std::string& place) { return {"cloud", kind, "lab", place}; }

Resource resource(ResourceKind kind, const std::string& place, std::vector<ResourceRef> needs = {}) {
    return {.ref = ref(kind, place), .labels = labels, .needs = std::move(needs)};
}

Blueprint machine_in(const std::string& zone) {
    const Resource firewall = resource(ResourceKind::firewall, "everywhere");
    const Resource disk = resource(ResourceKind::disk, zone);
    Resource instance = resource(ResourceKind::instance, zone, {firewall.ref, disk.ref});
    instance.price = {Money{500'000}, Money{}};
    return {{firewall, disk, instance}};
}

Blueprint copied_to(const std::string& zone) {
    Blueprint there = machine_in(zone);
    Resource snapshot = resource(ResourceKind::snapshot, "everywhere");
    snapshot.price = {Money{1'000}, Money{1'000}};
    there.resources[1].needs.push_back(snapshot.ref);
    there.resources.insert(there.resources.begin(), snapshot);
    return there;
}

const Resource host_key{.ref = {"ssh", ResourceKind::host_key, "lab", ""},
                        .labels = labels,
                        .needs = {ref(ResourceKind::instance, "here")}};

class Moving : public testing::Test {
protected:
    /// A machine that is off in the zone "here".
    World world = [] {
        World off;
        off.known = machine_in("here").resources;
        off.known.push_back(host_key);
        for (const Resource& one : off.known) off.found.push_back({one.ref, Condition::ready, {}, labels});
        off.found[2].condition = Condition::stopped;
        return off;
    }();
    const PlanHead head{"plan1", "lab", "owner", Spec{.name = "lab"}, Offer{.place = "there"}, {}};

    void stands(ResourceKind kind, const std::string& place, Condition condition = Condition::ready) {
        world.known.push_back(resource(kind, place));
        world.found.push_back({ref(kind, place), condition, {}, labels});
    }
    static std::vector<std::string> words(const Plan& plan) {
        std::vector<std::string> result;
        for (const Step& step : plan.steps)
            result.push_back(std::string(to_string(step.action)) + " " +
                             std::string(to_string(step.resource.ref.kind)) + " " + step.resource.ref.place);
        return result;
    }
};

TEST_F(Moving, touches_nothing_that_is_there_before_the_copy_is_proved) {
    const auto move = plan_move(head, copied_to("there"), machine_in("there"), world);
    ASSERT_TRUE(move) << describe(move.error());
    EXPECT_THAT(words(move->plan),
                ElementsAre("make snapshot everywhere", "make disk there", "make instance there", "wait host_key ",
                            "remove instance here", "remove disk here", "remove snapshot everywhere"));
    EXPECT_EQ(move->proven, 4U);
    const auto& steps = move->plan.steps;
    EXPECT_THAT(steps[1].needs, ElementsAre(0));
    EXPECT_THAT(steps[2].needs, ElementsAre(1));
    EXPECT_THAT(steps[3].needs, ElementsAre(2));
    EXPECT_THAT(steps[3].resource.needs, ElementsAre(ref(ResourceKind::instance, "there")));
    for (std::size_t leaving = move->proven; leaving < steps.size(); ++leaving)
        EXPECT_THAT(steps[leaving].needs, testing::Contains(leaving - 1)) << leaving;
}

TEST_F(Moving, a_machine_that_runs_is_switched_off_before_its_disk_is_copied) {
    world.found[2].condition = Condition::ready;
    const auto move = plan_move(head, copied_to("there"), machine_in("there"), world);
    ASSERT_TRUE(move) << describe(move.error());
    const auto& steps = move->plan.steps;
    EXPECT_THAT(words(move->plan), testing::Contains("stop instance here").Times(1));
    EXPECT_EQ(words(move->plan)[1], "make snapshot everywhere");
    EXPECT_THAT(steps[1].needs, ElementsAre(0));
    EXPECT_EQ(move->proven, 5U);
}

TEST_F(Moving, costs_what_the_machine_costs_there_without_the_snapshot) {
    const auto move = plan_move(head, copied_to("there"), machine_in("there"), world);
    ASSERT_TRUE(move);
    EXPECT_EQ(move->plan.price.running, Money{500'000});
}

TEST_F(Moving, a_static_address_is_taken_along_when_nobody_has_it_any_more) {
    Blueprint there = copied_to("there");
    there.resources.back().properties["public_address"] = {"ephemeral", WhenChanged::change};
    Blueprint home = machine_in("there");
    const Resource address = resource(ResourceKind::address, "region");
    home.resources.back().properties["public_address"] = {"static", WhenChanged::change};
    home.resources.back().needs.push_back(address.ref);
    home.resources.insert(home.resources.begin(), address);
    stands(ResourceKind::address, "region");
    const auto same_region = plan_move(head, there, home, world);
    ASSERT_TRUE(same_region);
    EXPECT_THAT(words(same_region->plan),
                ElementsAre("make snapshot everywhere", "make disk there", "make instance there", "wait host_key ",
                            "remove instance here", "remove disk here", "remove snapshot everywhere",
                            "change instance there", "wait host_key "));
    world.known.back().ref.place = world.found.back().ref.place = "another region";
    const auto another = plan_move(head, there, home, world);
    ASSERT_TRUE(another);
    EXPECT_THAT(
        words(another->plan),
        ElementsAre("make snapshot everywhere", "make disk there", "make instance there", "wait host_key ",
                    "remove instance here", "remove address another region", "remove disk here",
                    "remove snapshot everywhere", "make address region", "change instance there", "wait host_key "));
    EXPECT_EQ(another->proven, 4U);
}

TEST_F(Moving, a_snapshot_that_serves_the_next_zone_is_not_made_twice_and_goes_at_the_end) {
    stands(ResourceKind::snapshot, "everywhere");
    const auto move = plan_move(head, copied_to("there"), machine_in("there"), world);
    ASSERT_TRUE(move);
    EXPECT_EQ(words(move->plan).front(), "make disk there");
    EXPECT_EQ(words(move->plan).back(), "remove snapshot everywhere");
}

TEST_F(Moving, what_stands_there_under_our_name_is_not_taken_for_the_copy) {
    for (const ResourceKind kind : {ResourceKind::disk, ResourceKind::instance}) {
        world.found.push_back({ref(kind, "there"), Condition::ready, {}, labels});
        const auto move = plan_move(head, copied_to("there"), machine_in("there"), world);
        ASSERT_FALSE(move);
        EXPECT_EQ(move.error().kind, ErrorKind::conflict);
        world.found.pop_back();
    }
}

TEST_F(Moving, a_machine_that_nobody_would_know_again_does_not_move) {
    std::erase_if(world.found, [](const Found& one) { return one.ref == host_key.ref; });
    EXPECT_FALSE(plan_move(head, copied_to("there"), machine_in("there"), world));
    std::erase_if(world.known, [](const Resource& one) { return one.ref == host_key.ref; });
    EXPECT_FALSE(plan_move(head, copied_to("there"), machine_in("there"), world));
}

TEST_F(Moving, cut_off_before_it_was_proved_the_copy_goes) {
    stands(ResourceKind::snapshot, "everywhere");
    stands(ResourceKind::disk, "there");
    stands(ResourceKind::instance, "there");
    const auto plan = plan_leave(head, machine_in("here"), world);
    ASSERT_TRUE(plan);
    EXPECT_THAT(words(*plan), ElementsAre("remove instance there", "remove disk there", "remove snapshot everywhere"));
}

TEST_F(Moving, cut_off_after_it_was_proved_the_old_place_goes) {
    stands(ResourceKind::snapshot, "everywhere");
    stands(ResourceKind::disk, "there");
    stands(ResourceKind::instance, "there");
    const auto plan = plan_leave(head, machine_in("there"), world);
    ASSERT_TRUE(plan);
    EXPECT_THAT(words(*plan), ElementsAre("remove instance here", "remove disk here", "remove snapshot everywhere"));
    EXPECT_EQ(plan->verb, Verb::move);
}

TEST_F(Moving, the_only_disk_that_is_left_stays_whatever_the_ledger_says) {
    stands(ResourceKind::disk, "there");
    for (const Condition condition : {Condition::absent, Condition::partial}) {
        world.found[1].condition = condition;
        const auto plan = plan_leave(head, machine_in("here"), world);
        ASSERT_FALSE(plan);
        EXPECT_THAT(plan.error().detail, HasSubstr("may be the only copy"));
    }
}

TEST_F(Moving, a_machine_in_one_place_has_left_nothing) {
    const auto plan = plan_leave(head, machine_in("here"), world);
    ASSERT_TRUE(plan);
    EXPECT_THAT(plan->steps, IsEmpty());
}

TEST_F(Moving, a_start_waits_for_the_instance_that_is_started_whichever_showed_the_key_last) {
    world.known.back().needs = {ref(ResourceKind::instance, "there")};
    const auto plan = plan_start(head, world);
    ASSERT_TRUE(plan);
    EXPECT_THAT(words(*plan), ElementsAre("start instance here", "wait host_key "));
    EXPECT_THAT(plan->steps[1].needs, ElementsAre(0));
}

}  // namespace
}  // namespace aloft
