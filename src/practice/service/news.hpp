#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>

#include "serve/loop.hpp"

namespace aloft::practice {

/// Those who wait until something has changed that is shown: told of it at once, but a few times a second at most. Lives on
/// the loop.
class News {
public:
    explicit News(serve::Loop& loop);

    /// Another one after each change.
    std::uint64_t revision() const;
    void happened();
    /// Something has happened that those who wait will be told of in a moment.
    bool is_owed() const;
    /// Called once: when something happens, or when so much time has passed.
    void wait(std::chrono::milliseconds most, std::function<void()> then);

private:
    struct Waiting;
    static void tell(serve::Loop& loop, const std::shared_ptr<Waiting>& waiting);
    serve::Loop& loop_;
    std::shared_ptr<Waiting> waiting_;  ///< timers outlive us
};

}  // namespace aloft::practice
