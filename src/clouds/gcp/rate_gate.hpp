#pragma once
#include <chrono>
#include <mutex>
#include <optional>

#include "system/clock.hpp"
#include "system/interruption.hpp"
#include "system/random.hpp"

namespace aloft::gcp {

/// Where all calls of a process pass. Once one is refused because there were too many, the gate is shut: one call is let
/// through now and then to see, and when it is answered all the others follow. So many that go at once waste few calls,
/// and lose little of the time in which they could be answered. Thread-safe.
class RateGate {
public:
    RateGate(Clock& clock, Random& random, const Interruption& interruption)
        : clock_(clock), random_(random), interruption_(interruption) {}

    /// Waits for its turn, or until it is interrupted; answers when it passed.
    std::chrono::milliseconds pass();
    /// The call that passed then was one too many; `retry_after` as the answer said.
    void refuse(std::chrono::milliseconds passed, std::optional<std::chrono::milliseconds> retry_after);
    /// The call that passed then was answered.
    void admit(std::chrono::milliseconds passed);

private:
    struct Shut {
        std::chrono::milliseconds since;
        std::chrono::milliseconds next_look;
        std::chrono::milliseconds pause;
    };
    bool may_pass();

    Clock& clock_;
    Random& random_;
    const Interruption& interruption_;
    std::mutex mutex_;
    std::optional<Shut> shut_;
};

}  // namespace aloft::gcp
