#pragma once
#include <mutex>
#include <string>
#include <vector>

#include "cli/paint.hpp"
#include "cli/progress_view.hpp"
#include "cli/view_live.hpp"
#include "system/clock.hpp"
#include "system/terminal.hpp"

namespace aloft::cli {

/// Draws the live view in place, by ANSI, on standard error. The cursor stays visible and below the last line, so
/// that a process that is killed leaves a terminal as it should be.
class LiveScreen final : public ProgressView {
public:
    LiveScreen(Terminal& terminal, Clock& clock, Paint paint);
    ~LiveScreen() override;
    LiveScreen(const LiveScreen&) = delete;
    LiveScreen& operator=(const LiveScreen&) = delete;

    void show(const Event& event) override;
    void pause() override;
    void resume() override;
    /// Called some times a second, so that spinners turn and seconds pass.
    void redraw();

private:
    enum class Stage { before, running, paused, settled };

    Canvas canvas() const;
    /// What brings the cursor back to the frame's first line and clears from there. A terminal that became narrower
    /// has wrapped the lines anew, so they count by their width now.
    std::string back_over(const std::vector<std::string>& lines) const;
    void draw_frame();
    void settle();
    void say(const Notice& notice);

    Terminal& terminal_;
    Clock& clock_;
    Paint paint_;
    std::mutex mutex_;
    Stage stage_ = Stage::before;
    LiveState state_;
    std::vector<std::string> drawn_;
};

}  // namespace aloft::cli
