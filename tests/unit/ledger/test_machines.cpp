#include "unit/ledger/ledger_fixture.hpp"

namespace aloft {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using MachinesTest = LedgerTest;

Spec full_spec(const std::string& name) {
    return {.name = name,
            .on = "local",
            .kind = MachineKind::vm,
            .cpus = 6,
            .memory = gibibytes(12),
            .disk = mebibytes(1536),
            .gpu = GpuWish{"T4", 2}};
}

Offer full_offer() {
    return {.cloud = "local",
            .place = "this computer",
            .machine_type = "6 CPUs",
            .kind = MachineKind::vm,
            .cpus = 6,
            .memory = gibibytes(12),
            .disk = gibibytes(2000),
            .gpu = GpuWish{"L4", 1},
            .price = {Money{350'000}, Money{11'600}},
            .details = {{"port", "2201"}, {"odd \"key\"", "é\n"}},
            .warnings = {"slow", ""}};
}

TEST_F(MachinesTest, spec_and_offer_come_back_whole) {
    Plan plan = plan_up("p", "a");
    plan.spec = full_spec("a");
    plan.offer = full_offer();
    expect_done(ledger->begin(plan));
    open_again();
    const MachineSummary machine = *value_of(ledger->machine("a"));
    EXPECT_EQ(machine.machine.spec, plan.spec);
    EXPECT_EQ(machine.machine.offer, plan.offer);
    EXPECT_EQ(machine.machine.owner, "someowner");
    EXPECT_EQ(value_of(ledger->machines())[0].machine.spec, plan.spec);
}

TEST_F(MachinesTest, what_was_not_asked_for_stays_unasked) {
    Plan plan = plan_up("p", "a");
    plan.spec = Spec{.name = "a"};
    plan.offer = Offer{};
    expect_done(ledger->begin(plan));
    const MachineSummary machine = *value_of(ledger->machine("a"));
    EXPECT_EQ(machine.machine.spec, plan.spec);
    EXPECT_EQ(machine.machine.offer, plan.offer);
}

TEST_F(MachinesTest, an_unknown_machine_is_nothing_and_no_failure) {
    EXPECT_FALSE(value_of(ledger->machine("a")));
    EXPECT_FALSE(value_of(ledger->open_plan("a")));
    EXPECT_THAT(value_of(ledger->resources("a")), IsEmpty());
    EXPECT_THAT(value_of(ledger->machines()), IsEmpty());
}

TEST_F(MachinesTest, up_changes_what_was_asked_for_and_other_verbs_do_not) {
    carry_out(*ledger, plan_up("p1", "a"));
    Plan stop = plan_of("p2", "a", {step(Action::stop, instance_of("a"))}, Verb::stop);
    stop.spec = Spec{.name = "a"};
    stop.offer = Offer{};
    carry_out(*ledger, stop);
    EXPECT_EQ(value_of(ledger->machine("a"))->machine.spec, plan_up("p1", "a").spec);
    EXPECT_EQ(value_of(ledger->machine("a"))->machine.offer, plan_up("p1", "a").offer);
    Plan up = plan_up("p3", "a");
    up.spec = full_spec("a");
    carry_out(*ledger, up);
    EXPECT_EQ(value_of(ledger->machine("a"))->machine.spec, full_spec("a"));
}

TEST_F(MachinesTest, created_is_the_first_plan_and_changed_the_end_of_the_last) {
    carry_out(*ledger, plan_up("p1", "a"));  // begins at t1, ends at t2
    carry_out(*ledger, plan_up("p2", "a"));  // begins at t3, ends at t4
    const MachineSummary machine = *value_of(ledger->machine("a"));
    EXPECT_EQ(machine.machine.created, "t1");
    EXPECT_EQ(machine.machine.changed, "t4");
}

TEST_F(MachinesTest, condition_is_that_of_the_instance_and_price_the_sum_of_all_it_uses) {
    carry_out(*ledger, plan_up("p1", "a"));
    EXPECT_EQ(value_of(ledger->machine("a"))->condition, Condition::ready);
    EXPECT_EQ(value_of(ledger->machine("a"))->price, (HourlyPrice{Money{300}, Money{30}}));
    carry_out(*ledger, plan_of("p2", "a", {step(Action::stop, instance_of("a"))}, Verb::stop));
    EXPECT_EQ(value_of(ledger->machine("a"))->condition, Condition::stopped);
    carry_out(*ledger, plan_of("p3", "a", {step(Action::remove, instance_of("a"))}, Verb::down));
    EXPECT_EQ(value_of(ledger->machine("a"))->condition, Condition::absent);
    EXPECT_EQ(value_of(ledger->machine("a"))->price, (HourlyPrice{Money{200}, Money{20}}));
    EXPECT_EQ(value_of(ledger->machines())[0].price, (HourlyPrice{Money{200}, Money{20}}));
}

TEST_F(MachinesTest, a_new_price_of_a_shared_resource_reaches_all_that_use_it) {
    carry_out(*ledger, plan_up("p1", "a"));
    carry_out(*ledger, plan_up("p2", "b"));
    Resource dearer = image();
    dearer.price = {Money{1100}, Money{1010}};
    carry_out(*ledger, plan_of("p3", "b", {step(Action::change, dearer)}));
    EXPECT_EQ(value_of(ledger->machine("a"))->price, (HourlyPrice{Money{1300}, Money{1030}}));
    EXPECT_EQ(value_of(ledger->machine("b"))->price, (HourlyPrice{Money{1300}, Money{1030}}));
}

TEST_F(MachinesTest, a_shared_resource_is_one_row_with_many_users) {
    carry_out(*ledger, plan_up("p1", "b"));
    carry_out(*ledger, plan_up("p2", "a"));
    EXPECT_EQ(value_of(ledger->all_resources()).size(), 5u);
    EXPECT_EQ(value_of(ledger->resources_of_kind(ResourceKind::disk)).size(), 2u);
    EXPECT_THAT(value_of(ledger->users_of(image().ref)), ElementsAre("a", "b"));
    EXPECT_THAT(value_of(ledger->users_of(disk_of("a").ref)), ElementsAre("a"));
    EXPECT_THAT(value_of(ledger->users_of(disk_of("c").ref)), IsEmpty());
}

TEST_F(MachinesTest, who_finds_a_shared_resource_standing_uses_it_from_the_beginning_of_the_plan) {
    carry_out(*ledger, plan_up("p1", "a"));
    Plan plan = plan_of("p2", "b", {step(Action::make, disk_of("b"))});
    plan.blueprint.resources = {image(), disk_of("b"), instance_of("b")};
    expect_done(ledger->begin(plan));
    EXPECT_THAT(value_of(ledger->users_of(image().ref)), ElementsAre("a", "b"));
    EXPECT_THAT(states("b"), ElementsAre("base: standing, ready"));
}

TEST_F(MachinesTest, a_shared_resource_goes_with_the_last_that_uses_it) {
    carry_out(*ledger, plan_up("p1", "a"));
    carry_out(*ledger, plan_up("p2", "b"));
    carry_out(*ledger, plan_of("p3", "a", {step(Action::remove, image())}, Verb::down));
    EXPECT_THAT(value_of(ledger->users_of(image().ref)), ElementsAre("b"));
    EXPECT_THAT(states("b"), testing::Contains("base: intended, absent")) << "b must look before it relies on it";
    carry_out(*ledger, plan_of("p4", "b", {step(Action::remove, image())}, Verb::down));
    EXPECT_THAT(states("b"), ElementsAre("b-disk: standing, ready", "b: standing, ready"));
    EXPECT_EQ(value_of(ledger->all_resources()).size(), 4u);
}

TEST_F(MachinesTest, a_machine_with_something_of_its_own_is_not_forgotten) {
    const Plan plan = plan_up("p1", "a");
    expect_done(ledger->begin(plan));
    expect_done(ledger->intend(plan, 1, Direction::act));
    for (const char* stage : {"intended", "standing", "leaving"}) {
        const Result<void> forgotten = ledger->forget_machine("a");
        ASSERT_FALSE(forgotten) << stage;
        EXPECT_EQ(forgotten.error().kind, ErrorKind::conflict);
        EXPECT_THAT(forgotten.error().detail, HasSubstr("a-disk"));
        EXPECT_TRUE(value_of(ledger->machine("a")));
        if (stage == std::string("intended")) {
            expect_done(ledger->done(plan, 1, Direction::act, found_of(disk_of("a"), Condition::ready)));
        } else {
            expect_done(ledger->intend(plan, 1, Direction::undo));
        }
    }
}

TEST_F(MachinesTest, a_forgotten_machine_leaves_what_is_shared) {
    carry_out(*ledger, plan_up("p1", "a"));
    carry_out(*ledger, plan_of("p2", "a", {step(Action::remove, instance_of("a")), step(Action::remove, disk_of("a"))},
                               Verb::down));
    expect_done(ledger->forget_machine("a"));
    EXPECT_FALSE(value_of(ledger->machine("a")));
    EXPECT_THAT(value_of(ledger->users_of(image().ref)), IsEmpty());
    ASSERT_EQ(value_of(ledger->all_resources()).size(), 1u);
    EXPECT_EQ(value_of(ledger->all_resources())[0].resource.ref, image().ref);
    expect_done(ledger->forget_machine("a"));
}

TEST_F(MachinesTest, resources_come_in_the_order_in_which_they_were_made) {
    carry_out(*ledger, plan_up("p1", "a"));
    carry_out(*ledger, plan_of("p2", "a", {step(Action::remove, disk_of("a")), step(Action::make, disk_of("a"))}));
    EXPECT_THAT(states("a"), ElementsAre("base: standing, ready", "a: standing, ready", "a-disk: standing, ready"));
}

TEST_F(MachinesTest, the_same_name_elsewhere_is_another_resource) {
    Resource there = disk_of("a");
    there.ref.place = "there";
    Resource elsewhere = disk_of("a");
    elsewhere.ref.provider = "fake";
    Resource other_kind = disk_of("a");
    other_kind.ref.kind = ResourceKind::address;
    carry_out(*ledger, plan_of("p", "a",
                               {step(Action::make, disk_of("a")), step(Action::make, there),
                                step(Action::make, elsewhere), step(Action::make, other_kind)}));
    EXPECT_EQ(value_of(ledger->all_resources()).size(), 4u);
}

TEST_F(MachinesTest, recovery_records_what_it_found) {
    const Plan plan = plan_up("p", "a");
    expect_done(ledger->begin(plan));
    expect_done(ledger->intend(plan, 1, Direction::act));
    expect_done(ledger->intend(plan, 2, Direction::act));
    expect_done(ledger->record("a", disk_of("a"), found_of(disk_of("a"), Condition::partial)));
    expect_done(ledger->record("a", instance_of("a"), found_of(instance_of("a"), Condition::absent)));
    EXPECT_THAT(states("a"), ElementsAre("a-disk: standing, partial"));
}

TEST_F(MachinesTest, rebuilding_makes_a_machine_known_by_its_name) {
    expect_done(ledger->record("a", instance_of("a"), found_of(instance_of("a"), Condition::stopped)));
    const MachineSummary machine = *value_of(ledger->machine("a"));
    EXPECT_EQ(machine.machine.spec, Spec{.name = "a"});
    EXPECT_EQ(machine.machine.owner, ledger->owner());
    EXPECT_EQ(machine.condition, Condition::stopped);
    EXPECT_EQ(machine.price, (HourlyPrice{Money{100}, Money{10}}));
    EXPECT_FALSE(machine.open_plan);
}

TEST_F(MachinesTest, to_record_the_absence_of_the_unknown_makes_nothing_known) {
    expect_done(ledger->record("a", instance_of("a"), found_of(instance_of("a"), Condition::absent)));
    EXPECT_FALSE(value_of(ledger->machine("a")));
    EXPECT_THAT(value_of(ledger->all_resources()), IsEmpty());
}

TEST_F(MachinesTest, names_that_look_like_sql_are_names) {
    const std::string name = "a'; DROP TABLE machines; --";
    carry_out(*ledger, plan_up("p'", name));
    EXPECT_EQ(value_of(ledger->machine(name))->machine.name, name);
    EXPECT_EQ(value_of(ledger->machines()).size(), 1u);
}

}  // namespace
}  // namespace aloft
