#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "core/result.hpp"

namespace aloft::practice {

/// Where the practice cloud answers, and the word by which the person's own programs are known to it.
struct Endpoint {
    std::uint16_t port = 0;
    std::uint16_t tls_port = 0;
    int pid = 0;
    std::string token;
    bool operator==(const Endpoint&) const = default;
};

/// The files of a practice cloud. What they are for is in README.md.
class StateFolder {
public:
    explicit StateFolder(std::filesystem::path path) : path_(std::move(path)) {}

    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path lock() const { return path_ / "lock"; }
    std::filesystem::path records() const { return path_ / "state.db"; }
    std::filesystem::path weather() const { return path_ / "weather.yaml"; }
    std::filesystem::path authority() const { return path_ / "authority"; }
    std::filesystem::path calls() const { return path_ / "calls.log"; }
    std::filesystem::path machines() const { return path_ / "machines"; }

    Result<void> make() const;
    /// Nothing when there was none yet, or it cannot be read: then one is made anew.
    std::optional<Endpoint> endpoint() const;
    Result<void> keep(const Endpoint& endpoint) const;

private:
    std::filesystem::path endpoint_file() const { return path_ / "endpoint.json"; }
    std::filesystem::path path_;
};

}  // namespace aloft::practice
