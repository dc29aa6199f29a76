#include "system/watch.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>

namespace aloft {

Result<std::unique_ptr<Watch>> Watch::begin() {
    const int changes = ::inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    const int bell = changes < 0 ? -1 : ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (bell >= 0) return std::unique_ptr<Watch>(new Watch(changes, bell));
    const int reason = errno;
    if (changes >= 0) ::close(changes);
    return failure(ErrorKind::failed, "watching files", std::strerror(reason));
}

Watch::~Watch() {
    ::close(changes_);
    ::close(bell_);
}

Result<void> Watch::add(const std::filesystem::path& path) {
    constexpr std::uint32_t news = IN_MODIFY | IN_CREATE | IN_MOVED_TO | IN_DELETE;
    if (::inotify_add_watch(changes_, path.c_str(), news) >= 0) return {};
    return failure(ErrorKind::failed, "watching " + path.string(), std::strerror(errno));
}

Watch::Woken Watch::wait(int connection, std::optional<std::chrono::milliseconds> at_most) {
    std::array<pollfd, 3> watched{{{changes_, POLLIN, 0}, {bell_, POLLIN, 0}, {connection, POLLRDHUP, 0}}};
    const int most = at_most ? static_cast<int>(at_most->count()) : -1;
    int woken = 0;
    while ((woken = ::poll(watched.data(), watched.size(), most)) < 0 && errno == EINTR) {
    }
    if (woken == 0) return Woken::by_time;
    if (watched[2].revents != 0) return Woken::by_hang_up;
    // What happened is looked up in the files themselves; many events are one waking.
    std::array<char, 4096> events;
    while (::read(changes_, events.data(), events.size()) > 0) {
    }
    std::uint64_t rung = 0;
    [[maybe_unused]] const ssize_t count = ::read(bell_, &rung, sizeof rung);
    return Woken::by_change;
}

void Watch::ring() {
    const std::uint64_t once = 1;
    [[maybe_unused]] const ssize_t count = ::write(bell_, &once, sizeof once);
}

}  // namespace aloft
