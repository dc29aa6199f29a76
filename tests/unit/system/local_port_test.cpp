#include "system/local_port.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>

namespace aloft {
namespace {

/// A port of this computer that is bound, and nobody listens there yet.
class Bound {
public:
    Bound() : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        address_.sin_family = AF_INET;
        address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address_;
        EXPECT_EQ(::bind(descriptor_, reinterpret_cast<sockaddr*>(&address_), size), 0);
        EXPECT_EQ(::getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address_), &size), 0);
    }
    ~Bound() { ::close(descriptor_); }
    Bound(const Bound&) = delete;
    Bound& operator=(const Bound&) = delete;

    int port() const { return ntohs(address_.sin_port); }
    void listen(int backlog) { EXPECT_EQ(::listen(descriptor_, backlog), 0); }

private:
    sockaddr_in address_{};
    int descriptor_;
};

TEST(LocalPort, leads_here_where_nobody_has_it) {
    int port = 0;
    {
        const Bound bound;
        port = bound.port();
    }
    EXPECT_TRUE(port_leads_here(port));
    EXPECT_TRUE(port_leads_here(port)) << "the first question must leave nothing on the port";
    EXPECT_TRUE(port_is_free(port));
}

TEST(LocalPort, does_not_lead_here_where_somebody_has_it) {
    Bound bound;
    EXPECT_FALSE(port_leads_here(bound.port()));
    EXPECT_FALSE(port_is_free(bound.port()));
    bound.listen(5);
    EXPECT_FALSE(port_leads_here(bound.port()));
    EXPECT_FALSE(port_is_free(bound.port()));
}

}  // namespace
}  // namespace aloft
