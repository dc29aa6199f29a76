#pragma once
#include <functional>
#include <string>

#include "core/result.hpp"
#include "machine/agent_talk.hpp"
#include "wire/agent_messages.hpp"

namespace aloft {

enum class Listened { to_the_end, cut_off };

/// Asks the agent, and when the connection is cut, asks again over another: `request` says what, as things then stand.
///
/// A machine that was never reached is not waited for. One that was is, in growing pauses and with the patience of a
/// laptop that has slept; each answer makes the patience new.
Result<void> heal(const AgentSurroundings& world, const std::string& machine,
                  const std::function<wire::AgentRequest()>& request,
                  const std::function<Result<Listened>(AgentTalk&)>& listen);

}  // namespace aloft
