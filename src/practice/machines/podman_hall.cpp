#include "practice/machines/podman_hall.hpp"

#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <sstream>

#include "clouds/local/computer.hpp"
#include "core/fingerprint.hpp"
#include "practice/machines/machine_words.hpp"
#include "practice/machines/names.hpp"
#include "practice/machines/wiring.hpp"

namespace aloft::practice {
namespace {

std::vector<std::string> lines_of(const std::string& output) {
    std::vector<std::string> lines;
    std::istringstream text(output);
    for (std::string line; std::getline(text, line);)
        if (!line.empty()) lines.push_back(line);
    return lines;
}

/// What a machine is connected with.
constexpr std::array<std::pair<const char*, const char*>, 3> needed_programs{
    {{"nsenter", "util-linux"}, {"ip", "iproute2"}, {"iptables-restore", "iptables"}}};

/// Two practice clouds of one name, in two folders, must not take each other's machines for their own.
HallPlace with_own_name(HallPlace place) {
    place.name += "-" + fingerprint(std::filesystem::absolute(place.folder).lexically_normal().string());
    return place;
}

bool contains(const std::vector<std::string>& all, const std::string& one) {
    return std::ranges::find(all, one) != all.end();
}

}  // namespace

PodmanHall::PodmanHall(HallPlace place, Processes& processes, HallNews news)
    : place_(with_own_name(std::move(place))),
      processes_(processes),
      news_(std::move(news)),
      podman_(processes),
      disks_(place_.name, place_.home, processes) {}

std::string PodmanHall::name_of(std::string_view id) const { return machine_name(place_.name, id); }
std::string PodmanHall::label() const { return hall_label(place_.name); }

std::vector<std::string> PodmanHall::shortcomings() const {
    const auto able = local::capabilities(place_.home, processes_);
    if (!able) return {describe(able.error()) + (able.error().hint.empty() ? "" : "; " + able.error().hint)};
    std::vector<std::string> missing;
    for (const auto& [program, package] : needed_programs)
        if (!processes_.find_program(program))
            missing.push_back(std::string(program) + " is not installed: `sudo apt-get install " + package + "`");
    if (able->rootless && ::access(place_.tunnel_device.c_str(), R_OK | W_OK) != 0)
        missing.push_back("podman runs without root here and may not open " + place_.tunnel_device.string() +
                          ", so machines would have no network: `sudo aloft practice start` has machines");
    const std::filesystem::path longest = folder_of("1234567890123456789").socket();
    if (longest.native().size() >= sizeof(sockaddr_un::sun_path))
        missing.push_back("the folder of the practice cloud lies too deep for sockets (" +
                          std::to_string(longest.native().size()) + " characters, " +
                          std::to_string(sizeof(sockaddr_un::sun_path) - 1) + " fit): set ALOFT_HOME to a shorter one");
    return missing;
}

std::vector<std::string> PodmanHall::limitations() const {
    const auto able = local::capabilities(place_.home, processes_);
    std::vector<std::string> all{
        "the size of a disk is a number: a machine sees as much room as this computer has, and no more after a resize"};
    if (able && able->rootless)
        all.emplace_back(
            "podman runs without root here: addresses of machines lead there from other machines, and not from this "
            "computer; `sudo aloft practice start` has machines that can be reached");
    if (able && able->limits == local::Limits::only_named)
        all.emplace_back("this computer cannot hold a machine to its CPUs and memory");
    return all;
}

Result<std::optional<local::SeenContainer>> PodmanHall::look(std::string_view id) const {
    auto text = podman_.inspect("container", name_of(id));
    if (!text) return failed(text);
    if (!*text) return std::optional<local::SeenContainer>();
    auto container = local::read_container(**text);
    if (!container) return failed(container);
    if (auto ours = check_labelled(place_.name, name_of(id), container->labels); !ours) return failed(ours);
    return std::optional(std::move(*container));
}

Result<void> PodmanHall::make_disk(std::string_view id, int gb) { return disks_.make(id, gb); }
Result<void> PodmanHall::remove_disk(std::string_view id) { return disks_.remove(id); }

Result<std::vector<std::string>> PodmanHall::running_with_disk(std::string_view disk) const {
    auto output = podman_.run({"ps", "--filter", "volume=" + disk_name(place_.name, disk), "--filter", "status=running",
                               "--format", "{{.Names}}"},
                              "looking who uses disk " + std::string(disk), local::Patience::look);
    if (!output) return failed(output);
    return lines_of(*output);
}

Result<void> PodmanHall::copy_disk(std::string_view id, std::string_view from, int gb) {
    const std::string doing = "holding a machine while its disk is copied";
    auto users = running_with_disk(from);
    if (!users) return failed(users);
    // Where podman cannot hold a machine (cgroups of version 1 without root) the copy is of several moments.
    for (const std::string& user : *users) std::ignore = podman_.run({"pause", user}, doing);
    auto copied = disks_.copy(id, from, gb);
    for (const std::string& user : *users) std::ignore = podman_.run({"unpause", user}, doing);
    return copied;
}

Result<void> PodmanHall::boot(const HallMachine& machine, const HallNetwork& network) {
    auto able = local::capabilities(place_.home, processes_);
    if (!able) return failed(able);
    // Somebody may have tidied up an unused network; the machine keeps its address in the new one.
    if (auto ready = range_with(network.internal_address); !ready) return failed(ready);
    auto present = look(machine.id);
    if (!present) return failed(present);
    if (*present && (*present)->state == "running") return connect(machine.id, network);
    // Whatever is left of an earlier boot may have other sizes; its disks are not in it.
    if (*present)
        if (auto cut = power_cut(machine.id); !cut) return cut;
    if (auto made = create(machine, network, *able); !made) return made;
    news_.has_door(machine.id, folder_of(machine.id).socket());
    auto started = start_connected(machine.id, network, *able);
    if (!started) std::ignore = power_cut(machine.id);  // no machine that is half there
    return started;
}

Result<void> PodmanHall::create(const HallMachine& machine, const HallNetwork& network,
                                const local::Capabilities& able) {
    auto root = disks_.bootable(machine.boot_disk);
    if (!root) return failed(root);
    // Podman would make an empty volume of that name in silence.
    for (const std::string& disk : machine.other_disks)
        if (auto there = disks_.folder(disk); !there) return failed(there);
    const MachineFolder folder = folder_of(machine.id);
    if (auto laid_out = folder.lay_out(machine, network.internal_address); !laid_out) return laid_out;
    const MachineParts parts{place_.name, *root, folder, network.internal_address};
    auto created = podman_.run(create_words(machine, parts, able, local::this_computer(place_.folder)),
                               "making machine " + machine.name);
    if (!created) return failed(created);
    return {};
}

Result<void> PodmanHall::start_connected(std::string_view id, const HallNetwork& network,
                                         const local::Capabilities& able) {
    const std::string doing = "starting machine " + std::string(id);
    if (auto kept = folder_of(id).remember(network); !kept) return kept;
    for (const char* verb : {"init", "start"}) {
        std::vector<std::string> words = local::words_before_verb(able);
        words.insert(words.end(), {verb, name_of(id)});
        if (auto done = podman_.run(std::move(words), doing); !done) return failed(done);
        if (verb == std::string_view("start")) break;
        if (auto wired = wire(id, network, able); !wired) return wired;
    }
    return {};
}

Result<void> PodmanHall::wire(std::string_view id, const HallNetwork& network, const local::Capabilities& able) {
    auto seen = look(id);
    if (!seen) return failed(seen);
    if (!*seen || (*seen)->process == 0)
        return failure(ErrorKind::conflict, "connecting machine " + std::string(id), "it has ended meanwhile",
                       "its console says why");
    return Wiring(processes_, **seen, able.rootless).apply(network);
}

Result<void> PodmanHall::connect(std::string_view id, const HallNetwork& network) {
    auto able = local::capabilities(place_.home, processes_);
    if (!able) return failed(able);
    auto present = look(id);
    if (!present) return failed(present);
    if (!*present || (*present)->process == 0) return {};  // it is connected when it is booted
    if (auto kept = folder_of(id).remember(network); !kept) return kept;
    news_.has_door(std::string(id), folder_of(id).socket());
    return wire(id, network, *able);
}

Result<void> PodmanHall::power_off(std::string_view id, std::chrono::seconds soft) {
    auto present = look(id);
    if (!present) return failed(present);
    if (!*present || (*present)->process == 0) return {};
    const std::string doing = "ending machine " + std::string(id);
    if ((*present)->state == "paused") std::ignore = podman_.run({"unpause", name_of(id)}, doing);
    auto stopped = podman_.run({"stop", "--time", std::to_string(soft.count()), name_of(id)}, doing);
    if (!stopped) return failed(stopped);
    return {};
}

Result<void> PodmanHall::reset(std::string_view id) {
    auto able = local::capabilities(place_.home, processes_);
    if (!able) return failed(able);
    auto network = folder_of(id).network();
    if (!network) return failed(network);
    if (auto off = power_off(id, std::chrono::seconds(0)); !off) return off;
    return start_connected(id, *network, *able);
}

Result<void> PodmanHall::power_cut(std::string_view id) {
    auto removed =
        podman_.run({"rm", "--force", "--ignore", "--time", "0", name_of(id)}, "removing machine " + std::string(id));
    if (!removed) return failed(removed);
    return {};
}

Result<void> PodmanHall::remove(std::string_view id) {
    auto present = look(id);
    if (!present) return failed(present);
    if (*present)
        if (auto cut = power_cut(id); !cut) return cut;
    news_.is_gone(std::string(id));
    return folder_of(id).remove();
}

Result<std::string> PodmanHall::console(std::string_view id) {
    auto present = look(id);
    if (!present) return failed(present);
    if (!*present) return std::string();
    auto output =
        podman_.run({"logs", "--tail", "20000", name_of(id)}, "reading the console of machine " + std::string(id));
    if (output) std::erase(*output, '\r');
    return output;
}

Result<std::vector<std::string>> PodmanHall::running() {
    auto output = podman_.run(
        {"ps", "--filter", "label=" + hall_label(place_.name), "--filter", "status=running", "--format", "{{.Names}}"},
        "listing machines", local::Patience::look);
    if (!output) return failed(output);
    std::vector<std::string> ids = lines_of(*output);
    for (std::string& name : ids) name = id_of_machine(place_.name, name);
    return ids;
}

Result<void> PodmanHall::keep_only(const std::vector<std::string>& machines, const std::vector<std::string>& disks) {
    auto names = podman_.names_labelled("container", hall_label(place_.name));
    if (!names) return failed(names);
    for (const std::string& name : *names) {
        const std::string id = id_of_machine(place_.name, name);
        if (!contains(machines, id)) {
            if (auto gone = remove(id); !gone) return gone;
            continue;
        }
        auto present = look(id);
        if (!present) return failed(present);
        if (*present && (*present)->state == "paused")
            if (auto on = podman_.run({"unpause", name}, "letting machine " + id + " go on"); !on) return failed(on);
        news_.has_door(id, folder_of(id).socket());
    }
    auto kept = disks_.ids();
    if (!kept) return failed(kept);
    for (const std::string& id : *kept)
        if (!contains(disks, id))
            if (auto gone = disks_.remove(id); !gone) return gone;
    return machines.empty() && disks.empty() ? remove_network() : Result<void>{};
}

}  // namespace aloft::practice
