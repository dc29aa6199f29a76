#pragma once
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clouds/local/capabilities.hpp"
#include "clouds/local/podman.hpp"
#include "clouds/local/podman_answers.hpp"
#include "practice/hall.hpp"
#include "practice/machines/hall_disks.hpp"
#include "practice/machines/machine_folder.hpp"
#include "system/home.hpp"

namespace aloft::practice {

struct HallPlace {
    std::string name;  ///< the practice cloud's; with the folder's fingerprint it is ours alone on this computer
    Home home;                      ///< whose cache holds the base of machines
    std::filesystem::path folder;   ///< machines' own folders are made in it
    /// What podman makes networks with when it runs without root.
    std::filesystem::path tunnel_device = "/dev/net/tun";
};

/// Told from worker threads.
struct HallNews {
    /// A machine is there and its socket is wanted; may be said again.
    std::function<void(std::string id, std::filesystem::path socket)> has_door = [](const auto&, const auto&) {};
    std::function<void(std::string id)> is_gone = [](const auto&) {};
};

/// Machines that are podman's containers, in a network of the practice cloud's own. It holds no state: everything is
/// found by its label, so an object made after a kill -9 goes on where the last one ended. Thread-safe.
class PodmanHall final : public Hall {
public:
    PodmanHall(HallPlace place, Processes& processes, HallNews news = {});

    /// Why there can be no machines on this computer, one sentence each; empty where there can.
    std::vector<std::string> shortcomings() const;
    /// What is not as it should be and hinders nobody from having machines.
    std::vector<std::string> limitations() const;
    /// "aloft-practice=google-1a2b3c4d5e", on everything of podman's that is ours.
    std::string label() const;

    Result<std::string> addresses() override;
    Result<void> make_disk(std::string_view id, int gb) override;
    Result<void> copy_disk(std::string_view id, std::string_view from, int gb) override;
    Result<void> remove_disk(std::string_view id) override;
    Result<void> boot(const HallMachine& machine, const HallNetwork& network) override;
    Result<void> power_off(std::string_view id, std::chrono::seconds soft) override;
    Result<void> reset(std::string_view id) override;
    Result<void> remove(std::string_view id) override;
    Result<void> connect(std::string_view id, const HallNetwork& network) override;
    Result<std::string> console(std::string_view id) override;
    Result<std::vector<std::string>> running() override;
    /// With nothing to keep the network goes too. Machines that stay are told of again, and let go on where a copy of
    /// their disk was cut.
    Result<void> keep_only(const std::vector<std::string>& machines, const std::vector<std::string>& disks) override;

private:
    std::string name_of(std::string_view id) const;
    MachineFolder folder_of(std::string_view id) const { return {place_.folder, id}; }
    Result<std::optional<local::SeenContainer>> look(std::string_view id) const;
    Result<void> create(const HallMachine& machine, const HallNetwork& network, const local::Capabilities& able);
    /// Its first process waits, with the network made, until it is connected; so nothing comes in before the firewall.
    Result<void> start_connected(std::string_view id, const HallNetwork& network, const local::Capabilities& able);
    Result<void> wire(std::string_view id, const HallNetwork& network, const local::Capabilities& able);
    Result<void> power_cut(std::string_view id);
    /// The range of the network of machines, which is made when it is not there; one that holds the address, if it can be.
    Result<std::string> range_with(std::string_view address);
    Result<void> remove_network();
    Result<std::vector<std::string>> running_with_disk(std::string_view disk) const;

    HallPlace place_;
    Processes& processes_;
    HallNews news_;
    local::Podman podman_;
    HallDisks disks_;
};

}  // namespace aloft::practice
