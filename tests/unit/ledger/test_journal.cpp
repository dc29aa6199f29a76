#include "unit/ledger/ledger_fixture.hpp"

namespace aloft {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using JournalTest = LedgerTest;

/// One way through the states of a resource: what is told, and how the resource then stands in the ledger.
enum class Call { intend, done, failed };
struct Told {
    Action action;
    Direction direction;
    Call call;
    Condition found;
    std::string state;  ///< empty: no row
};
struct Way {
    std::string name;
    std::vector<Told> told;
};

constexpr auto act = Direction::act;
constexpr auto undo = Direction::undo;
constexpr auto absent = Condition::absent;
constexpr auto ready = Condition::ready;
constexpr auto stopped = Condition::stopped;

const std::vector<Told> made{{Action::make, act, Call::intend, absent, "intended, absent"},
                             {Action::make, act, Call::done, ready, "standing, ready"}};

std::vector<Told> made_then(std::vector<Told> more) {
    more.insert(more.begin(), made.begin(), made.end());
    return more;
}

const std::vector<Way> ways{
    {"make", made},
    {"make_fails",
     {{Action::make, act, Call::intend, absent, "intended, absent"},
      {Action::make, act, Call::failed, absent, "intended, absent"}}},
    {"failed_make_is_undone",
     {{Action::make, act, Call::intend, absent, "intended, absent"},
      {Action::make, act, Call::failed, absent, "intended, absent"},
      {Action::make, undo, Call::intend, absent, "leaving, absent"},
      {Action::make, undo, Call::done, absent, ""}}},
    {"make_is_undone", made_then({{Action::make, undo, Call::intend, absent, "leaving, ready"},
                                  {Action::make, undo, Call::done, absent, ""}})},
    {"undo_of_make_fails", made_then({{Action::make, undo, Call::intend, absent, "leaving, ready"},
                                      {Action::make, undo, Call::failed, absent, "leaving, ready"}})},
    {"remove", made_then({{Action::remove, act, Call::intend, absent, "leaving, ready"},
                          {Action::remove, act, Call::done, absent, ""}})},
    {"remove_fails_and_is_repeated", made_then({{Action::remove, act, Call::intend, absent, "leaving, ready"},
                                                {Action::remove, act, Call::failed, absent, "leaving, ready"},
                                                {Action::remove, act, Call::intend, absent, "leaving, ready"},
                                                {Action::remove, act, Call::done, absent, ""}})},
    {"remove_of_the_unrecorded",
     {{Action::remove, act, Call::intend, absent, "leaving, absent"}, {Action::remove, act, Call::done, absent, ""}}},
    {"made_again_while_leaving", made_then({{Action::remove, act, Call::intend, absent, "leaving, ready"},
                                            {Action::remove, act, Call::failed, absent, "leaving, ready"},
                                            {Action::make, act, Call::intend, absent, "intended, ready"},
                                            {Action::make, act, Call::done, ready, "standing, ready"}})},
    {"stop_and_start", made_then({{Action::stop, act, Call::intend, absent, "standing, ready"},
                                  {Action::stop, act, Call::done, stopped, "standing, stopped"},
                                  {Action::start, act, Call::intend, absent, "standing, stopped"},
                                  {Action::start, act, Call::done, ready, "standing, ready"}})},
    {"stop_fails", made_then({{Action::stop, act, Call::intend, absent, "standing, ready"},
                              {Action::stop, act, Call::failed, absent, "standing, ready"}})},
    {"start_is_undone", made_then({{Action::start, undo, Call::intend, absent, "standing, ready"},
                                   {Action::start, undo, Call::done, stopped, "standing, stopped"}})},
    {"change", made_then({{Action::change, act, Call::intend, absent, "standing, ready"},
                          {Action::change, act, Call::done, ready, "standing, ready"}})},
    {"wait", made_then({{Action::wait, act, Call::intend, absent, "standing, ready"},
                        {Action::wait, act, Call::done, ready, "standing, ready"}})},
    {"wait_for_the_unrecorded",
     {{Action::wait, act, Call::intend, absent, ""}, {Action::wait, act, Call::done, ready, "standing, ready"}}},
};

class WaysOfAResource : public LedgerTest, public testing::WithParamInterface<Way> {};

TEST_P(WaysOfAResource, leave_the_state_that_the_table_says) {
    std::vector<Step> steps;
    for (const Action action :
         {Action::make, Action::change, Action::remove, Action::start, Action::stop, Action::wait}) {
        steps.push_back(step(action, instance_of("a")));
    }
    const Plan plan = plan_of("p", "a", steps);
    expect_done(ledger->begin(plan));
    for (const Told& told : GetParam().told) {
        const auto position = static_cast<std::size_t>(told.action);
        switch (told.call) {
            case Call::intend: expect_done(ledger->intend(plan, position, told.direction)); break;
            case Call::done:
                expect_done(ledger->done(plan, position, told.direction, found_of(instance_of("a"), told.found)));
                break;
            case Call::failed:
                expect_done(ledger->failed(plan, position, told.direction, {ErrorKind::failed, "d", "e", "", {}}));
                break;
        }
        open_again();
        const auto expected = told.state.empty() ? std::vector<std::string>{} : std::vector{"a: " + told.state};
        EXPECT_EQ(states("a"), expected) << "after call " << (&told - GetParam().told.data());
        EXPECT_EQ(open_steps("a").size(), told.call == Call::intend ? 1u : 0u);
    }
}

INSTANTIATE_TEST_SUITE_P(Journal, WaysOfAResource, testing::ValuesIn(ways),
                         [](const auto& way) { return way.param.name; });

TEST_F(JournalTest, every_action_has_its_place_in_the_table_of_ways) {
    // The test above finds the step of an action by the action's number.
    EXPECT_EQ(static_cast<int>(Action::make), 0);
    EXPECT_EQ(static_cast<int>(Action::change), 1);
    EXPECT_EQ(static_cast<int>(Action::remove), 2);
    EXPECT_EQ(static_cast<int>(Action::start), 3);
    EXPECT_EQ(static_cast<int>(Action::stop), 4);
    EXPECT_EQ(static_cast<int>(Action::wait), 5);
}

TEST_F(JournalTest, what_was_found_comes_back_whole) {
    const Plan plan = plan_of("p", "a", {step(Action::make, disk_of("a"))});
    carry_out(*ledger, plan);
    open_again();
    const std::vector<ResourceRecord> records = value_of(ledger->resources("a"));
    ASSERT_EQ(records.size(), 1u);
    EXPECT_EQ(records[0].resource, disk_of("a"));
    EXPECT_EQ(records[0].found, found_of(disk_of("a"), Condition::ready));
}

TEST_F(JournalTest, a_plan_that_was_begun_is_open_until_it_ends) {
    const Plan plan = plan_up("p", "a");
    expect_done(ledger->begin(plan));
    EXPECT_THAT(open_steps("a"), IsEmpty());
    expect_done(ledger->intend(plan, 0, act));
    expect_done(ledger->intend(plan, 1, act));
    expect_done(ledger->done(plan, 0, act, found_of(image(), ready)));
    open_again();
    const std::optional<OpenPlan> open = value_of(ledger->open_plan("a"));
    ASSERT_TRUE(open);
    EXPECT_EQ(open->id, "p");
    EXPECT_EQ(open->verb, Verb::up);
    EXPECT_EQ(open->machine, "a");
    EXPECT_EQ(open->begun, "t1");
    ASSERT_EQ(open->open_steps.size(), 1u);
    EXPECT_EQ(open->open_steps[0], plan.steps[1]);

    expect_done(ledger->end("p", Error{ErrorKind::interrupted, "d", "cut off", "", {}}));
    EXPECT_THAT(open_steps("a"), ElementsAre("no open plan"));
    EXPECT_THAT(states("a"), ElementsAre("base: standing, ready", "a-disk: intended, absent"));
}

TEST_F(JournalTest, a_plan_that_begins_ends_one_that_was_cut_off) {
    expect_done(ledger->begin(plan_up("z", "a")));
    expect_done(ledger->begin(plan_up("b", "a")));
    EXPECT_EQ(value_of(ledger->open_plan("a"))->id, "b");
    EXPECT_EQ(value_of(ledger->machine("a"))->open_plan->id, "b");
    expect_done(ledger->end("b", std::nullopt));
    EXPECT_FALSE(value_of(ledger->open_plan("a")));
}

TEST_F(JournalTest, a_plan_ends_once_however_often_that_is_said) {
    carry_out(*ledger, plan_up("p", "a"));
    expect_done(ledger->end("p", std::nullopt));
}

TEST_F(JournalTest, the_end_of_an_unknown_plan_is_a_failure) {
    const Result<void> ended = ledger->end("never", std::nullopt);
    ASSERT_FALSE(ended);
    EXPECT_EQ(ended.error().kind, ErrorKind::not_found);
    EXPECT_THAT(ended.error().detail, HasSubstr("never"));
}

TEST_F(JournalTest, a_plan_that_is_under_way_does_not_begin_again) {
    const Plan plan = plan_up("p", "a");
    expect_done(ledger->begin(plan));
    const Result<void> again = ledger->begin(plan);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().kind, ErrorKind::conflict);
}

