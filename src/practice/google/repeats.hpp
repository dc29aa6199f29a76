#pragma once
#include <optional>

#include "practice/google/shelf.hpp"

namespace aloft::practice::google {

/// Calls that say a requestId. Said again for the same, they get the same operation; for something else, or when it is
/// no UUID, a refusal. Nothing: the call is a new one.
std::optional<Outcome> repeated_answer(Office& office, const Call& call);
void remember_request(Office& office, const Call& call, const Json& operation);

}  // namespace aloft::practice::google
