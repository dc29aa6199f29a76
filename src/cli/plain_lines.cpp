#include "cli/plain_lines.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/notice.hpp"
#include "cli/text.hpp"
#include "wire/json.hpp"

namespace aloft::cli {
namespace {

std::string outcome(const std::optional<Error>& error, std::string_view well) {
    return error ? fmt::format("failed: {}", harmless(error->detail)) : std::string(well);
}

/// The words of an event that is worth a line; empty otherwise.
struct LineOf {
    const LiveState& state;

    std::string operator()(const PlanBegins& event) const {
        return event.plan.steps.empty() ? "" : fmt::format("{} {}: {}", state.verb, state.machine, state.headline);
    }
    std::string operator()(const StepBegins& event) const { return what(event.step); }
    std::string operator()(const StepProgress& /*event*/) const { return ""; }
    std::string operator()(const TaskMoves& event) const {
        const TaskReport& task = event.task;
        if (task.state == TaskState::failed) return fmt::format("  {}: failed", harmless(task.title));
        if (task.state != TaskState::done) return "";
        return fmt::format("  {}: {} ({})", harmless(task.title), task.applied ? "done" : "was there already",
                           duration_text(task.took));
    }
    std::string operator()(const StepEnds& event) const {
        return fmt::format("{}: {} ({})", what(event.step), outcome(event.error, "done"), duration_text(event.took));
    }
    std::string operator()(const UndoBegins& event) const { return fmt::format("undo: {}", what(event.step)); }
    std::string operator()(const UndoEnds& event) const {
        return fmt::format("undo: {}: {}", what(event.step), outcome(event.error, "undone"));
    }
    std::string operator()(const PlanEnds& event) const {
        if (state.steps.empty()) return "";
        const bool told = event.error && event.error->detail == state.failure;
        return fmt::format("{} {}: {}", state.verb, state.machine, told ? "failed" : outcome(event.error, "done"));
    }
    std::string operator()(const Notice& event) const { return notice_line(event, Paint{}); }

    std::string what(std::size_t step) const { return step < state.steps.size() ? state.steps[step].what : "?"; }
};

}  // namespace

void PlainLines::show(const Event& event) {
    take_in(state_, event, clock_.elapsed());
    const std::string words = std::visit(LineOf{state_}, event);
    if (words.empty()) return;
    if (std::holds_alternative<Notice>(event)) return terminal_.write_error(words + "\n");
    terminal_.write_error(fmt::format("[{:>6}] {}\n", duration_text(clock_.elapsed() - state_.began), words));
}

void JsonLines::show(const Event& event) {
    terminal_.write_error(wire::to_json(event).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

}  // namespace aloft::cli
