#include "practice/machines/machine_words.hpp"

#include <algorithm>

#include "practice/machines/names.hpp"

namespace aloft::practice {
namespace {

using Words = std::vector<std::string>;

void add(Words& words, const Words& more) { words.insert(words.end(), more.begin(), more.end()); }

std::string mount(const std::filesystem::path& from, const std::string& to, const char* how) {
    return from.string() + ":" + to + ":" + how;
}

Words words_for_sizes(const HallMachine& machine, const local::Capabilities& capabilities,
                      const local::Computer& computer) {
    const Bytes memory = std::min(mebibytes(std::max(machine.memory_mib, 256)), computer.memory);
    Words words{"--shm-size", std::to_string(memory.count / 2) + "b"};
    if (capabilities.limits == local::Limits::only_named) return words;
    add(words, {"--memory", std::to_string(memory.count) + "b", "--cpus",
                std::to_string(std::clamp(machine.cpus, 1, computer.cores)), "--pids-limit", "-1"});
    return words;
}

/// The boot disk is mounted by name too, at a place that is masked at once: else podman would not count it as in use.
Words words_for_disks(const HallMachine& machine, const std::string& practice) {
    Words words{"--volume", disk_name(practice, machine.boot_disk) + ":/run/aloft/disk:ro,bind", "--security-opt",
                "mask=/run/aloft/disk"};
    for (const std::string& disk : machine.other_disks)
        add(words, {"--volume", disk_name(practice, disk) + ":/mnt/disks/" + disk});
    return words;
}

/// Nothing of ours is written on the machine's disk, and nobody inside can change it: a disk that is copied or kept holds
/// the person's work alone, and a machine that is booted again has the newest of ours.
Words words_for_guest(const MachineFolder& folder) {
    // What stands in debian_chroot is in front of every prompt of Debian's shells, whoever's they are.
    return {"--volume", mount(folder.door(), "/run/aloft/metadata", "ro"),
            "--volume", mount(folder.guest(), "/run/aloft/guest", "ro"),
            "--volume", mount(folder.units(), "/run/systemd/system.attached", "ro"),
            "--volume", mount(folder.seed(), "/var/lib/cloud/seed/nocloud", "ro"),
            "--volume", mount(folder.guest() / "motd", "/etc/motd.d/aloft-practice", "ro"),
            "--volume", mount(folder.guest() / "debian_chroot", "/etc/debian_chroot", "ro"),
            "--volume", mount(folder.cloud_config(), "/etc/cloud/cloud.cfg.d/95-practice.cfg", "ro")};
}

}  // namespace

Words create_words(const HallMachine& machine, const MachineParts& parts, const local::Capabilities& capabilities,
                   const local::Computer& computer) {
    const std::string hostname = machine.hostname.empty() ? machine.name : machine.hostname;
    Words words = local::words_before_verb(capabilities);
    add(words, {"create", "--name", machine_name(parts.practice, machine.id), "--label", hall_label(parts.practice),
                "--hostname", hostname.substr(0, hostname.find('.')), "--systemd=always"});
    add(words, local::words_for_process_limits(capabilities));
    add(words, words_for_sizes(machine, capabilities, computer));
    // The terminal is the serial port: what the machine says on /dev/console is in podman's log.
    add(words, {"--tty", "--env", "TERM=dumb", "--log-driver", "k8s-file", "--log-opt", "max-size=10mb"});
    add(words, {"--cap-add", "NET_RAW", "--network", network_name(parts.practice), "--ip", parts.internal_address});
    // Google's default network has no IPv6, and the firewall speaks of none.
    add(words, {"--sysctl", "net.ipv6.conf.eth0.disable_ipv6=1"});
    add(words, {"--no-hosts"});  // the guest writes its own, as Google's does
    add(words, words_for_disks(machine, parts.practice));
    add(words, words_for_guest(parts.folder));
    add(words, {"--rootfs", parts.root.string(), "/sbin/init", "systemd.journald.forward_to_console=1",
                "systemd.show_status=0"});
    return words;
}

}  // namespace aloft::practice
