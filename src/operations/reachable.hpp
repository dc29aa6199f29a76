#pragma once
#include <memory>
#include <string>

#include "machine/agent.hpp"
#include "operations/surroundings.hpp"

namespace aloft {

/// The machine runs, as far as the ledger knows. `doing` is for the failure that says it does not.
Result<void> reachable(Surroundings& around, const std::string& machine, const std::string& doing);

/// The agent of a machine that runs and was set up in full.
Result<std::unique_ptr<Agent>> agent_on(Surroundings& around, const std::string& machine, const std::string& doing);

}  // namespace aloft
