#pragma once
#include <functional>
#include <string>

#include "core/result.hpp"
#include "system/clock.hpp"
#include "system/conversation.hpp"
#include "system/home.hpp"
#include "system/interruption.hpp"

namespace aloft {

/// A port of this computer alone that leads to a socket of a machine.
struct Tunnel {
    std::string machine;
    int port = 0;
    std::string socket;  ///< a path on the machine
};

enum class TunnelNews { open, lost, open_again };

/// Keeps the tunnel open until it is interrupted, which is its good end: a connection that is lost, because the laptop
/// slept or the machine was restarted, is made anew for as long as it takes. Fails when it cannot be opened the first
/// time. `told` is called at each turn, with why a connection was lost.
Result<void> keep_open(const Home& home, Conversations& conversations, Clock& clock, const Interruption& interruption,
                       const Tunnel& tunnel, const std::function<void(TunnelNews, const std::string& why)>& told);

}  // namespace aloft
