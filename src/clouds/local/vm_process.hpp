#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/resource.hpp"

namespace aloft::local {

/// A QEMU of ours, as the kernel lists it. Its name says whose it is ("aloft-<machine>-<owner>"), so it is found with
/// or without the files that started it, and a process that got an old one's number is never taken for it.
struct VmProcess {
    int id = 0;
    std::string name;
    bool operator==(const VmProcess&) const = default;
};

/// All that run, by what /proc tells of their command lines.
std::vector<VmProcess> vm_processes(const std::filesystem::path& proc);

/// The one of that name. `process_id_file` is where QEMU wrote its number: believed only when /proc agrees, and never
/// needed.
std::optional<VmProcess> vm_process(const std::filesystem::path& proc, const std::string& name,
                                    const std::filesystem::path& process_id_file);

}  // namespace aloft::local
