#pragma once
#include <chrono>
#include <string>
#include <vector>

#include "cli/live_state.hpp"
#include "cli/paint.hpp"

namespace aloft::cli {

struct Canvas {
    int columns = 80;
    int rows = 24;
    Paint paint;
};

/// One frame: a line a step, and what it costs. Each line fits the width and all of them the height; when there are
/// more steps than rows, those that are done or wait are drawn together.
std::vector<std::string> live_view(const LiveState& state, const Canvas& canvas, std::chrono::milliseconds now);

/// What stays in the scrollback when the plan has ended: all steps, whatever the height.
std::vector<std::string> settled_view(const LiveState& state, const Canvas& canvas, std::chrono::milliseconds now);

}  // namespace aloft::cli
