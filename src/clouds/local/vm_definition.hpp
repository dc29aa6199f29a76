#pragma once
#include <filesystem>
#include <string>

#include "core/bytes.hpp"
#include "core/resource.hpp"
#include "core/result.hpp"
#include "system/home.hpp"

namespace aloft::local {

/// The files of one virtual machine but for its disk, data/vms/<name>/. Private: who reaches the monitor owns the machine.
struct VmFolder {
    std::filesystem::path path;

    std::filesystem::path definition() const { return path / "definition.json"; }
    std::filesystem::path process_id() const { return path / "qemu.pid"; }
    std::filesystem::path console() const { return path / "console.log"; }
    /// QEMU's monitor socket, by a name inside the folder: the whole path may be longer than a socket's may be.
    static constexpr std::string_view monitor = "monitor";
};

std::filesystem::path vms_folder(const Home& home);
VmFolder vm_folder(const Home& home, const std::string& name);

/// How a virtual machine is to be started, as written in its folder. It is written last when the machine is made, so a
/// folder without one was begun and never finished.
struct VmDefinition {
    std::string name;
    Labels labels;
    int cpus = 1;
    Bytes memory;
    int port = 0;  ///< of 127.0.0.1, where its SSH answers
    std::string address;  ///< on the segment that it shares with the owner's other virtual machines
    bool operator==(const VmDefinition&) const = default;
};

Result<void> write_definition(const VmFolder& folder, const VmDefinition& definition);
/// not_found where there is none.
Result<VmDefinition> read_definition(const VmFolder& folder);

/// What the name alone tells ("aloft-<machine>-<owner>"), for when nothing else is left; the plan stays empty. The
/// machine is empty too for a name that is not of this owner.
Labels labels_in_name(std::string_view name, std::string_view owner);

}  // namespace aloft::local
