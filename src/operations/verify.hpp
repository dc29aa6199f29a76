#pragma once
#include <string>
#include <vector>

#include "core/check.hpp"
#include "operations/surroundings.hpp"

namespace aloft {

/// Runs real code on the machine, in the person's environment, and answers what that proved.
Result<std::vector<Check>> verify(Surroundings& around, const std::string& machine);

}  // namespace aloft
