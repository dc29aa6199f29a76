#pragma once
#include <string>
#include <vector>

#include "cli/paint.hpp"
#include "operations/status.hpp"
#include "system/clock.hpp"

namespace aloft::cli {

/// All machines in a table, and below it what to do about those that were interrupted.
std::string status_table(const std::vector<MachineStatus>& machines, Instant now, const Paint& paint, int columns);
/// One machine with its address and all it is made of.
std::string status_details(const MachineStatus& machine, Instant now, const Paint& paint, int columns);

}  // namespace aloft::cli
