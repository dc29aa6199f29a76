#pragma once
#include <span>
#include <string>

#include "core/result.hpp"
#include "practice/hall.hpp"

namespace aloft::practice {

/// Rules as `iptables-restore` reads them, for a machine's own network: nothing comes in but by the doors, nothing is kept
/// in but by the exits, and what was let through once goes on, as Google's firewalls have it. Whole tables: they take the
/// place of all before at one moment.
Result<std::string> firewall_rules(std::span<const Door> doors, std::span<const Door> exits);

}  // namespace aloft::practice
