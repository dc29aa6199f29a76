#pragma once
#include <string>

#include "operations/surroundings.hpp"

namespace aloft {

enum class Door { of_one_that_runs, of_one_that_is_off };

/// Before somebody connects to a machine: where its firewall lets in another address than the one that the person calls
/// from now, it is told the new one. One that runs is knocked at first, so that nobody is asked anything while all is
/// well. What goes wrong here is told and hinders nobody: then the connection says it in its own words.
void keep_door_open(Surroundings& around, const std::string& machine, Door door);

}  // namespace aloft
