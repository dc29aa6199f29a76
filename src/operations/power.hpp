#pragma once
#include "operations/move.hpp"
#include "operations/up.hpp"

namespace aloft {

struct MachineRequest {
    std::string machine;
    WhenHeld when_held = WhenHeld::wait;
    Moving moving = Moving::offered;  ///< of start alone
};

/// Switches the machine off; its disk stays. Stopped already is success without steps.
Result<Outcome> stop(Surroundings& around, const MachineRequest& request, Person& person);
/// Switches it on and waits until it answers with the pinned host key. Where there is none left of what it needs, it can
/// go elsewhere.
Result<Outcome> start(Surroundings& around, const MachineRequest& request, Person& person);

}  // namespace aloft
