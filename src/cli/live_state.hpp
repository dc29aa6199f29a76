#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "core/event.hpp"

namespace aloft::cli {

/// What there is to know of one step while a plan runs.
struct LiveStep {
    enum class State { waiting, working, done, failed, undoing, undone, left };  ///< left: its undo failed
    std::string what;  ///< "make disk lab"
    std::vector<std::size_t> needs;
    State state = State::waiting;
    std::chrono::milliseconds began{};
    std::chrono::milliseconds took{};
    std::string progress;
    std::string name;             ///< of a task
    std::vector<LiveStep> tasks;  ///< what it consists of, once that is known
};

/// What the live view shows, as a value: events change it, view_live draws it. Times are Clock::elapsed().
struct LiveState {
    std::string machine;
    std::string verb;
    std::string headline;
    std::string price;
    std::vector<LiveStep> steps;
    std::chrono::milliseconds began{};
    std::optional<std::chrono::milliseconds> took;  ///< once the plan has ended
    std::string failure;  ///< the last step's, which was told with it
};

/// Takes the event into the state. A Notice changes nothing: it is said, not kept.
void take_in(LiveState& state, const Event& event, std::chrono::milliseconds now);

}  // namespace aloft::cli
