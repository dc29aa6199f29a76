#pragma once
#include <string>
#include <string_view>

namespace aloft {

/// The hash of its code and data that the linker left in a program, as hexadecimal digits; empty without one.
std::string build_id_of(std::string_view file);
/// The same of the program that runs.
std::string own_build_id();

/// What a file of a program says it runs on, as `uname -m` says it; empty for what is no such file.
std::string architecture_of(std::string_view file);

/// How the agent calls itself: of two that differ in anything, the version differs.
std::string agent_version(std::string_view project, std::string_view build_id);

}  // namespace aloft
