#pragma once
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>

#include "core/result.hpp"

namespace aloft {

/// Waits for files to change, as the kernel tells it: no time passes between the change and the waking, and nothing is
/// done while there is none.
class Watch {
public:
    enum class Woken { by_change, by_hang_up, by_time };

    static Result<std::unique_ptr<Watch>> begin();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;
    ~Watch();

    /// A file that grows, or a folder in which files appear, grow or are replaced. What happens from now on counts.
    Result<void> add(const std::filesystem::path& path);
    /// Until something has changed, `ring` was called, the other side of the connection has gone, or that time is over.
    Woken wait(int connection = -1, std::optional<std::chrono::milliseconds> at_most = std::nullopt);
    /// Wakes who waits, as a change does. From any thread.
    void ring();

private:
    Watch(int changes, int bell) : changes_(changes), bell_(bell) {}
    int changes_;
    int bell_;
};

}  // namespace aloft
