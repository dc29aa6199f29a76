#include "cli/live_screen.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/notice.hpp"

namespace aloft::cli {
namespace {

/// Each line ends by clearing what an older, longer one left behind it; nothing is cleared first, so nothing flickers.
std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += line + "\x1b[K\n";
    return text;
}

int visible_width(std::string_view line) { return width_of(harmless(line)); }

}  // namespace

LiveScreen::LiveScreen(Terminal& terminal, Clock& clock, Paint paint)
    : terminal_(terminal), clock_(clock), paint_(paint) {}

LiveScreen::~LiveScreen() {
    const std::scoped_lock lock(mutex_);
    if (stage_ == Stage::running || stage_ == Stage::paused) settle();
}

void LiveScreen::show(const Event& event) {
    const std::scoped_lock lock(mutex_);
    take_in(state_, event, clock_.elapsed());
    if (const auto* notice = std::get_if<Notice>(&event)) {
        say(*notice);
    } else if (std::holds_alternative<PlanBegins>(event)) {
        stage_ = state_.steps.empty() ? Stage::before : Stage::running;
        drawn_.clear();
    } else if (std::holds_alternative<PlanEnds>(event) && stage_ == Stage::running) {
        settle();
        return;
    }
    if (stage_ == Stage::running) draw_frame();
}

void LiveScreen::pause() {
    const std::scoped_lock lock(mutex_);
    if (stage_ == Stage::running) stage_ = Stage::paused;
}

void LiveScreen::resume() {
    const std::scoped_lock lock(mutex_);
    if (stage_ != Stage::paused) return;
    stage_ = Stage::running;
    drawn_.clear();  // what was asked and answered stands between the old frame and the next
    draw_frame();
}

void LiveScreen::redraw() {
    const std::scoped_lock lock(mutex_);
    if (stage_ == Stage::running) draw_frame();
}

Canvas LiveScreen::canvas() const {
    // One column stays free: a letter in the last one makes some terminals wrap.
    return {.columns = std::max(10, terminal_.columns() - 1), .rows = terminal_.rows(), .paint = paint_};
}

std::string LiveScreen::back_over(const std::vector<std::string>& lines) const {
    if (lines.empty()) return "";
    const int columns = std::max(1, terminal_.columns());
    int rows = 0;
    for (const std::string& line : lines) rows += std::max(1, (visible_width(line) + columns - 1) / columns);
    return fmt::format("\x1b[{}F", rows);
}

void LiveScreen::draw_frame() {
    std::vector<std::string> lines = live_view(state_, canvas(), clock_.elapsed());
    terminal_.write_error(back_over(drawn_) + joined(lines) + "\x1b[J");
    drawn_ = std::move(lines);
}

void LiveScreen::settle() {
    const std::string back = stage_ == Stage::running ? back_over(drawn_) : "";
    terminal_.write_error(back + joined(settled_view(state_, canvas(), clock_.elapsed())) + "\x1b[J\n");
    stage_ = Stage::settled;
    drawn_.clear();
}

void LiveScreen::say(const Notice& notice) {
    const std::string back = stage_ == Stage::running ? back_over(drawn_) + "\x1b[J" : "";
    terminal_.write_error(back + notice_line(notice, paint_) + "\n");
    if (stage_ == Stage::running) drawn_.clear();
}

}  // namespace aloft::cli
