#pragma once
#include <chrono>
#include <functional>

namespace aloft::serve {

/// One thread on which everything happens in turn, so that what lives on it needs no locks; and a few others for work
/// that waits.
class Loop {
public:
    virtual ~Loop() = default;
    /// From any thread.
    virtual void post(std::function<void()> task) = 0;
    /// In real time; from the loop's thread.
    virtual void after(std::chrono::milliseconds delay, std::function<void()> task) = 0;
    /// Does the work on another thread, and what follows it on the loop's; from the loop's thread. The work must not
    /// touch what lives on the loop.
    virtual void work(std::function<void()> work, std::function<void()> then) = 0;
};

}  // namespace aloft::serve
