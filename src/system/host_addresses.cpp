#include "system/host_addresses.hpp"

#include <netdb.h>

#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <memory>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>

namespace aloft {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t most_at_once = 24;

/// One of IPv4 and one of IPv6: a computer may have a way to only one of them, and says so only when it is tried.
std::vector<HostAddress> taken_from(const addrinfo* found) {
    std::vector<HostAddress> addresses;
    for (; found != nullptr; found = found->ai_next) {
        const bool has_family = std::ranges::any_of(
            addresses, [&](const HostAddress& one) { return one.bytes.ss_family == found->ai_family; });
        if (has_family || found->ai_addrlen > sizeof(sockaddr_storage)) continue;
        HostAddress& address = addresses.emplace_back();
        std::memcpy(&address.bytes, found->ai_addr, found->ai_addrlen);
        address.size = found->ai_addrlen;
    }
    return addresses;
}

std::vector<HostAddress> look_up(const std::string& host, const std::string& port) {
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    wanted.ai_flags = AI_NUMERICSERV;
    addrinfo* found = nullptr;
    if (::getaddrinfo(host.c_str(), port.c_str(), &wanted, &found) != 0) return {};
    std::vector<HostAddress> addresses = taken_from(found);
    ::freeaddrinfo(found);
    return addresses;
}

/// What the threads that look up share with who waits for them. A lookup cannot be told to stop, so that a thread may
/// outlive the waiting; then this lives as long as it.
class Lookups {
public:
    Lookups(std::span<const std::string> hosts, int port)
        : hosts_(hosts.begin(), hosts.end()), port_(std::to_string(port)), found_(hosts.size()) {}

    /// A thread's whole work: one host after the other until none is left or nobody waits any more.
    void work() {
        while (const std::optional<std::size_t> host = next()) {
            std::vector<HostAddress> addresses = look_up(hosts_[*host], port_);
            const std::lock_guard guard(mutex_);
            found_[*host] = std::move(addresses);
            if (++done_ == hosts_.size()) all_done_.notify_all();
        }
    }

    std::vector<std::vector<HostAddress>> wait(steady_clock::time_point deadline) {
        std::unique_lock guard(mutex_);
        all_done_.wait_until(guard, deadline, [&] { return done_ == hosts_.size(); });
        begun_ = hosts_.size();
        return found_;
    }

private:
    std::optional<std::size_t> next() {
        const std::lock_guard guard(mutex_);
        return begun_ == hosts_.size() ? std::nullopt : std::optional(begun_++);
    }

    const std::vector<std::string> hosts_;
    const std::string port_;
    std::mutex mutex_;
    std::condition_variable all_done_;
    std::vector<std::vector<HostAddress>> found_;
    std::size_t begun_ = 0;
    std::size_t done_ = 0;
};

bool begin_one(const std::shared_ptr<Lookups>& lookups) {
    try {
        std::thread([lookups] { lookups->work(); }).detach();
        return true;
    } catch (const std::system_error&) {
        return false;
    }
}

}  // namespace

std::vector<std::vector<HostAddress>> addresses_of(std::span<const std::string> hosts, int port,
                                                   steady_clock::time_point deadline) {
    // Not getaddrinfo_a: it does the same with threads of its own, and the thread sanitizer dies of those.
    const auto lookups = std::make_shared<Lookups>(hosts, port);
    // Where no more threads are to be had, those that began do all of the work, as far as they come.
    for (std::size_t i = 0; i < std::min(hosts.size(), most_at_once) && begin_one(lookups); ++i) continue;
    return lookups->wait(deadline);
}

}  // namespace aloft
