#include "unit/net/web_server.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <arpa/inet.h>
#include <netinet/in.h>

#include <stdexcept>
#include <string_view>

namespace aloft::net {
namespace {

int listen_somewhere(int& port) {
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    if (::bind(listener, reinterpret_cast<sockaddr*>(&address), length) != 0 || ::listen(listener, 8) != 0 ||
        ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length) != 0)
        throw std::runtime_error("no port to listen on");
    port = ntohs(address.sin_port);
    return listener;
}

std::string head_from(int connection) {
    std::string head;
    char chunk[4096];
    while (head.find("\r\n\r\n") == std::string::npos) {
        const ssize_t count = ::recv(connection, chunk, sizeof chunk, 0);
        if (count <= 0) break;
        head.append(chunk, static_cast<std::size_t>(count));
    }
    return head;
}

}  // namespace

WebServer::WebServer(Answers answers, Afterwards afterwards)
    : answers_(std::move(answers)), afterwards_(afterwards), listener_(listen_somewhere(port_)) {
    if (::pipe(closing_) != 0) throw std::runtime_error("no pipe");
    thread_ = std::thread([this] { serve(); });
}

WebServer::~WebServer() {
    ::close(closing_[1]);
    thread_.join();
    ::close(closing_[0]);
    ::close(listener_);
}

std::string WebServer::url(const std::string& path) const { return "http://127.0.0.1:" + std::to_string(port_) + path; }

void WebServer::serve() {
    while (true) {
        pollfd waiting[2] = {{listener_, POLLIN, 0}, {closing_[0], POLLIN, 0}};
        if (::poll(waiting, 2, -1) < 0) continue;
        if (waiting[1].revents != 0) return;
        const int connection = ::accept(listener_, nullptr, nullptr);
        if (connection < 0) continue;
        answer(connection);
        ::close(connection);
    }
}

void WebServer::answer(int connection) const {
    const std::string bytes = answers_(head_from(connection));
    std::string_view rest = bytes;
    while (!rest.empty()) {
        const ssize_t sent = ::send(connection, rest.data(), rest.size(), MSG_NOSIGNAL);
        if (sent <= 0) return;
        rest.remove_prefix(static_cast<std::size_t>(sent));
    }
    if (afterwards_ == Afterwards::close) return;
    // Until the client has gone, or the test ends.
    pollfd waiting[2] = {{connection, POLLIN | POLLRDHUP, 0}, {closing_[0], POLLIN, 0}};
    ::poll(waiting, 2, -1);
}

int silent_port() {
    int port = 0;
    ::close(listen_somewhere(port));
    return port;
}

}  // namespace aloft::net
