#pragma once
#include <string>

#include "core/error.hpp"
#include "system/process.hpp"

namespace aloft::local {

/// What a podman that did not succeed wants to say: its own last words, the kind of failure, and what helps.
Error podman_error(const std::string& doing, const Finished& finished);

/// Another process made a thing of that name in between: the caller looks again and may find it its own.
bool says_name_in_use(const Error& error);

}  // namespace aloft::local
