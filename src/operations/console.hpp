#pragma once
#include <string>
#include <string_view>

#include "operations/surroundings.hpp"

namespace aloft {

/// What the machine wrote to its console, newest last: what there is to see of one that does not answer.
Result<std::string> console(Surroundings& around, const std::string& machine);

/// The last line of it, without what only a terminal understands; empty where there is none or nobody can say.
std::string last_line_of_console(Surroundings& around, const ResourceRef& instance);

/// What the host keys that the machine has told its cloud say about a complaint that names the key which was shown: a
/// sentence that goes on from it. Empty where the machine has told none.
std::string word_on_host_keys(Surroundings& around, const ResourceRef& instance, std::string_view complaint);

}  // namespace aloft
