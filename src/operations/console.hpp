#pragma once
#include <string>

#include "operations/surroundings.hpp"

namespace aloft {

/// What the machine wrote to its console, newest last: what there is to see of one that does not answer.
Result<std::string> console(Surroundings& around, const std::string& machine);

}  // namespace aloft
