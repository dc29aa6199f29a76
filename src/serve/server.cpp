#include "serve/server.hpp"

#include <sys/stat.h>

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <map>
#include <utility>

#include "serve/asio_parts.hpp"
#include "serve/connection.hpp"
#include "serve/tls.hpp"

namespace aloft::serve {
namespace {

namespace asio = boost::asio;
using ErrorCode = boost::system::error_code;
using Executor = asio::io_context::executor_type;
using Tcp = asio::ip::tcp;
using Local = asio::local::stream_protocol;

/// When no more connections can be had from the system: it may be better then.
constexpr std::chrono::milliseconds breath{100};

std::unexpected<Error> cannot_listen(const std::string& where, const ErrorCode& error) {
    const bool taken = error == asio::error::address_in_use;
    return failure(taken ? ErrorKind::conflict : ErrorKind::failed, "listening at " + where, error.message(),
                   taken ? "another program listens there" : "");
}

/// Takes connections in until it is closed.
template <class Protocol>
class Listener final : public std::enable_shared_from_this<Listener<Protocol>> {
public:
    using Acceptor = asio::basic_socket_acceptor<Protocol, Executor>;
    using Socket = asio::basic_stream_socket<Protocol, Executor>;

    Listener(Acceptor acceptor, std::shared_ptr<Door> door, std::shared_ptr<asio::ssl::context> tls)
        : acceptor_(std::move(acceptor)),
          timer_(acceptor_.get_executor()),
          door_(std::move(door)),
          tls_(std::move(tls)) {}

    void accept() {
        acceptor_.async_accept(acceptor_.get_executor(),
                               [self = this->shared_from_this()](const ErrorCode& error, Socket socket) {
                                   if (!self->acceptor_.is_open()) return;
                                   if (error) return self->accept_later();
                                   self->begin(std::move(socket));
                                   self->accept();
                               });
    }

    void close() {
        ErrorCode ignored;
        acceptor_.close(ignored);
        timer_.cancel();
        door_->close_all();
    }

    std::size_t connections() const { return door_->connections.size(); }

private:
    void begin(Socket socket) {
        if (!door_->make_room()) return;
        if constexpr (std::is_same_v<Protocol, Tcp>) {
            ErrorCode ignored;
            socket.set_option(Tcp::no_delay(true), ignored);
            if (tls_) return begin_connection(std::move(socket), door_, tls_);
        }
        begin_connection(std::move(socket), door_);
    }

    void accept_later() {
        timer_.expires_after(breath);
        timer_.async_wait([self = this->shared_from_this()](const ErrorCode& ended) {
            if (!ended && self->acceptor_.is_open()) self->accept();
        });
    }

    Acceptor acceptor_;
    asio::steady_timer timer_;
    std::shared_ptr<Door> door_;
    std::shared_ptr<asio::ssl::context> tls_;
};

template <class Protocol>
Result<typename Listener<Protocol>::Acceptor> bound(asio::io_context& context,
                                                    const typename Protocol::endpoint& endpoint,
                                                    const std::string& where) {
    typename Listener<Protocol>::Acceptor acceptor(context.get_executor());
    ErrorCode error;
    acceptor.open(endpoint.protocol(), error);
    if constexpr (std::is_same_v<Protocol, Tcp>)
        if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error) return cannot_listen(where, error);
    return acceptor;
}

/// Whether a living process listens at the path. One with a full queue does too, and must not keep us waiting.
bool answers(asio::io_context& context, const Local::endpoint& endpoint) {
    LocalSocket socket(context.get_executor());
    ErrorCode error;
    if (socket.open(endpoint.protocol(), error) || socket.native_non_blocking(true, error)) return false;
    const int connected = ::connect(socket.native_handle(), endpoint.data(), static_cast<socklen_t>(endpoint.size()));
    return connected == 0 || errno == EAGAIN || errno == EINPROGRESS;
}

}  // namespace

struct Server::Doors {
    asio::io_context& context;
    Limits limits;
    std::vector<std::shared_ptr<Listener<Tcp>>> ports;
    std::map<std::filesystem::path, std::shared_ptr<Listener<Local>>> sockets;
};

Server::Server(AsioLoop& loop, Limits limits) : doors_(std::make_unique<Doors>(loop.parts().context, limits)) {}

Server::~Server() {
    for (const auto& listener : doors_->ports) listener->close();
    while (!doors_->sockets.empty()) close(doors_->sockets.begin()->first);
}

Result<std::uint16_t> Server::listen(std::uint16_t port, Handler& handler, std::vector<std::string> hosts,
                                     const std::optional<Identity>& identity) {
    std::shared_ptr<asio::ssl::context> tls;
    if (identity) {
        auto made = tls_context(*identity);
        if (!made) return failed(made);
        tls = std::move(*made);
    }
    const Tcp::endpoint endpoint(asio::ip::address_v4::loopback(), port);
    auto acceptor = bound<Tcp>(doors_->context, endpoint, "127.0.0.1 port " + std::to_string(port));
    if (!acceptor) return failed(acceptor);
    const std::uint16_t got = acceptor->local_endpoint().port();
    auto door = std::make_shared<Door>(&handler, std::move(hosts), doors_->limits);
    doors_->ports.push_back(std::make_shared<Listener<Tcp>>(std::move(*acceptor), std::move(door), std::move(tls)));
    doors_->ports.back()->accept();
    return got;
}

Result<void> Server::listen_on(const std::filesystem::path& path, Handler& handler) {
    if (path.native().size() >= Local::endpoint().capacity())
        return failure(ErrorKind::bad_input, "listening at " + path.string(), "its path is too long for a socket");
    close(path);
    const Local::endpoint endpoint(path.native());
    if (answers(doors_->context, endpoint)) return cannot_listen(path, asio::error::address_in_use);
    ::unlink(path.c_str());
    auto acceptor = bound<Local>(doors_->context, endpoint, path);
    if (!acceptor) return failed(acceptor);
    ::chmod(path.c_str(), S_IRUSR | S_IWUSR);
    auto door = std::make_shared<Door>(&handler, std::vector<std::string>(), doors_->limits);
    const auto listener = std::make_shared<Listener<Local>>(std::move(*acceptor), std::move(door), nullptr);
    doors_->sockets[path] = listener;
    listener->accept();
    return {};
}

void Server::close(const std::filesystem::path& path) {
    const auto found = doors_->sockets.find(path);
    if (found == doors_->sockets.end()) return;
    found->second->close();
    ::unlink(path.c_str());
    doors_->sockets.erase(found);
}

std::size_t Server::connections() const {
    std::size_t all = 0;
    for (const auto& listener : doors_->ports) all += listener->connections();
    for (const auto& [path, listener] : doors_->sockets) all += listener->connections();
    return all;
}

}  // namespace aloft::serve
