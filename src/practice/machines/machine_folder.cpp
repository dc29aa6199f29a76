#include "practice/machines/machine_folder.hpp"

#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>

#include "embedded/guest.hpp"
#include "system/files.hpp"

namespace aloft::practice {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct Mounted {
    const char* name;
    std::string_view content;
};

constexpr std::array files_of_the_guest{
    Mounted{"metadata.py", embedded::metadata_py},
    Mounted{"accounts.py", embedded::accounts_py},
    Mounted{"host_keys.py", embedded::host_keys_py},
    Mounted{"scripts.py", embedded::scripts_py},
    Mounted{"names.py", embedded::names_py},
    Mounted{"notices.py", embedded::notices_py},
    Mounted{"motd", embedded::motd},
    Mounted{"debian_chroot", embedded::debian_chroot},
};

struct Unit {
    const char* name;
    std::string_view content;
    const char* wanted_by;  ///< null: started by another
};

constexpr std::array units_of_the_guest{
    Unit{"aloft-metadata.socket", embedded::aloft_metadata_socket, "sockets.target"},
    Unit{"aloft-metadata.service", embedded::aloft_metadata_service, nullptr},
    Unit{"aloft-names.service", embedded::aloft_names_service, "multi-user.target"},
    Unit{"aloft-host-keys.service", embedded::aloft_host_keys_service, "multi-user.target"},
    Unit{"aloft-publish-keys.service", embedded::aloft_publish_keys_service, "multi-user.target"},
    Unit{"aloft-accounts.service", embedded::aloft_accounts_service, "multi-user.target"},
    Unit{"aloft-notices.service", embedded::aloft_notices_service, "multi-user.target"},
    Unit{"aloft-startup-script.service", embedded::aloft_startup_script_service, "multi-user.target"},
    Unit{"aloft-shutdown-script.service", embedded::aloft_shutdown_script_service, "multi-user.target"},
};

Result<void> write_guest(const fs::path& folder) {
    if (auto made = make_private_folder(folder); !made) return made;
    for (const Mounted& file : files_of_the_guest)
        if (auto written = write_file(folder / file.name, file.content, Readable::by_all); !written) return written;
    return {};
}

Result<void> write_units(const fs::path& folder) {
    const std::string doing = "laying out what a machine starts";
    for (const Unit& unit : units_of_the_guest) {
        const fs::path wants = folder / (std::string(unit.wanted_by == nullptr ? "." : unit.wanted_by) + ".wants");
        if (auto made = make_private_folder(unit.wanted_by == nullptr ? folder : wants); !made) return made;
        if (auto written = write_file(folder / unit.name, unit.content, Readable::by_all); !written) return written;
        if (unit.wanted_by == nullptr) continue;
        std::error_code problem;
        fs::remove(wants / unit.name, problem);
        fs::create_symlink(fs::path("..") / unit.name, wants / unit.name, problem);
        if (problem) return failure(ErrorKind::storage, doing, wants.string() + ": " + problem.message());
    }
    return {};
}

/// For /etc/hosts.
std::string names_of(const HallMachine& machine, const std::string& address) {
    const std::string& whole = machine.hostname.empty() ? machine.name : machine.hostname;
    const std::string brief = whole.substr(0, whole.find('.'));
    return address + " " + whole + (brief == whole ? "" : " " + brief) +
           "\n169.254.169.254 metadata.google.internal metadata\n";
}

Result<void> write_seed(const fs::path& folder, const HallMachine& machine) {
    if (auto made = make_private_folder(folder); !made) return made;
    const std::string user_data = machine.user_data.empty() ? "#cloud-config\n{}\n" : machine.user_data;
    if (auto written = write_file(folder / "user-data", user_data, Readable::by_owner); !written) return written;
    return write_file(folder / "meta-data",
                      "instance-id: \"" + machine.id + "\"\nlocal-hostname: " + machine.name + "\n",
                      Readable::by_owner);
}

json to_json(const std::vector<Door>& doors) {
    json list = json::array();
    for (const Door& door : doors)
        list.push_back({{"protocol", door.protocol},
                        {"ports", door.ports},
                        {"others", door.others},
                        {"shut", door.way == Door::Way::shut}});
    return list;
}

std::optional<std::vector<Door>> doors_from(const json& all, const char* name) {
    const auto list = all.find(name);
    if (list == all.end() || !list->is_array()) return std::nullopt;
    std::vector<Door> doors;
    for (const json& door : *list) {
        if (!door.is_object()) return std::nullopt;
        doors.push_back({door.value("protocol", ""), door.value("ports", std::vector<std::string>()),
                         door.value("others", std::vector<std::string>()),
                         door.value("shut", false) ? Door::Way::shut : Door::Way::open});
    }
    return doors;
}

}  // namespace

Result<void> MachineFolder::lay_out(const HallMachine& machine, const std::string& internal_address) const {
    if (auto made = make_private_folder(door()); !made) return made;
    if (auto written = write_guest(guest()); !written) return written;
    if (auto written = write_file(guest() / "instance-id", machine.id + "\n", Readable::by_all); !written)
        return written;
    if (auto written = write_file(guest() / "names", names_of(machine, internal_address), Readable::by_all); !written)
        return written;
    if (auto written = write_units(units()); !written) return written;
    if (auto written = write_file(cloud_config(), embedded::cloud_cfg, Readable::by_all); !written) return written;
    return write_seed(seed(), machine);
}

Result<void> MachineFolder::remember(const HallNetwork& network) const {
    const json all = {{"internal", network.internal_address},
                      {"external", network.external_address},
                      {"doors", to_json(network.doors)},
                      {"exits", to_json(network.exits)}};
    if (auto made = make_private_folder(folder_); !made) return made;
    return write_file(folder_ / "network.json", all.dump(), Readable::by_owner);
}

Result<HallNetwork> MachineFolder::network() const {
    auto text = read_file(folder_ / "network.json");
    if (!text) return failed(text);
    const json all = json::parse(*text, nullptr, false);
    const auto not_ours = failure(ErrorKind::storage, "reading how a machine is connected",
                                  (folder_ / "network.json").string() + " is not as we write it", "stop and start it");
    if (!all.is_object()) return not_ours;
    const auto doors = doors_from(all, "doors");
    const auto exits = doors_from(all, "exits");
    if (!doors || !exits) return not_ours;
    return HallNetwork{all.value("internal", ""), all.value("external", ""), *doors, *exits};
}

Result<void> MachineFolder::remove() const { return remove_tree(folder_); }

}  // namespace aloft::practice
