#include "system/local_socket.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace aloft {
namespace {

std::unexpected<Error> socket_failure(const std::filesystem::path& path, const char* doing, int reason) {
    const bool nobody = reason == ECONNREFUSED || reason == ENOENT;
    return failure(nobody ? ErrorKind::unreachable : ErrorKind::failed, doing + (" " + path.string()),
                   nobody ? "nobody listens there" : std::strerror(reason));
}

Result<sockaddr_un> address_of(const std::filesystem::path& path) {
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    const std::string& text = path.native();
    if (text.size() >= sizeof address.sun_path)
        return failure(ErrorKind::bad_input, "using socket " + text, "its path is too long");
    std::memcpy(address.sun_path, text.c_str(), text.size() + 1);
    return address;
}

int connected(const sockaddr_un& address) {
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -1;
    if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return descriptor;
    const int reason = errno;
    ::close(descriptor);
    errno = reason;
    return -1;
}

bool write_to(int descriptor, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

}  // namespace

Stream::Stream(Stream&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

Stream& Stream::operator=(Stream&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

Stream::~Stream() {
    if (descriptor_ < 0) return;
    ::shutdown(descriptor_, SHUT_RDWR);
    ::close(descriptor_);
}

std::size_t Stream::read(std::span<char> into) {
    while (true) {
        const ssize_t count = ::read(descriptor_, into.data(), into.size());
        if (count < 0 && errno == EINTR) continue;
        return count < 0 ? 0 : static_cast<std::size_t>(count);
    }
}

bool Stream::write(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

uid_t Stream::peer() const {
    ucred credentials = {};
    socklen_t size = sizeof credentials;
    constexpr uid_t nobody = 65534;
    return ::getsockopt(descriptor_, SOL_SOCKET, SO_PEERCRED, &credentials, &size) == 0 ? credentials.uid : nobody;
}

Result<Listener> Listener::at(const std::filesystem::path& path) {
    constexpr auto doing = "listening at";
    const auto address = address_of(path);
    if (!address) return failed(address);
    if (const int answered = connected(*address); answered >= 0) {
        ::close(answered);
        return failure(ErrorKind::conflict, doing + (" " + path.string()), "somebody else listens there already");
    }
    ::unlink(path.c_str());
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return socket_failure(path, doing, errno);
    Listener listener(descriptor);
    constexpr int waiting = 64;
    // No moment in which others could connect: the mode is there before anybody listens.
    if (::bind(descriptor, reinterpret_cast<const sockaddr*>(&*address), sizeof *address) != 0 ||
        ::chmod(path.c_str(), S_IRUSR | S_IWUSR) != 0 || ::listen(descriptor, waiting) != 0)
        return socket_failure(path, doing, errno);
    return listener;
}

Listener::Listener(Listener&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

Listener& Listener::operator=(Listener&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

Listener::~Listener() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Result<Stream> Listener::accept() {
    while (true) {
        const int descriptor = ::accept4(descriptor_, nullptr, nullptr, SOCK_CLOEXEC);
        if (descriptor >= 0) return Stream(descriptor);
        if (errno != EINTR && errno != ECONNABORTED)
            return failure(ErrorKind::failed, "waiting for a connection", std::strerror(errno));
    }
}

void Listener::close() { ::shutdown(descriptor_, SHUT_RDWR); }

Result<Stream> connect_to(const std::filesystem::path& path) {
    const auto address = address_of(path);
    if (!address) return failed(address);
    const int descriptor = connected(*address);
    if (descriptor < 0) return socket_failure(path, "connecting to", errno);
    return Stream(descriptor);
}

void relay(Stream& there) {
    std::array<char, 65536> bytes;
    while (true) {
        std::array<pollfd, 2> watched{{{STDIN_FILENO, POLLIN, 0}, {there.descriptor(), POLLIN, 0}}};
        if (::poll(watched.data(), watched.size(), -1) < 0) {
            if (errno == EINTR) continue;
            return;
        }
        if (watched[1].revents != 0) {
            const std::size_t count = there.read(bytes);
            if (count == 0 || !write_to(STDOUT_FILENO, {bytes.data(), count})) return;
        }
        if (watched[0].revents != 0) {
            const ssize_t count = ::read(STDIN_FILENO, bytes.data(), bytes.size());
            if (count <= 0 || !there.write({bytes.data(), static_cast<std::size_t>(count)})) return;
        }
    }
}

}  // namespace aloft
