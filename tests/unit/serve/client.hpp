#pragma once
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <arpa/inet.h>
#include <netinet/in.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

namespace aloft::serve {

/// A client that says exactly what it is told to, and reads byte by byte what comes.
class Client {
public:
    explicit Client(std::uint16_t port) : descriptor_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        connected_ = ::connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    }
    explicit Client(const std::filesystem::path& path) : descriptor_(::socket(AF_UNIX, SOCK_STREAM, 0)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path.native().copy(static_cast<char*>(address.sun_path), sizeof address.sun_path - 1);
        connected_ = ::connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    }
    Client(Client&& other) noexcept : descriptor_(other.descriptor_), connected_(other.connected_) {
        other.descriptor_ = -1;
    }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;
    Client& operator=(Client&&) = delete;
    ~Client() { close(); }

    bool connected() const { return connected_; }
    void close() {
        if (descriptor_ >= 0) ::close(descriptor_);
        descriptor_ = -1;
    }
    void end_of_sending() { ::shutdown(descriptor_, SHUT_WR); }

    /// False when the other side has gone before all was sent.
    bool send(std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t count = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (count <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(count));
        }
        return true;
    }

    /// Everything until the other side ends it.
    std::string all() {
        while (receive()) {
        }
        return std::move(read_);
    }
    bool was_reset() const { return reset_; }

    /// One answer: head and body by its Content-Length; less when the connection ended.
    std::string answer() {
        auto end = std::string::npos;
        while ((end = read_.find("\r\n\r\n")) == std::string::npos)
            if (!receive()) return std::exchange(read_, "");
        std::size_t size = end + 4;
        if (const auto at = read_.find("Content-Length: "); at < end) size += std::stoul(read_.substr(at + 16));
        while (read_.size() < size)
            if (!receive()) return std::exchange(read_, "");
        std::string answer = read_.substr(0, size);
        read_.erase(0, size);
        return answer;
    }

private:
    bool receive() {
        std::array<char, 65536> piece;
        const ssize_t count = ::recv(descriptor_, piece.data(), piece.size(), 0);
        reset_ = count < 0 && errno == ECONNRESET;
        if (count <= 0) return false;
        read_.append(piece.data(), static_cast<std::size_t>(count));
        return true;
    }

    int descriptor_;
    bool connected_ = false;
    bool reset_ = false;
    std::string read_;
};

}  // namespace aloft::serve
