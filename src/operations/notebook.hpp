#pragma once
#include <functional>
#include <optional>
#include <string>

#include "machine/tunnel.hpp"
#include "operations/surroundings.hpp"
#include "system/conversation.hpp"
#include "system/daemon.hpp"

namespace aloft {

/// A machine's notebook as this computer sees it while its way is open.
struct Notebook {
    std::string machine;
    std::string address;  ///< "http://127.0.0.1:8888/lab"
    int port = 0;
    std::string entrance;  ///< a file for the browser that signs in by itself; for the owner's eyes alone
};

enum class Browser { open, leave };

struct OpenRequest {
    std::string machine;
    std::optional<int> port;  ///< none: the one it had last, else the first that is free
    Browser browser = Browser::open;
};

/// With which the notebook's page lets in.
Result<std::string> notebook_password(Surroundings& around, const std::string& machine);

/// Keeps the way to the notebook open until it is interrupted. `told` hears each turn, and of the open way before the
/// browser does.
Result<void> open_notebook(Surroundings& around, Conversations& conversations, Daemons& daemons,
                           const OpenRequest& request,
                           const std::function<void(TunnelNews, const Notebook&, const std::string& why)>& told);

}  // namespace aloft
