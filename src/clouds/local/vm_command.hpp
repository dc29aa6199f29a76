#pragma once
#include "clouds/local/vm_computer.hpp"
#include "clouds/local/vm_definition.hpp"
#include "clouds/local/vm_disk.hpp"
#include "system/process.hpp"

namespace aloft::local {

/// QEMU as a daemon; it ends by itself when the machine is switched off. Its name for the disk is "disk".
Command start_command(const VmDefinition& definition, const VmFolder& folder, const VmDiskFolder& disk,
                      const Virtualisation& virtualisation);

}  // namespace aloft::local
