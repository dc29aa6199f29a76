#include <gmock/gmock.h>

#include <condition_variable>

#include "cli/live_screen.hpp"
#include "cli/plain_lines.hpp"
#include "cli/ticker.hpp"
#include "fakes/fake_system.hpp"
#include "fakes/fake_terminal.hpp"
#include "golden.hpp"
#include "samples.hpp"

namespace aloft::cli {
namespace {

using ::aloft::tests::expect_golden;
using std::chrono::milliseconds;
using ::testing::HasSubstr;
using ::testing::Not;

const Error no_space{ErrorKind::failed, "making disk lab-disk", "no space left on the\ndevice", "", Reach::nothing};

std::string text_of(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += line + "\n";
    return text;
}

/// Half way through `aloft up`: one done, two at work, three wait.
LiveState half_way() {
    LiveState state;
    take_in(state, PlanBegins{samples::up()}, milliseconds(0));
    take_in(state, StepBegins{0}, milliseconds(0));
    take_in(state, StepBegins{1}, milliseconds(0));
    take_in(state, StepBegins{2}, milliseconds(200));
    take_in(state, StepEnds{0, milliseconds(180), std::nullopt}, milliseconds(180));
    take_in(state, StepProgress{1, "unpacking 120 of 300 MB"}, milliseconds(3000));
    return state;
}

LiveState failed_and_undone() {
    LiveState state = half_way();
    take_in(state, StepEnds{2, milliseconds(900), std::nullopt}, milliseconds(1100));
    take_in(state, StepEnds{1, milliseconds(12'000), no_space}, milliseconds(12'000));
    take_in(state, UndoBegins{2}, milliseconds(12'000));
    take_in(state, UndoEnds{2, std::nullopt}, milliseconds(12'300));
    take_in(state, UndoBegins{0}, milliseconds(12'300));
    take_in(state, UndoEnds{0, no_space}, milliseconds(12'400));
    take_in(state, PlanEnds{milliseconds(12'400), no_space}, milliseconds(12'400));
    return state;
}

constexpr Paint fine{.unicode = true};

TEST(LiveView, ShowsWhatRunsBesideWhat) {
    expect_golden("cli/live-up.txt", text_of(live_view(half_way(), {80, 24, fine}, milliseconds(3400))));
}

TEST(LiveView, HasColoursAndPlainSigns) {
    expect_golden("cli/live-up-coloured.txt",
                  text_of(live_view(half_way(), {80, 24, {.colours = true, .unicode = true}}, milliseconds(3400))));
    expect_golden("cli/live-up-ascii.txt", text_of(live_view(half_way(), {80, 24, {}}, milliseconds(3400))));
}

TEST(LiveView, ShowsFailureAndUndo) {
    expect_golden("cli/live-failed.txt",
                  text_of(settled_view(failed_and_undone(), {80, 24, fine}, milliseconds(13'000))));
}

TEST(LiveView, SparesANarrowTerminalWordsOfWhichNothingWouldBeLeft) {
    EXPECT_THAT(text_of(live_view(half_way(), {80, 24, fine}, milliseconds(3400))), HasSubstr("after: "));
    EXPECT_THAT(text_of(live_view(half_way(), {40, 24, fine}, milliseconds(3400))), Not(HasSubstr("aft")));
    // Why something failed is never left out.
    EXPECT_THAT(text_of(settled_view(failed_and_undone(), {40, 24, fine}, milliseconds(13'000))), HasSubstr("no s"));
}

Plan long_plan(std::size_t steps) {
    Plan plan = samples::up();
    plan.steps.clear();
    for (std::size_t i = 0; i < steps; ++i)
        plan.steps.push_back(samples::step(Action::make, ResourceKind::disk, "disk-" + std::to_string(i), ""));
    return plan;
}

TEST(LiveView, FitsAnyTerminal) {
    LiveState many;
    take_in(many, PlanBegins{long_plan(40)}, milliseconds(0));
    for (std::size_t i = 0; i < 20; ++i) take_in(many, StepBegins{i}, milliseconds(0));
    for (std::size_t i = 0; i < 17; ++i) take_in(many, StepEnds{i, milliseconds(5), std::nullopt}, milliseconds(5));
    for (const LiveState& state : {half_way(), failed_and_undone(), many}) {
        for (const int columns : {1, 9, 33, 80, 200}) {
            for (const int rows : {1, 2, 5, 6, 7, 8, 11, 24, 60}) {
                const auto lines = live_view(state, {columns, rows, fine}, milliseconds(3400));
                EXPECT_LT(lines.size(), static_cast<std::size_t>(std::max(2, rows)));
                for (const std::string& line : lines) EXPECT_LE(width_of(line), columns) << line;
            }
        }
    }
}

TEST(LiveView, WhatIsAtWorkIsShownWhenNotAllFits) {
    LiveState many;
    take_in(many, PlanBegins{long_plan(40)}, milliseconds(0));
    for (std::size_t i = 0; i < 20; ++i) take_in(many, StepBegins{i}, milliseconds(0));
    for (std::size_t i = 0; i < 17; ++i) take_in(many, StepEnds{i, milliseconds(5), std::nullopt}, milliseconds(5));
    const std::string text = text_of(live_view(many, {80, 16, fine}, milliseconds(10)));
    for (const std::string name : {"disk-17 ", "disk-18 ", "disk-19 ", "disk-20", "disk-16 "})
        EXPECT_THAT(text, HasSubstr(name));
    EXPECT_THAT(text, HasSubstr("30 more"));
    EXPECT_THAT(text_of(settled_view(many, {80, 16, fine}, milliseconds(10))), HasSubstr("disk-0 "));
}

TEST(LiveState, AStepThatDoesNotExistIsNoCrash) {
    LiveState state = half_way();
    take_in(state, StepBegins{99}, milliseconds(0));
    take_in(state, StepProgress{99, "x"}, milliseconds(0));
    take_in(state, StepEnds{99, milliseconds(1), std::nullopt}, milliseconds(0));
    take_in(state, UndoBegins{99}, milliseconds(0));
    take_in(state, UndoEnds{99, std::nullopt}, milliseconds(0));
    EXPECT_EQ(state.steps.size(), 6U);
}

class Screen : public ::testing::Test {
protected:
    Screen() { terminal.is_terminal = true; }
    std::string seen() const { return text_of(fakes::seen_on_a_screen(terminal.error)); }

    fakes::FakeTerminal terminal;
    fakes::FakeClock clock;
    LiveScreen screen{terminal, clock, fine};
};

TEST_F(Screen, DrawsInPlace) {
    screen.show(PlanBegins{samples::up()});
    screen.show(StepBegins{0});
    for (int i = 0; i < 50; ++i) {
        clock.sleep(milliseconds(100));
        screen.redraw();
    }
    EXPECT_EQ(seen(), text_of(live_view(
                          [] {
                              LiveState state;
                              take_in(state, PlanBegins{samples::up()}, milliseconds(0));
                              take_in(state, StepBegins{0}, milliseconds(0));
                              return state;
                          }(),
                          {79, 24, fine}, milliseconds(5000))) +
                          "\n");
}

TEST_F(Screen, LeavesACleanListBehind) {
    screen.show(PlanBegins{samples::up()});
    for (std::size_t step = 0; step < 6; ++step) {
        screen.show(StepBegins{step});
        clock.sleep(milliseconds(400));
        screen.redraw();
        screen.show(StepEnds{step, milliseconds(400), std::nullopt});
    }
    screen.show(PlanEnds{milliseconds(2400), std::nullopt});
    screen.redraw();
    expect_golden("cli/live-settled.txt", seen());
}

TEST_F(Screen, ANoticeStandsAboveTheFrame) {
    screen.show(Notice{Notice::Weight::news, "an earlier aloft was cut off"});
    screen.show(PlanBegins{samples::up()});
    screen.show(Notice{Notice::Weight::warning, "the disk is nearly full"});
    const std::string text = seen();
    EXPECT_THAT(text, ::testing::StartsWith("an earlier aloft was cut off\nwarning: the disk is nearly full\nlab  up"));
    EXPECT_EQ(text.find("lab  up"), text.rfind("lab  up"));
}

TEST_F(Screen, HoldsStillWhileThePersonIsAsked) {
    screen.show(PlanBegins{samples::up()});
    screen.pause();
    terminal.write_error("Keep?\n");
    const std::string before = terminal.error;
    screen.redraw();
    screen.show(StepBegins{0});
    EXPECT_EQ(terminal.error, before);
    screen.resume();
    screen.redraw();
    EXPECT_THAT(seen(), HasSubstr("Keep?\nlab  up"));
}

TEST_F(Screen, ANarrowerTerminalHasWrappedTheOldFrame) {
    screen.show(PlanBegins{samples::up()});
    const auto before = terminal.error.size();
    terminal.width = 30;
    screen.redraw();
    int rows = 0;
    for (const std::string& line : fakes::seen_on_a_screen(terminal.error.substr(0, before)))
        rows += std::max(1, (width_of(line) + 29) / 30);
    const std::string back = "\x1b[" + std::to_string(rows - 1) + "F";  // the last, empty line is the cursor's own
    EXPECT_EQ(terminal.error.substr(before, back.size()), back);
}

TEST(Screens, WithoutStepsShowNothing) {
    fakes::FakeTerminal terminal;
    fakes::FakeClock clock;
    Plan nothing = samples::up();
    nothing.steps.clear();
    {
        LiveScreen screen(terminal, clock, fine);
        screen.show(PlanBegins{nothing});
        screen.show(PlanEnds{});
    }
    EXPECT_EQ(terminal.error, "");
}

TEST(Screens, ThatAreLeftInTheMiddleSettle) {
    fakes::FakeTerminal terminal;
    fakes::FakeClock clock;
    {
        LiveScreen screen(terminal, clock, fine);
        screen.show(PlanBegins{long_plan(40)});
        EXPECT_THAT(terminal.error, Not(HasSubstr("disk-30")));
    }
    EXPECT_THAT(terminal.error, HasSubstr("disk-30"));
}

template <class View>
std::string written(View&& view, fakes::FakeTerminal& terminal, fakes::FakeClock& clock) {
    view.show(Notice{Notice::Weight::news, "an earlier aloft was cut off"});
    view.show(PlanBegins{samples::up()});
    view.show(StepBegins{1});
    view.show(StepProgress{1, "half"});
    clock.sleep(milliseconds(1200));
    view.show(StepEnds{1, milliseconds(1200), no_space});
    view.show(UndoBegins{0});
    view.show(UndoEnds{0, std::nullopt});
    view.show(PlanEnds{milliseconds(1300), no_space});
    return terminal.error;
}

TEST(PlainView, IsALineForEachBeginningAndEnd) {
    fakes::FakeTerminal terminal;
    fakes::FakeClock clock;
    expect_golden("cli/plain.txt", written(PlainLines(terminal, clock), terminal, clock));
}

TEST(JsonView, IsARecordALine) {
    fakes::FakeTerminal terminal;
    fakes::FakeClock clock;
    const std::string text = written(JsonLines(terminal), terminal, clock);
    EXPECT_EQ(std::ranges::count(text, '\n'), 8);
    EXPECT_THAT(text, HasSubstr("{\"event\":\"step-begins\",\"step\":1}\n"));
    EXPECT_EQ(terminal.output, "");
}

TEST(Tickers, CallUntilTheyEnd) {
    std::mutex mutex;
    std::condition_variable called;
    int calls = 0;
    {
        const Ticker ticker(milliseconds(1), [&] {
            const std::scoped_lock lock(mutex);
            ++calls;
            called.notify_one();
        });
        std::unique_lock lock(mutex);
        called.wait(lock, [&] { return calls >= 3; });
    }
    EXPECT_GE(calls, 3);
}

}  // namespace
}  // namespace aloft::cli
