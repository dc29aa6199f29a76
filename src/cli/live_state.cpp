#include "cli/live_state.hpp"

#include <algorithm>
#include <utility>

#include "cli/paint.hpp"
#include "cli/text.hpp"
#include "cli/view_plan.hpp"

namespace aloft::cli {
namespace {

using std::chrono::milliseconds;

LiveState state_of(const Plan& plan, milliseconds now) {
    LiveState state{.machine = plan.machine,
                    .verb = std::string(verb_of(plan)),
                    .headline = headline(plan),
                    .price = price_text(plan.offer, plan.price),
                    .steps = {},
                    .began = now,
                    .took = std::nullopt,
                    .failure = {}};
    for (const Step& step : plan.steps) state.steps.push_back(LiveStep{.what = describe(step), .needs = step.needs});
    return state;
}

LiveStep::State state_of(TaskState state) {
    switch (state) {
        case TaskState::waiting: return LiveStep::State::waiting;
        case TaskState::checking:
        case TaskState::applying: return LiveStep::State::working;
        case TaskState::done: return LiveStep::State::done;
        case TaskState::failed: return LiveStep::State::failed;
        case TaskState::blocked: return LiveStep::State::waiting;
    }
    return LiveStep::State::waiting;
}

std::string remark_on(const TaskReport& task) {
    switch (task.state) {
        case TaskState::waiting: return "";
        case TaskState::checking: return "checking";
        case TaskState::done: return task.applied ? "" : "was there already";
        case TaskState::blocked: return "needs what failed";
        case TaskState::applying:
        case TaskState::failed: return task.last_lines.empty() ? "" : harmless(task.last_lines.back());
    }
    return "";
}

struct TakeIn {
    LiveState& state;
    milliseconds now;

    void operator()(const PlanBegins& event) const { state = state_of(event.plan, now); }
    void operator()(const StepBegins& event) const {
        if (LiveStep* step = at(event.step)) {
            step->state = LiveStep::State::working;
            step->began = now;
        }
    }
    void operator()(const StepProgress& event) const {
        if (LiveStep* step = at(event.step)) step->progress = harmless(event.text);
    }
    void operator()(const TaskMoves& event) const {
        LiveStep* step = at(event.step);
        if (step == nullptr) return;
        auto task = std::ranges::find(step->tasks, event.task.name, &LiveStep::name);
        if (task == step->tasks.end())
            task = step->tasks.insert(task, LiveStep{.what = harmless(event.task.title), .name = event.task.name});
        const LiveStep::State before = std::exchange(task->state, state_of(event.task.state));
        if (task->state == LiveStep::State::working && before != task->state) task->began = now - event.task.took;
        task->took = event.task.took;
        task->progress = remark_on(event.task);
    }
    void operator()(const StepEnds& event) const {
        LiveStep* step = at(event.step);
        if (step == nullptr) return;
        step->state = event.error ? LiveStep::State::failed : LiveStep::State::done;
        step->took = event.took;
        step->progress = event.error ? harmless(event.error->detail) : std::string();
        if (event.error) state.failure = event.error->detail;
    }
    void operator()(const UndoBegins& event) const {
        if (LiveStep* step = at(event.step)) {
            step->state = LiveStep::State::undoing;
            step->began = now;
            step->progress.clear();
        }
    }
    void operator()(const UndoEnds& event) const {
        LiveStep* step = at(event.step);
        if (step == nullptr) return;
        step->state = event.error ? LiveStep::State::left : LiveStep::State::undone;
        step->took = now - step->began;
        if (event.error) step->progress = harmless(event.error->detail);
    }
    void operator()(const PlanEnds& event) const { state.took = event.took; }
    void operator()(const Notice& /*event*/) const {}

    LiveStep* at(std::size_t step) const { return step < state.steps.size() ? &state.steps[step] : nullptr; }
};

}  // namespace

void take_in(LiveState& state, const Event& event, milliseconds now) { std::visit(TakeIn{state, now}, event); }

}  // namespace aloft::cli
