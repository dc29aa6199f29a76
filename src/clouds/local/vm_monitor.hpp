#pragma once
#include <string>

#include "clouds/local/vm_definition.hpp"
#include "core/bytes.hpp"
#include "core/result.hpp"

namespace aloft::local {

/// QEMU's own monitor (QMP): one connection and one command a call. Unreachable when nobody answers within seconds.
class VmMonitor {
public:
    explicit VmMonitor(VmFolder folder) : folder_(std::move(folder)) {}

    /// Presses the power button: the guest ends its services and switches itself off, if it is far enough to notice.
    Result<void> press_power_button() const;
    /// Makes the disk larger under a running guest.
    Result<void> resize_disk(Bytes size) const;

private:
    /// `arguments` is JSON.
    Result<void> execute(const std::string& command, const std::string& arguments, const std::string& doing) const;

    VmFolder folder_;
};

}  // namespace aloft::local
