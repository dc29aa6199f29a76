#pragma once
#include <map>
#include <string>
#include <vector>

#include "core/bytes.hpp"
#include "core/money.hpp"
#include "core/spec.hpp"

namespace aloft {

/// One way to have what the Spec asks for, with every size settled.
struct Offer {
    std::string cloud;
    std::string place;  ///< region or zone; "this computer" for local
    std::string machine_type;
    MachineKind kind = MachineKind::container;
    int cpus = 0;
    Bytes memory;
    Bytes disk;
    std::optional<GpuWish> gpu;
    HourlyPrice price;
    std::map<std::string, std::string> details;  ///< what this cloud alone needs to know, e.g. the free port it saw
    std::vector<std::string> warnings;           ///< said before acting, never an obstacle
    bool operator==(const Offer&) const = default;
};

}  // namespace aloft
