#include "system/connect_times.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "system/host_addresses.hpp"

namespace aloft {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// A connection that is being made.
class Attempt {
public:
    Attempt(std::size_t host, const HostAddress& address)
        : host_(host),
          begun_(steady_clock::now()),
          descriptor_(::socket(address.bytes.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
        if (descriptor_ < 0) return;
        if (::connect(descriptor_, reinterpret_cast<const sockaddr*>(&address.bytes), address.size) != 0 &&
            errno != EINPROGRESS)
            close();
    }
    Attempt(Attempt&& other) noexcept
        : host_(other.host_), begun_(other.begun_), descriptor_(std::exchange(other.descriptor_, -1)) {}
    Attempt& operator=(Attempt&& other) noexcept {
        std::swap(host_, other.host_);
        std::swap(begun_, other.begun_);
        std::swap(descriptor_, other.descriptor_);
        return *this;
    }
    Attempt(const Attempt&) = delete;
    Attempt& operator=(const Attempt&) = delete;
    ~Attempt() { close(); }

    bool is_under_way() const { return descriptor_ >= 0; }
    std::size_t host() const { return host_; }
    int descriptor() const { return descriptor_; }

    /// It has ended; how long it took, unless it failed. A refusal may come from a wall nearby and tells no distance.
    ConnectTimes::Time end() {
        const auto took = std::chrono::duration_cast<milliseconds>(steady_clock::now() - begun_);
        int reason = 0;
        socklen_t size = sizeof reason;
        const bool is_connected = ::getsockopt(descriptor_, SOL_SOCKET, SO_ERROR, &reason, &size) == 0 && reason == 0;
        close();
        return is_connected ? ConnectTimes::Time(took) : std::nullopt;
    }

private:
    void close() {
        if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
    }

    std::size_t host_;
    steady_clock::time_point begun_;
    int descriptor_ = -1;
};

/// Waits until one has ended or the time is over; false in the latter case.
bool wait_for_one(std::vector<pollfd>& watched, steady_clock::time_point deadline) {
    const auto left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now());
    if (left <= milliseconds(0)) return false;
    const int woken = ::poll(watched.data(), watched.size(), static_cast<int>(left.count()));
    return woken > 0 || (woken < 0 && errno == EINTR);
}

void drop_ended(std::vector<Attempt>& attempts) {
    std::erase_if(attempts, [](const Attempt& attempt) { return !attempt.is_under_way(); });
}

}  // namespace

std::vector<ConnectTimes::Time> TcpConnectTimes::measure(std::span<const std::string> hosts, milliseconds limit) {
    const auto deadline = steady_clock::now() + limit;
    // Names first, all of them, so that no connection waits unseen while a name is looked up.
    const auto addresses = addresses_of(hosts, port_, deadline - limit / 2);
    std::vector<Attempt> attempts;
    for (std::size_t host = 0; host < hosts.size(); ++host)
        for (const HostAddress& address : addresses[host]) attempts.emplace_back(host, address);
    drop_ended(attempts);

    std::vector<Time> times(hosts.size());
    while (!attempts.empty()) {
        std::vector<pollfd> watched;
        watched.reserve(attempts.size());
        for (const Attempt& attempt : attempts) watched.push_back({attempt.descriptor(), POLLOUT, 0});
        if (!wait_for_one(watched, deadline)) break;
        for (std::size_t i = 0; i < attempts.size(); ++i) {
            if (watched[i].revents == 0) continue;
            const Time took = attempts[i].end();
            Time& time = times[attempts[i].host()];
            if (took && (!time || *took < *time)) time = took;
        }
        drop_ended(attempts);
    }
    return times;
}

}  // namespace aloft
