#include "clouds/local/vm_command.hpp"

#include "clouds/local/vm_segment.hpp"

namespace aloft::local {
namespace {

/// The places of the two network cards on the PCI bus. systemd names cards by place: 16 is "enp0s16".
constexpr std::string_view world_place = "0x10";
constexpr std::string_view world_card = "enp0s16";
constexpr std::string_view segment_place = "0x11";
constexpr std::string_view segment_card = "enp0s17";

/// QEMU separates options with commas; one that is meant is written twice.
std::string literal(const std::filesystem::path& path) {
    std::string text;
    for (const char character : path.string()) {
        text += character;
        if (character == ',') text += character;
    }
    return text;
}

std::string text(std::string_view value) { return std::string(value); }

/// systemd reads host name and addresses from here, so the guest needs no configuration that cloud-init would have to
/// write, and gets the plan's values at every start.
std::string kernel_words(const VmDefinition& definition) {
    return "root=LABEL=aloft-root rw quiet console=" + text(this_processor().console) +
           " systemd.hostname=" + definition.labels.machine + " ip=" + text(world_card) + ":dhcp" +
           " ip=" + definition.address + ":::" + text(segment_netmask) + "::" + text(segment_card) + ":none";
}

std::vector<std::string> processor_words(const VmDefinition& definition, const Virtualisation& virtualisation) {
    std::vector<std::string> words = {"-machine", text(this_processor().machine_type)};
    // The second is taken where the first turns out not to work.
    if (virtualisation.usable) words.insert(words.end(), {"-accel", "kvm"});
    words.insert(words.end(), {"-accel", "tcg,thread=multi,tb-size=128", "-cpu", "max"});
    words.insert(words.end(), {"-smp", std::to_string(definition.cpus)});
    words.insert(words.end(), {"-m", std::to_string(definition.memory.count >> 20) + "M"});
    return words;
}

std::vector<std::string> drive_words(const VmDiskFolder& disk) {
    return {"-blockdev",
            "driver=raw,node-name=disk,discard=unmap,file.driver=file,file.filename=" + literal(disk.disk()),
            "-device",
            "virtio-blk-pci,drive=disk,addr=0x12",
            "-blockdev",
            "driver=raw,node-name=seed,read-only=on,file.driver=file,file.filename=" + literal(disk.seed_drive()),
            "-device",
            "virtio-blk-pci,drive=seed,addr=0x13"};
}

std::vector<std::string> network_words(const VmDefinition& definition) {
    return {"-netdev",
            "user,id=world,hostfwd=tcp:127.0.0.1:" + std::to_string(definition.port) + "-:22",
            "-device",
            "virtio-net-pci,netdev=world,addr=" + text(world_place),
            "-netdev",
            "socket,id=segment,localaddr=127.0.0.1,mcast=" + segment_group(definition.labels.owner),
            "-device",
            "virtio-net-pci,netdev=segment,addr=" + text(segment_place) + ",mac=" + segment_mac(definition.address)};
}

void append(std::vector<std::string>& words, const std::vector<std::string>& more) {
    words.insert(words.end(), more.begin(), more.end());
}

}  // namespace

Command start_command(const VmDefinition& definition, const VmFolder& folder, const VmDiskFolder& disk,
                      const Virtualisation& virtualisation) {
    Command command;
    std::vector<std::string>& words = command.argv;
    // The monitor is named from inside the folder: a socket's path may be 107 characters long, a home's longer.
    words = {"env", "--chdir=" + folder.path.string(), text(this_processor().emulator), "-name", definition.name};
    append(words, {"-nodefaults", "-no-user-config", "-display", "none"});
    append(words, processor_words(definition, virtualisation));
    append(words,
           {"-kernel", disk.kernel().string(), "-initrd", disk.initrd().string(), "-append", kernel_words(definition)});
    append(words, drive_words(disk));
    append(words, network_words(definition));
    append(words, {"-device", "virtio-rng-pci"});
    append(words, {"-chardev", "file,id=console,path=" + literal(folder.console()), "-serial", "chardev:console"});
    append(words, {"-qmp", "unix:" + text(VmFolder::monitor) + ",server=on,wait=off"});
    append(words, {"-daemonize", "-pidfile", folder.process_id().string()});
    command.timeout = std::chrono::minutes(2);
    return command;
}

}  // namespace aloft::local
