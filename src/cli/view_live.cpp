#include "cli/view_live.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "cli/text.hpp"

namespace aloft::cli {
namespace {

using std::chrono::milliseconds;
using State = LiveStep::State;

constexpr int longest_what = 46;
constexpr int time_width = 8;
constexpr int least_remark = 16;  // a piece that is shorter says nothing
constexpr int around_the_steps = 5;  // headline, blank, blank, footer, and the row where the cursor stands

struct Mark {
    std::string_view fine;
    std::string_view ascii;
    Tint tint;
};

std::string_view spinner(milliseconds since, const Paint& paint) {
    static constexpr std::array<std::string_view, 10> fine{"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"};
    static constexpr std::array<std::string_view, 4> ascii{"|", "/", "-", "\\"};
    const auto turn = static_cast<std::size_t>(std::max<milliseconds::rep>(0, since.count() / 100));
    return paint.unicode ? fine[turn % fine.size()] : ascii[turn % ascii.size()];
}

Mark mark_of(const LiveStep& step, milliseconds now, const Paint& paint) {
    const std::string_view turning = spinner(now - step.began, paint);
    switch (step.state) {
        case State::waiting: return {"·", ".", Tint::quiet};
        case State::working: return {turning, turning, Tint::busy};
        case State::done: return {"✓", "+", Tint::good};
        case State::failed: return {"✗", "x", Tint::bad};
        case State::undoing: return {turning, turning, Tint::warning};
        case State::undone: return {"↺", "<", Tint::warning};
        case State::left: return {"✗", "x", Tint::bad};
    }
    return {" ", " ", Tint::plain};
}

bool at_work(const LiveStep& step) { return step.state == State::working || step.state == State::undoing; }

/// "after make disk lab": what has not happened yet and must.
std::string waits_for(const LiveState& state, const LiveStep& step) {
    std::string first;
    int more = 0;
    for (const std::size_t need : step.needs) {
        if (need >= state.steps.size() || state.steps[need].state == State::done) continue;
        if (first.empty())
            first = state.steps[need].what;
        else
            ++more;
    }
    if (first.empty()) return "";
    return more == 0 ? "after: " + first : fmt::format("after: {} and {} more", first, more);
}

std::string remark_on(const LiveState& state, const LiveStep& step) {
    switch (step.state) {
        case State::waiting: return state.took ? "not begun" : waits_for(state, step);
        case State::undoing: return "undoing";
        case State::undone: return "undone";
        case State::left: return "could not be undone: " + step.progress;
        default: return step.progress;
    }
}

std::string time_of(const LiveStep& step, milliseconds now) {
    if (step.state == State::waiting) return "";
    return duration_text(at_work(step) ? now - step.began : step.took);
}

int width_of_whats(const LiveState& state) {
    int width = 0;
    for (const LiveStep& step : state.steps) {
        width = std::max(width, width_of(step.what));
        for (const LiveStep& task : step.tasks) width = std::max(width, 2 + width_of(task.what));
    }
    return std::min(width, longest_what);
}

std::string step_line(const LiveState& state, const LiveStep& step, const Canvas& canvas, milliseconds now) {
    const Mark mark = mark_of(step, now, canvas.paint);
    const bool is_task = !step.name.empty();
    const bool quiet = step.state == State::waiting || step.state == State::undone;
    const int what_end = 4 + width_of_whats(state);
    const std::string time = time_of(step, now);
    const bool bad = step.state == State::failed || step.state == State::left;
    const int remark_begin = what_end + time_width + 2;
    std::string remark = remark_on(state, step);
    if (const int room = canvas.columns - remark_begin; !bad && room < least_remark && room < width_of(remark))
        remark.clear();
    Line line;
    line.add(is_task ? "    " : "  ").add(canvas.paint.sign(mark.fine, mark.ascii), mark.tint).add(" ");
    line.add(step.what, quiet ? Tint::quiet : at_work(step) ? Tint::strong : Tint::plain);
    if (time.empty() && remark.empty()) return line.fit(canvas.columns, canvas.paint);
    line.to_column(what_end + time_width - width_of(time)).add(time, Tint::quiet);
    if (!remark.empty()) line.to_column(remark_begin).add(remark, bad ? Tint::bad : Tint::quiet);
    return line.fit(canvas.columns, canvas.paint);
}

std::string heading(const LiveState& state, const Canvas& canvas) {
    return Line()
        .add(state.machine, Tint::strong)
        .add("  ")
        .add(state.verb, Tint::busy)
        .add("  " + state.headline, Tint::quiet)
        .fit(canvas.columns, canvas.paint);
}

std::string footer(const LiveState& state, const Canvas& canvas, milliseconds now) {
    const auto count = [&](auto&& holds) { return std::ranges::count_if(state.steps, holds); };
    const auto done = count([](const LiveStep& step) { return step.state == State::done; });
    const auto busy = count([](const LiveStep& step) { return at_work(step); });
    std::string text = fmt::format("  {}  {} of {} done", duration_text(state.took.value_or(now - state.began)), done,
                                   state.steps.size());
    if (busy > 1) text += fmt::format(", {} side by side", busy);
    return Line().add(text).add("  " + state.price, Tint::quiet).fit(canvas.columns, canvas.paint);
}

/// Which steps to draw when there are rows for only some: those at work or failed always come first, then what was
/// done last and what comes next.
std::vector<bool> chosen(const std::vector<LiveStep>& steps, std::size_t rows) {
    std::vector<bool> shown(steps.size(), false);
    std::size_t left = rows;
    const auto show = [&](std::size_t index) {
        if (left == 0 || shown[index]) return;
        shown[index] = true;
        --left;
    };
    for (std::size_t i = 0; i < steps.size(); ++i)
        if (at_work(steps[i]) || steps[i].state == State::failed || steps[i].state == State::left) show(i);
    for (std::size_t i = 0; i < steps.size() && left > (rows + 1) / 2; ++i)
        if (steps[i].state == State::waiting) show(i);
    for (std::size_t i = steps.size(); i-- > 0;)
        if (steps[i].state != State::waiting) show(i);
    for (std::size_t i = 0; i < steps.size(); ++i) show(i);
    return shown;
}

/// Steps, each followed by the tasks that it consists of.
std::vector<LiveStep> with_tasks(const std::vector<LiveStep>& steps) {
    std::vector<LiveStep> rows;
    for (const LiveStep& step : steps) {
        rows.push_back(step);
        for (const LiveStep& task : step.tasks) rows.push_back(task);
    }
    return rows;
}

std::vector<std::string> step_lines(const LiveState& state, const Canvas& canvas, std::size_t rows, milliseconds now) {
    std::vector<std::string> lines;
    const std::vector<LiveStep> all_steps = with_tasks(state.steps);
    const bool all = all_steps.size() <= rows;
    const std::vector<bool> shown = chosen(all_steps, all ? rows : rows - 1);
    for (std::size_t i = 0; i < all_steps.size(); ++i)
        if (shown[i]) lines.push_back(step_line(state, all_steps[i], canvas, now));
    if (!all)
        lines.push_back(Line()
                            .add(fmt::format("    {} more", all_steps.size() - lines.size()), Tint::quiet)
                            .fit(canvas.columns, canvas.paint));
    return lines;
}

std::vector<std::string> around(const LiveState& state, const Canvas& canvas, std::vector<std::string> steps,
                                milliseconds now) {
    std::vector<std::string> lines{heading(state, canvas), ""};
    std::ranges::move(steps, std::back_inserter(lines));
    lines.emplace_back();
    lines.push_back(footer(state, canvas, now));
    return lines;
}

}  // namespace

std::vector<std::string> live_view(const LiveState& state, const Canvas& canvas, milliseconds now) {
    if (canvas.rows <= around_the_steps) return {footer(state, canvas, now)};
    const auto rows = static_cast<std::size_t>(canvas.rows - around_the_steps);
    return around(state, canvas, step_lines(state, canvas, rows, now), now);
}

std::vector<std::string> settled_view(const LiveState& state, const Canvas& canvas, milliseconds now) {
    return around(state, canvas, step_lines(state, canvas, with_tasks(state.steps).size(), now), now);
}

}  // namespace aloft::cli
