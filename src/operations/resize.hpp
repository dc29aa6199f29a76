#pragma once
#include "operations/up.hpp"

namespace aloft {

struct ResizeRequest {
    Spec changes;  ///< with the machine's name; what it does not say stays as it is
    WhenHeld when_held = WhenHeld::wait;
    WhenNoQuota when_no_quota = WhenNoQuota::fail;
    Moving moving = Moving::offered;
};

/// Makes another machine of one that stands, on the same disk. It stays where it is, unless it may move and its wish
/// cannot be had there. It runs afterwards.
Result<Outcome> resize(Surroundings& around, const ResizeRequest& request, Person& person);

}  // namespace aloft
