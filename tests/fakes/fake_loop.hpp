#pragma once
#include <algorithm>
#include <chrono>
#include <deque>
#include <functional>
#include <utility>
#include <vector>

#include "serve/loop.hpp"
#include "system/clock.hpp"

namespace aloft::fakes {

/// A loop that stands still until the test turns it. All on the test's own thread.
class FakeLoop final : public serve::Loop {
public:
    /// With a clock, its hands go on while time passes here.
    explicit FakeLoop(Clock* clock = nullptr) : clock_(clock) {}

    void post(std::function<void()> task) override { posted_.push_back(std::move(task)); }
    void after(std::chrono::milliseconds delay, std::function<void()> task) override {
        timers_.push_back({passed_ + delay, std::move(task)});
    }
    void work(std::function<void()> work, std::function<void()> then) override {
        works_.emplace_back(std::move(work), std::move(then));
    }

    /// Everything that can be done without time passing.
    void turn() {
        for (;;) {
            if (!posted_.empty()) {
                take_first(posted_)();
            } else if (auto due = next_timer(); due != timers_.end() && due->at <= passed_) {
                auto task = std::move(due->task);
                timers_.erase(due);
                task();
            } else if (!works_.empty() && !work_held_) {
                auto [work, then] = take_first(works_);
                work();
                post(std::move(then));
            } else {
                return;
            }
        }
    }

    /// Lets time pass, and does what falls due at its own moment of it.
    void pass(std::chrono::milliseconds duration) {
        const auto end = passed_ + duration;
        turn();
        for (auto due = next_timer(); due != timers_.end() && due->at <= end; due = next_timer()) {
            go_to(due->at);
            turn();
        }
        go_to(end);
    }

    /// Time passes to each next timer until there is none left, or so much has passed.
    void pass_until_idle(std::chrono::milliseconds most = std::chrono::hours(24)) {
        const auto end = passed_ + most;
        turn();
        for (auto due = next_timer(); due != timers_.end() && due->at <= end; due = next_timer()) {
            go_to(due->at);
            turn();
        }
    }

    /// As if the machines took their time: work waits until it is let go.
    void hold_work() { work_held_ = true; }
    void let_work_go() {
        work_held_ = false;
        turn();
    }

    std::size_t waiting_works() const { return works_.size(); }
    std::size_t waiting_timers() const { return timers_.size(); }

private:
    struct Timer {
        std::chrono::milliseconds at;
        std::function<void()> task;
    };

    std::vector<Timer>::iterator next_timer() { return std::ranges::min_element(timers_, {}, &Timer::at); }
    void go_to(std::chrono::milliseconds moment) {
        if (clock_ != nullptr && moment > passed_) clock_->sleep(moment - passed_);
        passed_ = std::max(passed_, moment);
    }
    template <class T>
    static T take_first(std::deque<T>& queue) {
        T first = std::move(queue.front());
        queue.pop_front();
        return first;
    }

    Clock* clock_;
    std::chrono::milliseconds passed_{0};
    bool work_held_ = false;
    std::deque<std::function<void()>> posted_;
    std::deque<std::pair<std::function<void()>, std::function<void()>>> works_;
    std::vector<Timer> timers_;
};

}  // namespace aloft::fakes
