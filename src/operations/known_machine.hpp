#pragma once
#include <string>

#include "operations/surroundings.hpp"

namespace aloft {

/// The ledger's summary, or a not_found failure that suggests the nearest name.
Result<MachineSummary> known_machine(Surroundings& around, const std::string& name);

}  // namespace aloft
