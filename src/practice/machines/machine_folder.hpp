#pragma once
#include <filesystem>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "practice/hall.hpp"

namespace aloft::practice {

/// What one machine has on this computer beside its disks: the socket of its metadata server, what is mounted into it,
/// and how it is connected, for when it must be connected again. For the owner's eyes alone.
class MachineFolder {
public:
    MachineFolder(const std::filesystem::path& all, std::string_view id) : folder_(all / std::string(id)) {}

    /// Everything that the machine is shown at its boot.
    Result<void> lay_out(const HallMachine& machine, const std::string& internal_address) const;
    Result<void> remember(const HallNetwork& network) const;
    Result<HallNetwork> network() const;
    Result<void> remove() const;

    std::filesystem::path socket() const { return door() / "socket"; }
    std::filesystem::path door() const { return folder_ / "metadata"; }
    std::filesystem::path guest() const { return folder_ / "guest"; }
    std::filesystem::path units() const { return folder_ / "units"; }
    std::filesystem::path seed() const { return folder_ / "seed"; }
    std::filesystem::path cloud_config() const { return folder_ / "cloud.cfg"; }

private:
    std::filesystem::path folder_;
};

}  // namespace aloft::practice
