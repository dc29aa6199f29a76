#pragma once
#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace aloft {

/// How far hosts are, as the time that a connection takes.
class ConnectTimes {
public:
    using Time = std::optional<std::chrono::milliseconds>;

    virtual ~ConnectTimes() = default;
    /// Of each host, in their order; none where nobody answered within the limit, which says nothing of how far it is.
    /// All are asked at once. The finding of addresses is not counted, but within the limit.
    virtual std::vector<Time> measure(std::span<const std::string> hosts, std::chrono::milliseconds limit) = 0;
};

/// By TCP. All connections are watched in the thread of who asks; only names are looked up in threads of their own.
class TcpConnectTimes final : public ConnectTimes {
public:
    explicit TcpConnectTimes(int port = 443) : port_(port) {}
    std::vector<Time> measure(std::span<const std::string> hosts, std::chrono::milliseconds limit) override;

private:
    int port_;
};

}  // namespace aloft
