#pragma once
#include <filesystem>
#include <string>

#include "core/result.hpp"
#include "core/software.hpp"
#include "wire/agent_messages.hpp"

namespace aloft::agent {

/// What is known of one job: a folder that outlives agents and boots. `began.json` is there from the beginning,
/// `cancelled` once somebody asked for its end, `ended.json` in the end, and `output` all along.
class JobFolder {
public:
    explicit JobFolder(std::filesystem::path path) : path_(std::move(path)) {}
    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path output() const { return path_ / "output"; }
    std::filesystem::path environment() const { return path_ / "environment"; }

    Result<void> write_began(const wire::JobBegan& began) const;
    Result<void> write_cancelled() const;
    Result<void> write_ended(const wire::JobEnded& ended) const;
    Result<wire::JobBegan> began() const;
    bool cancelled() const;
    std::optional<wire::JobEnded> ended() const;

    /// All of it together. A job that has not ended, and began before the present boot, was cut off.
    Result<Job> job(const std::string& boot) const;

private:
    std::filesystem::path path_;
};

/// The command as one would type it.
std::string as_typed(const std::vector<std::string>& words);

}  // namespace aloft::agent
