#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/check.hpp"
#include "system/process.hpp"

namespace aloft::local {

/// Where the kernel tells of itself; a test has its own.
struct KernelFiles {
    std::filesystem::path proc = "/proc";
    std::filesystem::path kvm = "/dev/kvm";
};

/// What QEMU needs to know of a kind of processor. One row a kind; machine types are those where ACPI's power button
/// works and DMI tells what the cloud's own machines tell.
struct Processor {
    std::string_view name;           ///< as `uname -m` says
    std::string_view emulator;       ///< QEMU's program
    std::string_view package;        ///< that brings it on Debian
    std::string_view machine_type;
    std::string_view console;        ///< the kernel's name for the serial port
};
/// The one that this program was built for.
const Processor& this_processor();

/// Whether the processor runs virtual machines itself.
struct Virtualisation {
    bool usable = false;
    std::string reason;  ///< why not
    std::string hint;
};
/// /dev/kvm alone proves nothing: inside some virtual machines it opens, and is software only.
Virtualisation virtualisation(const KernelFiles& kernel);

/// For the doctor: all that making and running virtual machines takes.
std::vector<Check> vm_checks(const KernelFiles& kernel, Processes& processes);

/// Software emulation is about ten times slower; that long may a machine take until it answers.
int patience_seconds(const Virtualisation& virtualisation);

}  // namespace aloft::local
