#pragma once
#include <filesystem>
#include <map>
#include <string>

#include "core/resource.hpp"
#include "core/result.hpp"
#include "machine/reach.hpp"
#include "system/home.hpp"

namespace aloft {

/// What is kept on this computer for one machine, in machines/<name>/, for the owner alone.
class MachineFolder {
public:
    MachineFolder(const Home& home, const std::string& machine) : path_(home.machine(machine)) {}

    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path labels() const { return path_ / "labels"; }
    std::filesystem::path identity() const { return path_ / "identity"; }
    std::filesystem::path first_host_key() const { return path_ / "first_host_key"; }
    std::filesystem::path known_hosts() const { return path_ / "known_hosts"; }
    /// Only the machine's own key, while it is not yet known that the machine answers with it.
    std::filesystem::path next_known_hosts() const { return path_ / "next_known_hosts"; }
    /// The block of this machine alone, for our own use: true from the moment the machine was reached.
    std::filesystem::path ssh_config() const { return path_ / "ssh_config"; }
    std::filesystem::path reached() const { return path_ / "reached"; }
    /// The socket of the multiplexed connection. It lies here, not in a folder that a restart of this computer empties:
    /// ssh gives up when the folder of its ControlPath is missing, and an editor may call ssh before anybody calls us.
    std::filesystem::path connection() const { return path_ / "connection"; }

private:
    std::filesystem::path path_;
};

/// Beside a private key.
std::filesystem::path public_part(const std::filesystem::path& private_key);

Result<void> write_labels(const MachineFolder& folder, const Labels& labels);
/// Empty labels when there are none yet.
Labels read_labels(const MachineFolder& folder);

/// Where the machine answered last, and with which key.
struct Reached {
    Address address;
    std::string fingerprint;
    /// "TYPE KEY", only where the machine had it before aloft came, and keeps it.
    std::string known_host_key;
};
Result<void> write_reached(const MachineFolder& folder, const Reached& reached);
std::map<std::string, std::string> read_reached(const MachineFolder& folder);

}  // namespace aloft
