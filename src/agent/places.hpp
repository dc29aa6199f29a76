#pragma once
#include <filesystem>
#include <string>

#include "system/user.hpp"

namespace aloft::agent {

/// Where things are on the machine.
struct Places {
    std::filesystem::path state = "/var/lib/aloft";  ///< kept for ever, root's alone
    std::filesystem::path run = "/run/aloft";        ///< gone with the agent's process; others may pass through it
    std::filesystem::path program = "/usr/local/lib/aloft/aloft-agent";
    Accounts accounts;

    std::filesystem::path socket() const { return run / "agent.sock"; }
    std::filesystem::path recipes() const { return state / "recipes"; }
    std::filesystem::path graph() const { return recipes() / "graph.json"; }
    std::filesystem::path report() const { return recipes() / "report.json"; }
    std::filesystem::path log(const std::string& task) const { return recipes() / (task + ".log"); }
    std::filesystem::path tasks() const { return run / "tasks"; }
    std::filesystem::path jobs() const { return state / "jobs"; }
};

}  // namespace aloft::agent
