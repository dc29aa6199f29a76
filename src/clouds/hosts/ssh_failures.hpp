#pragma once
#include <string>

#include "core/error.hpp"
#include "system/process.hpp"

namespace aloft::hosts {

/// The exit code with which ssh says that the failure is its own.
inline constexpr int ssh_failed = 255;

/// What the person's own ssh complained of, and what they can do about it. `key_name` is the host's in known_hosts.
Error ssh_failure(const std::string& host, const std::string& key_name, const Finished& finished);

}  // namespace aloft::hosts
