#pragma once
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

namespace aloft::cli {

/// Calls again and again, on a thread of its own, until it is destroyed; the first time after one period.
class Ticker {
public:
    Ticker(std::chrono::milliseconds period, std::function<void()> call)
        : thread_([this, period, call = std::move(call)](std::stop_token stop) {
              std::unique_lock lock(mutex_);
              while (!waken_.wait_for(lock, stop, period, [&] { return stop.stop_requested(); })) call();
          }) {}

private:
    std::mutex mutex_;
    std::condition_variable_any waken_;
    std::jthread thread_;  // last: it is stopped and joined before what it uses goes
};

}  // namespace aloft::cli
