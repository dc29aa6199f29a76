#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace aloft {

using Instant = std::chrono::sys_time<std::chrono::milliseconds>;

/// Time and waiting, so that tests turn the hands.
class Clock {
public:
    virtual ~Clock() = default;
    virtual Instant now() = 0;
    /// Since an arbitrary moment, never backwards.
    virtual std::chrono::milliseconds elapsed() = 0;
    virtual void sleep(std::chrono::milliseconds duration) = 0;
};

class SystemClock final : public Clock {
public:
    Instant now() override;
    std::chrono::milliseconds elapsed() override;
    void sleep(std::chrono::milliseconds duration) override;
};

/// "2026-11-20T10:15:30Z"
std::string to_iso(Instant instant);
/// The moment that such a text names; nothing for one that names none.
std::optional<Instant> from_iso(std::string_view text);

}  // namespace aloft
