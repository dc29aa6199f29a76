#pragma once
#include <memory>

#include "serve/loop.hpp"

namespace aloft::serve {

/// The loop on the thread that calls run(), with a few threads beside it for work that waits.
class AsioLoop final : public Loop {
public:
    explicit AsioLoop(unsigned workers = 4);
    AsioLoop(const AsioLoop&) = delete;
    AsioLoop& operator=(const AsioLoop&) = delete;
    ~AsioLoop() override;

    void post(std::function<void()> task) override;
    void after(std::chrono::milliseconds delay, std::function<void()> task) override;
    void work(std::function<void()> work, std::function<void()> then) override;

    /// Until stop() is called. An exception of a task comes out here: it is a bug.
    void run();
    /// From any thread.
    void stop();
    /// Once it has stopped: waits for work that has begun; what has not is never done.
    void finish_work();

    struct Parts;
    Parts& parts() { return *parts_; }

private:
    std::unique_ptr<Parts> parts_;
};

}  // namespace aloft::serve
