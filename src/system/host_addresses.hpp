#pragma once
#include <sys/socket.h>

#include <chrono>
#include <span>
#include <string>
#include <vector>

namespace aloft {

/// Where a host can be connected to.
struct HostAddress {
    sockaddr_storage bytes{};
    socklen_t size = 0;
};

/// Of each host, in their order, at most one address of each family; none for a host whose addresses could not be
/// found out by then. All are looked up at once.
std::vector<std::vector<HostAddress>> addresses_of(std::span<const std::string> hosts, int port,
                                                   std::chrono::steady_clock::time_point deadline);

}  // namespace aloft
