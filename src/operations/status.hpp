#pragma once
#include <optional>
#include <string>
#include <vector>

#include "operations/surroundings.hpp"

namespace aloft {

/// What a person calls the state of a machine.
enum class MachineState {
    running,
    stopped,
    disk_only,  ///< taken down, and its disk kept
    absent,
    busy,
    interrupted,
};

struct MachineStatus {
    MachineSummary summary;
    MachineState state = MachineState::absent;
    std::string held_by;  ///< who works on it just now; empty when nobody does
    std::vector<ResourceRecord> resources;
    std::optional<Result<Readings>> readings;  ///< of a machine that was asked, or why it did not answer
};

enum class Look { ledger_only, at_the_cloud };

/// All machines, or one. From the ledger in milliseconds; with Look::at_the_cloud as the cloud says just now, and one
/// that runs then says itself what it does.
Result<std::vector<MachineStatus>> status(Surroundings& around, const std::optional<std::string>& machine, Look look);

std::string_view to_string(MachineState state);

}  // namespace aloft
