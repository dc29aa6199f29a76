#pragma once
#include <condition_variable>
#include <mutex>

#include "agent/session.hpp"
#include "system/local_socket.hpp"

namespace aloft::agent {

/// Takes connections, each on a thread of its own: they are few, and mostly wait.
class Server {
public:
    Server(Listener& listener, Rooms& rooms) : listener_(listener), rooms_(rooms) {}
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    /// Waits for the sessions that are still held.
    ~Server();
    /// Until the listener is closed.
    void serve();

private:
    bool enter();
    void leave();

    Listener& listener_;
    Rooms& rooms_;
    std::mutex mutex_;
    std::condition_variable left_;
    int held_ = 0;
};

}  // namespace aloft::agent
