#pragma once
#include <string>
#include <vector>

#include "operations/surroundings.hpp"

namespace aloft {

/// Before a wish that names machines which were there before: whose host key nobody knows is trusted on the person's
/// word, given with the request or when asked. A failure when none of the named is known by now.
Result<void> meet_strangers(Surroundings& around, const Spec& asked, const std::vector<std::string>& vouched_for,
                            Person& person);

}  // namespace aloft