TEST_F(JournalTest, a_saved_plan_may_be_run_again_after_its_end) {
    carry_out(*ledger, plan_up("p", "a"));
    carry_out(*ledger, plan_up("p", "a"));
    EXPECT_THAT(states("a"), ElementsAre("base: standing, ready", "a-disk: standing, ready", "a: standing, ready"));
}

TEST_F(JournalTest, no_intent_without_a_plan_that_is_under_way) {
    const Plan plan = plan_up("p", "a");
    const Result<void> before = ledger->intend(plan, 0, act);
    ASSERT_FALSE(before);
    EXPECT_EQ(before.error().kind, ErrorKind::conflict);
    carry_out(*ledger, plan);
    const Result<void> after = ledger->intend(plan, 1, undo);
    ASSERT_FALSE(after);
    EXPECT_EQ(after.error().kind, ErrorKind::conflict);
    EXPECT_THAT(states("a"), ElementsAre("base: standing, ready", "a-disk: standing, ready", "a: standing, ready"));
}

TEST_F(JournalTest, words_of_a_program_that_are_no_utf8_can_be_recorded) {
    const Plan plan = plan_up("p", "a");
    expect_done(ledger->begin(plan));
    expect_done(ledger->intend(plan, 0, act));
    const Error odd{ErrorKind::failed, "making it", "it said \xff\xfe and died", "", {}};
    expect_done(ledger->failed(plan, 0, act, odd));
    expect_done(ledger->end("p", odd));
}

}  // namespace
}  // namespace aloft
