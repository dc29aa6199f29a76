#pragma once
#include <filesystem>
#include <string>

#include "core/result.hpp"

namespace aloft {

/// Where aloft keeps things for this person. ALOFT_HOME, when set, holds all of it; otherwise the XDG folders do.
struct Home {
    std::filesystem::path data;   ///< ledger.db, owner, machines/<name>/ (keys), locks/, ssh_config
    std::filesystem::path cache;  ///< base images and what was probed; may be deleted at any time

    std::filesystem::path ledger() const { return data / "ledger.db"; }
    std::filesystem::path machine(const std::string& name) const { return data / "machines" / name; }
    std::filesystem::path lock(const std::string& name) const { return data / "locks" / (name + ".lock"); }
    std::filesystem::path ssh_config() const { return data / "ssh_config"; }
    /// The practice cloud's own state.
    std::filesystem::path practice_cloud() const { return data / "practice" / "google"; }
    /// Where aloft keeps things while it practises, so that nothing of it mixes with what is real.
    Home of_practice() const { return {data / "practice" / "home", cache}; }
};

/// Reads the environment only; makes nothing.
Result<Home> find_home();

}  // namespace aloft
