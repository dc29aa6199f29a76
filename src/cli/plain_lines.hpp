#pragma once
#include <chrono>

#include "cli/live_state.hpp"
#include "cli/progress_view.hpp"
#include "system/clock.hpp"
#include "system/terminal.hpp"

namespace aloft::cli {

/// A line on standard error for each beginning and end, with the time since the plan began: for logs and pipes.
class PlainLines final : public ProgressView {
public:
    PlainLines(Terminal& terminal, Clock& clock) : terminal_(terminal), clock_(clock) {}
    void show(const Event& event) override;

private:
    Terminal& terminal_;
    Clock& clock_;
    LiveState state_;
};

/// One JSON record a line on standard error for each event.
class JsonLines final : public ProgressView {
public:
    explicit JsonLines(Terminal& terminal) : terminal_(terminal) {}
    void show(const Event& event) override;

private:
    Terminal& terminal_;
};

/// With --json, and where nothing shall be shown.
class NoProgress final : public ProgressView {
public:
    void show(const Event& /*event*/) override {}
};

}  // namespace aloft::cli
