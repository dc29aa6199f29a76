#pragma once
#include <string>

#include "operations/surroundings.hpp"

namespace aloft {

/// What the machine wrote to its console, newest last: what there is to see of one that does not answer.
Result<std::string> console(Surroundings& around, const std::string& machine);

/// The last line of it, without what only a terminal understands; empty where there is none or nobody can say.
std::string last_line_of_console(Surroundings& around, const ResourceRef& instance);

}  // namespace aloft
