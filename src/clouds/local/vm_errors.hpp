#pragma once
#include <string>

#include "core/error.hpp"
#include "system/process.hpp"

namespace aloft::local {

/// What a program that did not succeed in making or running a virtual machine wants to say: its own last words, the
/// kind of failure, and what helps.
Error vm_error(const std::string& doing, const std::string& program, const Finished& finished);

}  // namespace aloft::local
