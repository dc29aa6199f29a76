#pragma once
#include <chrono>

#include "system/clock.hpp"

namespace aloft::practice {

/// A moment of the practice world, whose clock can be turned; never this computer's own time.
using Moment = aloft::Instant;

/// How far the world's clock is ahead of the computer's. Kept with the state, changed by `aloft practice weather`.
class WorldClock {
public:
    WorldClock(Clock& clock, std::chrono::milliseconds ahead) : clock_(clock), ahead_(ahead) {}
    Moment now() const { return clock_.now() + ahead_; }
    std::chrono::milliseconds ahead() const { return ahead_; }
    /// Forward only: nothing that has happened can be undone.
    void turn(std::chrono::milliseconds forward) { ahead_ += forward; }

private:
    Clock& clock_;
    std::chrono::milliseconds ahead_;
};

}  // namespace aloft::practice
