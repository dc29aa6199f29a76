#include "system/connect_times.hpp"

#include <sys/socket.h>
#include <unistd.h>
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <netinet/in.h>

namespace aloft {
namespace {

using namespace std::chrono_literals;
using testing::IsEmpty;
using testing::SizeIs;

/// Listens at a port of 127.0.0.1 alone, and never takes a connection: the kernel answers.
class Listening {
public:
    Listening() : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        if (::bind(descriptor_, reinterpret_cast<const sockaddr*>(&address), size) != 0 ||
            ::listen(descriptor_, 16) != 0 ||
            ::getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
            throw std::runtime_error("cannot listen");
        port_ = ntohs(address.sin_port);
    }
    Listening(const Listening&) = delete;
    Listening& operator=(const Listening&) = delete;
    ~Listening() { ::close(descriptor_); }
    int port() const { return port_; }

private:
    int descriptor_;
    int port_ = 0;
};

TEST(ConnectTimes, AreOfThoseWhoAnswerInTheOrderOfTheQuestion) {
    const Listening here;
    const std::vector<std::string> hosts{"127.0.0.2", "127.0.0.1", "no-such-host.invalid", "", "127.0.0.1"};
    const auto times = TcpConnectTimes(here.port()).measure(hosts, 20s);
    ASSERT_THAT(times, SizeIs(hosts.size()));
    EXPECT_FALSE(times[0]) << "a refusal tells no distance";
    EXPECT_TRUE(times[1]);
    EXPECT_FALSE(times[2]);
    EXPECT_FALSE(times[3]);
    EXPECT_TRUE(times[4]);
}

TEST(ConnectTimes, AHundredHostsAreAskedAtOnce) {
    const Listening here;
    const std::vector<std::string> hosts(100, "127.0.0.1");
    for (const auto& time : TcpConnectTimes(here.port()).measure(std::span(hosts).first(10), 20s)) EXPECT_TRUE(time);
    EXPECT_THAT(TcpConnectTimes(here.port()).measure(hosts, 200ms), SizeIs(100));
}

TEST(ConnectTimes, OfNobodyAreNone) { EXPECT_THAT(TcpConnectTimes().measure({}, 1s), IsEmpty()); }

TEST(ConnectTimes, WhatDoesNotAnswerInTimeIsUnknown) {
    const std::vector<std::string> hosts{"192.0.2.1", "127.0.0.1"};
    for (const auto& time : TcpConnectTimes(9).measure(hosts, 50ms)) EXPECT_FALSE(time);
    for (const auto& time : TcpConnectTimes(9).measure(hosts, 0ms)) EXPECT_FALSE(time);
}

}  // namespace
}  // namespace aloft
