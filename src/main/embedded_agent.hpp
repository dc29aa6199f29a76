#pragma once
#include "machine/agent_client.hpp"

namespace aloft {

/// The agent's program as it was built with this aloft, which carries it within itself.
AgentProgram embedded_agent();

}  // namespace aloft
