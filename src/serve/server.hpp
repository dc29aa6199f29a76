#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "serve/asio_loop.hpp"
#include "serve/http.hpp"

namespace aloft::serve {

/// How much of us one client, or all of them together, may hold.
struct Limits {
    std::uint32_t header_bytes = 32 << 10;
    std::uint64_t body_bytes = 4 << 20;
    /// Of a listener. Who comes when all are in use takes the place of the one whose request has been awaited longest;
    /// when all wait for an answer, he is turned away.
    std::size_t connections = 1024;
    std::chrono::milliseconds idle{120'000};  ///< between requests
    std::chrono::milliseconds request{30'000};  ///< from a request's first byte to its last, however slowly they come
    std::chrono::milliseconds answer{30'000};  ///< for a client to take the answer
    std::chrono::milliseconds parting{2'000};  ///< for a client to end the connection after its last answer
};

/// What a server shows of itself, as PEM: its certificate with those above it, and its key.
struct Identity {
    std::string certificates;
    std::string key;
};

/// HTTP/1.1 on 127.0.0.1 and on sockets in the file system. All of it on the loop's thread, which also makes and
/// destroys it.
///
/// Requests of one connection are handled one after another, however many were sent at once.
class Server {
public:
    Server(AsioLoop& loop, Limits limits = {});
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    /// Closes everything. Replies that are still kept say nothing any more.
    ~Server();

    /// Port 0: one that is free. Requests whose Host header names none of `hosts` (without port) are answered 421, so
    /// that no page of the web can call by a name of its own. With an identity it speaks TLS. Answers the port.
    Result<std::uint16_t> listen(std::uint16_t port, Handler& handler, std::vector<std::string> hosts,
                                 const std::optional<Identity>& identity = std::nullopt);
    /// A socket that its owner alone may connect to; one that a dead process left there is replaced.
    Result<void> listen_on(const std::filesystem::path& path, Handler& handler);
    /// Ends listening there and the connections made by it, and removes the socket.
    void close(const std::filesystem::path& path);

    std::size_t connections() const;

private:
    struct Doors;
    std::unique_ptr<Doors> doors_;
};

}  // namespace aloft::serve
