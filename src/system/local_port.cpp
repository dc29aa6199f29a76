#include "system/local_port.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <arpa/inet.h>
#include <netinet/in.h>

#include <cerrno>
#include <cstdint>

namespace aloft {
namespace {

/// Within one computer a connection takes no time.
constexpr int longest_connection_ms = 250;

class Socket {
public:
    explicit Socket(int descriptor) : descriptor_(descriptor) {}
    ~Socket() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;

    int descriptor() const { return descriptor_; }

    bool is_called() const {
        pollfd watched{descriptor_, POLLIN, 0};
        return ::poll(&watched, 1, longest_connection_ms) == 1 && (watched.revents & POLLIN) != 0;
    }

private:
    int descriptor_;
};

Socket tcp() { return Socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)); }

sockaddr_in own_address(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

bool listens(const Socket& listener, int port) {
    // As ssh does it: a port whose last connection has just ended counts as free.
    const int yes = 1;
    ::setsockopt(listener.descriptor(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    const sockaddr_in address = own_address(port);
    return ::bind(listener.descriptor(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
           ::listen(listener.descriptor(), 1) == 0;
}

bool begins_to_connect(const Socket& caller, int port) {
    // The connection must not linger on the port: who asked wants to listen there next.
    const linger dropped{1, 0};
    ::setsockopt(caller.descriptor(), SOL_SOCKET, SO_LINGER, &dropped, sizeof dropped);
    const sockaddr_in address = own_address(port);
    return ::connect(caller.descriptor(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 ||
           errno == EINPROGRESS;
}

}  // namespace

bool port_is_free(int port) { return listens(tcp(), port); }

bool port_leads_here(int port) {
    const Socket listener = tcp();
    const Socket caller = tcp();
    return listens(listener, port) && begins_to_connect(caller, port) && listener.is_called();
}

}  // namespace aloft
