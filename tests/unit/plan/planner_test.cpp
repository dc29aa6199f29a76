#include "plan/planner.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "fakes/fake_cloud.hpp"

namespace aloft {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// A machine of the fake cloud, with the wish and the world turned by each test.
class Planner : public testing::Test {
protected:
    Spec spec_{.name = "a1", .on = "fake"};
    fakes::FakeCloud cloud_;

    PlanHead head() { return {"plan1", "a1", "owner", spec_, cloud_.offers(spec_)->front()}; }
    Blueprint blueprint() {
        const PlanHead made = head();
        return cloud_.blueprint(spec_, made.offer, Labels{"a1", made.id, made.owner});
    }
    /// Everything wished stands.
    World complete() {
        World world;
        world.known = blueprint().resources;
        for (const Resource& resource : world.known) {
            Found found{resource.ref, Condition::ready, {}, resource.labels};
            for (const auto& [name, property] : resource.properties) found.properties[name] = property.value;
            world.found.push_back(found);
        }
        return world;
    }
    static Found& find(World& world, ResourceKind kind) {
        return *std::ranges::find_if(world.found, [&](const Found& one) { return one.ref.kind == kind; });
    }
    static std::vector<std::string> words(const Plan& plan) {
        std::vector<std::string> result;
        for (const Step& step : plan.steps) result.push_back(describe(step));
        return result;
    }
};

TEST_F(Planner, makes_everything_in_order_when_there_is_nothing) {
    const auto plan = plan_up(head(), blueprint(), World{});
    ASSERT_TRUE(plan);
    EXPECT_THAT(words(*plan), ElementsAre("make image base", "make network net-owner", "make address a1-address",
                                          "make disk a1-disk", "make instance a1"));
    EXPECT_THAT(plan->steps[3].needs, ElementsAre(0));
    EXPECT_THAT(plan->steps[4].needs, ElementsAre(1, 2, 3));
    EXPECT_EQ(plan->price, cloud_.price);
}

TEST_F(Planner, does_nothing_when_all_stands) {
    const auto plan = plan_up(head(), blueprint(), complete());
    ASSERT_TRUE(plan);
    EXPECT_THAT(plan->steps, IsEmpty());
}

TEST_F(Planner, is_a_function_of_its_arguments) {
    EXPECT_EQ(plan_up(head(), blueprint(), World{}), plan_up(head(), blueprint(), World{}));
}

TEST_F(Planner, gives_every_step_a_request_id_of_its_own) {
    const auto plan = plan_up(head(), blueprint(), World{});
    std::set<std::string> ids;
    for (const Step& step : plan->steps) ids.insert(step.request_id);
    EXPECT_EQ(ids.size(), plan->steps.size());
}

TEST_F(Planner, replaces_the_instance_and_keeps_the_disk_when_the_size_changes) {
    const World before = complete();
    spec_.cpus = 4;
    const auto plan = plan_up(head(), blueprint(), before);
    ASSERT_TRUE(plan);
    EXPECT_THAT(words(*plan), ElementsAre("remove instance a1", "make instance a1"));
    EXPECT_EQ(plan->steps[0].reason, "cpus: 2 → 4");
    EXPECT_THAT(plan->steps[1].needs, ElementsAre(0));
}

TEST_F(Planner, grows_a_disk_where_it_stands) {
    const World before = complete();
    spec_.disk = gibibytes(40);
    const auto plan = plan_up(head(), blueprint(), before);
    ASSERT_TRUE(plan);
    EXPECT_THAT(words(*plan), ElementsAre("change disk a1-disk"));
}

TEST_F(Planner, refuses_to_shrink_a_disk) {
    const World before = complete();
    spec_.disk = gibibytes(10);
    const auto plan = plan_up(head(), blueprint(), before);
    ASSERT_FALSE(plan);
    EXPECT_EQ(plan.error().kind, ErrorKind::bad_input);
    EXPECT_THAT(plan.error().detail, HasSubstr("size can grow but not shrink (size: 20GB → 10GB)"));
}

TEST_F(Planner, starts_what_is_stopped) {
    World world = complete();
    find(world, ResourceKind::instance).condition = Condition::stopped;
    EXPECT_THAT(words(*plan_up(head(), blueprint(), world)), ElementsAre("start instance a1"));
    EXPECT_THAT(words(*plan_start(head(), world)), ElementsAre("start instance a1"));
    EXPECT_THAT(plan_stop(head(), world)->steps, IsEmpty());
}

TEST_F(Planner, waits_once_more_for_what_a_cut_off_command_may_have_left_booting) {
    World world = complete();
    world.history = History::cut_off;
    const Resource host_key{.ref = {"ssh", ResourceKind::host_key, "a1", ""}, .labels = Labels{"a1", "p0", "owner"}};
    world.known.push_back(host_key);
    world.found.push_back(Found{host_key.ref, Condition::ready, {}, host_key.labels});
    Blueprint wished = blueprint();
    wished.resources.push_back(host_key);
    EXPECT_THAT(words(*plan_start(head(), world)), ElementsAre("wait for host key a1"));
    EXPECT_THAT(words(*plan_up(head(), wished, world)), ElementsAre("wait for host key a1"));
}

TEST_F(Planner, switches_off_what_can_be_changed_only_then) {
    World world = complete();
    Blueprint wished = blueprint();
    Resource& instance = wished.resources.back();
    instance.properties["type"] = {"large", WhenChanged::change_off};
    find(world, ResourceKind::instance).properties["type"] = "small";
    const auto plan = plan_up(head(), wished, world);
    ASSERT_TRUE(plan);
    EXPECT_THAT(words(*plan), ElementsAre("stop instance a1", "change instance a1", "start instance a1"));
    EXPECT_THAT(plan->steps[1].needs, ElementsAre(0));
    EXPECT_THAT(plan->steps[2].needs, ElementsAre(1));
    EXPECT_EQ(plan->steps[1].reason, "type: small → large");
    find(world, ResourceKind::instance).condition = Condition::stopped;
    EXPECT_THAT(words(*plan_up(head(), wished, world)), ElementsAre("change instance a1", "start instance a1"));
}

TEST_F(Planner, gives_up_an_address_after_the_machine_has_let_go_of_it) {
    World world = complete();
    Blueprint wished = blueprint();
    std::erase_if(wished.resources, [](const Resource& one) { return one.ref.kind == ResourceKind::address; });
    Resource& instance = wished.resources.back();
    std::erase_if(instance.needs, [](const ResourceRef& need) { return need.kind == ResourceKind::address; });
    instance.properties["public_address"] = {"ephemeral", WhenChanged::change};
    find(world, ResourceKind::instance).properties["public_address"] = "static";
    const auto plan = plan_up(head(), wished, world);
    ASSERT_TRUE(plan);
    EXPECT_THAT(words(*plan), ElementsAre("change instance a1", "remove address a1-address"));
    EXPECT_THAT(plan->steps[1].needs, ElementsAre(0));
}

TEST_F(Planner, makes_no_base_for_a_disk_that_stands) {
    World world = complete();
    find(world, ResourceKind::image).condition = Condition::absent;
    EXPECT_THAT(plan_up(head(), blueprint(), world)->steps, IsEmpty());
    find(world, ResourceKind::disk).condition = Condition::partial;
    EXPECT_THAT(words(*plan_up(head(), blueprint(), world)), testing::Contains("make image base"));
}

TEST_F(Planner, stops_what_runs) {
    EXPECT_THAT(words(*plan_stop(head(), complete())), ElementsAre("stop instance a1"));
    EXPECT_THAT(plan_start(head(), complete())->steps, IsEmpty());
}

TEST_F(Planner, cannot_switch_what_is_not_there) {
    World world = complete();
    find(world, ResourceKind::instance).condition = Condition::absent;
    EXPECT_EQ(plan_stop(head(), world).error().kind, ErrorKind::not_found);
    find(world, ResourceKind::instance).condition = Condition::partial;
    EXPECT_EQ(plan_start(head(), world).error().kind, ErrorKind::conflict);
}

TEST_F(Planner, finishes_what_is_half_made_and_says_why) {
    World world = complete();
    find(world, ResourceKind::instance).condition = Condition::partial;
    const auto plan = plan_up(head(), blueprint(), world);
    EXPECT_THAT(words(*plan), ElementsAre("make instance a1"));
    EXPECT_EQ(plan->steps[0].reason, "it was begun and never finished");
}

TEST_F(Planner, an_instance_does_not_survive_the_loss_of_its_disk) {
    World world = complete();
    find(world, ResourceKind::disk).condition = Condition::absent;
    const auto plan = plan_up(head(), blueprint(), world);
    EXPECT_THAT(words(*plan), ElementsAre("make disk a1-disk", "remove instance a1", "make instance a1"));
    EXPECT_EQ(plan->steps[0].reason, "it is gone, though it was made");
}

TEST_F(Planner, never_throws_a_disk_away_to_please_a_wish) {
    World world = complete();
    Blueprint other = blueprint();
    std::erase_if(other.resources, [](const Resource& one) { return one.ref.kind == ResourceKind::disk; });
    const auto plan = plan_up(head(), other, world);
    ASSERT_FALSE(plan);
    EXPECT_THAT(plan.error().detail, HasSubstr("disk a1-disk"));
}

TEST_F(Planner, down_removes_users_before_what_they_use) {
    const Plan plan = plan_down(head(), complete(), Cached::keep);
    EXPECT_THAT(words(plan), ElementsAre("remove instance a1", "remove disk a1-disk", "remove address a1-address",
                                         "remove network net-owner"));
    EXPECT_THAT(plan.steps[1].needs, ElementsAre(0));
    EXPECT_THAT(plan.steps[2].needs, ElementsAre(0)) << "disk and address go beside each other";
    EXPECT_THAT(plan.steps[3].needs, ElementsAre(1, 2));
}

TEST_F(Planner, down_does_not_say_again_what_was_to_be_known_before) {
    PlanHead warned = head();
    warned.offer.warnings = {"it is off meanwhile"};
    EXPECT_THAT(plan_down(warned, complete(), Cached::keep).offer.warnings, IsEmpty());
    EXPECT_THAT(plan_shelve(warned, complete(), Cached::keep)->offer.warnings, IsEmpty());
}

TEST_F(Planner, down_leaves_what_others_use_and_purges_the_cache_when_told) {
    World world = complete();
    world.shared.insert(find(world, ResourceKind::network).ref);
    EXPECT_THAT(
        words(plan_down(head(), world, Cached::remove)),
        ElementsAre("remove instance a1", "remove disk a1-disk", "remove address a1-address", "remove image base"));
}

TEST_F(Planner, down_removes_what_only_its_label_tells_of) {
    World world;
    world.found.push_back(
        Found{{"fake", ResourceKind::instance, "stray", "here"}, Condition::ready, {}, Labels{"a1", "p0", "owner"}});
    world.found.push_back(
        Found{{"fake", ResourceKind::instance, "other", "here"}, Condition::ready, {}, Labels{"b2", "p0", "owner"}});
    EXPECT_THAT(words(plan_down(head(), world, Cached::keep)), ElementsAre("remove instance stray"));
}

TEST_F(Planner, a_disk_that_is_kept_stays_with_what_makes_the_machine_known_again) {
    World world = complete();
    world.found.push_back(
        Found{{"fake", ResourceKind::disk, "stray", "elsewhere"}, Condition::ready, {}, Labels{"a1", "p0", "owner"}});
    const auto plan = plan_shelve(head(), world, Cached::keep);
    ASSERT_TRUE(plan);
    EXPECT_EQ(plan->verb, Verb::shelve);
    EXPECT_THAT(words(*plan), ElementsAre("remove instance a1", "remove disk stray", "remove address a1-address",
                                          "remove network net-owner"));
    const auto disk =
        std::ranges::find(world.known, ResourceKind::disk, [](const Resource& one) { return one.ref.kind; });
    EXPECT_EQ(plan->price, disk->price);
}

TEST_F(Planner, no_disk_no_keeping) {
    World world = complete();
    find(world, ResourceKind::disk).condition = Condition::partial;
    const auto plan = plan_shelve(head(), world, Cached::keep);
    ASSERT_FALSE(plan);
    EXPECT_THAT(plan.error().detail, HasSubstr("not ready"));
    find(world, ResourceKind::disk).condition = Condition::absent;
    EXPECT_THAT(plan_shelve(head(), world, Cached::keep).error().detail, HasSubstr("none that could be kept"));
}

TEST_F(Planner, two_plans_for_the_same_world_have_the_same_effect) {
    const Plan first = *plan_up(head(), blueprint(), World{});
    PlanHead later = head();
    later.id = "plan2";
    EXPECT_TRUE(same_effect(first, *plan_up(later, blueprint(), World{})));
    EXPECT_FALSE(same_effect(first, *plan_up(later, blueprint(), complete())));
}

}  // namespace
}  // namespace aloft
