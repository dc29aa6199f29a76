#pragma once
#include <string>

#include "practice/google/shelf.hpp"

namespace aloft::practice::google {

/// getSerialPortOutput of a machine that has written all of this: its last MiB, from where the call says.
Outcome console_answer(const Call& call, const std::string& instance, const std::string& written);

/// What a machine that is a record alone has "written": that it is one.
std::string paper_console(const Json& instance);

}  // namespace aloft::practice::google
