#pragma once
#include <functional>
#include <string>
#include <thread>

namespace aloft::net {

/// A web server of this computer that answers each connection with the bytes that the test says, right or wrong.
class WebServer {
public:
    /// The request's head to the bytes of the answer; the connection is closed after them.
    using Answers = std::function<std::string(const std::string& head)>;
    enum class Afterwards { close, stay_silent };

    explicit WebServer(Answers answers, Afterwards afterwards = Afterwards::close);
    WebServer(const WebServer&) = delete;
    WebServer& operator=(const WebServer&) = delete;
    ~WebServer();

    std::string url(const std::string& path) const;

private:
    void serve();
    void answer(int connection) const;

    Answers answers_;
    Afterwards afterwards_;
    int port_ = 0;  ///< before the listener, which sets it
    int listener_ = -1;
    int closing_[2] = {-1, -1};  ///< readable at its other end when it is time to stop
    std::thread thread_;
};

/// A port of this computer on which nobody listens.
int silent_port();

}  // namespace aloft::net
