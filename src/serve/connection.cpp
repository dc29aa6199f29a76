#include "serve/connection.hpp"

#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/stream_traits.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <optional>
#include <type_traits>
#include <utility>

#include "serve/answer_text.hpp"

namespace aloft::serve {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using ErrorCode = boost::system::error_code;

using TcpStream = beast::basic_stream<asio::ip::tcp, asio::io_context::executor_type>;
using LocalStream = beast::basic_stream<asio::local::stream_protocol, asio::io_context::executor_type>;
using TlsStream = asio::ssl::stream<TcpStream>;

/// Beyond a request's head, so that its body need not come in tiny pieces.
constexpr std::size_t read_ahead = 64 << 10;
/// Of what a refused client still sends: thrown away, so that it comes to reading why.
constexpr std::size_t most_thrown_away = 8 << 20;

template <class Stream>
class HttpConnection final : public Connection, public std::enable_shared_from_this<HttpConnection<Stream>> {
public:
    HttpConnection(Stream stream, std::shared_ptr<Door> door)
        : stream_(std::move(stream)),
          door_(std::move(door)),
          buffer_(door_->limits.header_bytes + read_ahead),
          timer_(lowest().get_executor()) {
        door_->connections.insert(this);
    }
    HttpConnection(const HttpConnection&) = delete;
    HttpConnection& operator=(const HttpConnection&) = delete;
    /// A handler that let go of a reply without a word ends the connection by it.
    ~HttpConnection() override { leave(); }

    void begin() {
        if constexpr (std::is_same_v<Stream, TlsStream>) {
            be_idle();
            within(door_->limits.request);
            stream_.async_handshake(asio::ssl::stream_base::server, next([this] { wait_for_request(); }));
        } else {
            wait_for_request();
        }
    }

    void close() override {
        leave();
        timer_.cancel();
        lowest().close();
    }

private:
    auto& lowest() { return beast::get_lowest_layer(stream_); }
    void within(std::chrono::milliseconds limit) { lowest().expires_after(limit); }

    /// Completion that goes on when all is well, and otherwise ends the connection.
    template <class Then>
    auto next(Then then) {
        return [self = this->shared_from_this(), then](const ErrorCode& error, auto&&...) {
            if (self->left_) return;
            if (error)
                self->close();
            else
                then();
        };
    }

    void leave() {
        if (left_) return;
        left_ = true;
        be_busy();
        door_->connections.erase(this);
    }

    /// Until a request is whole nobody has earned his place, so that slow senders cannot hold all of them.
    void be_idle() {
        be_busy();
        idle_place_ = door_->idle.insert(door_->idle.end(), this);
    }
    void be_busy() {
        if (idle_place_) door_->idle.erase(*idle_place_);
        idle_place_.reset();
    }

    void wait_for_request() {
        ++number_;
        // Of the last request; a head that cannot be read says neither.
        head_only_ = false;
        old_client_ = false;
        parser_ = std::make_unique<http::request_parser<http::string_body>>();
        parser_->header_limit(door_->limits.header_bytes);
        parser_->body_limit(door_->limits.body_bytes);
        be_idle();
        if (buffer_.size() > 0) return read_head();
        within(door_->limits.idle);
        stream_.async_read_some(buffer_.prepare(read_ahead),
                                [self = this->shared_from_this()](const ErrorCode& error, std::size_t count) {
                                    if (self->left_) return;
                                    if (error) return self->close();
                                    self->buffer_.commit(count);
                                    self->read_head();
                                });
    }

    void read_head() {
        within(door_->limits.request);
        http::async_read_header(stream_, buffer_, *parser_,
                                [self = this->shared_from_this()](const ErrorCode& error, std::size_t) {
                                    if (self->left_) return;
                                    if (error) return self->refuse_what_was_read(error);
                                    self->look_at_head();
                                });
    }

    void look_at_head() {
        const auto& head = parser_->get();
        keep_alive_ = head.keep_alive();
        head_only_ = head.method() == http::verb::head;
        old_client_ = head.version() == 10;
        if (head.version() != 10 && head.version() != 11) return refuse(400, "only HTTP/1.1 is spoken here");
        if (!head.target().starts_with('/')) return refuse(400, "the request's target is no path");
        if (!door_->hosts.empty()) {
            const auto host = head[http::field::host];
            if (head.count(http::field::host) != 1) return refuse(400, "the request says no host, or several");
            if (!is_host_of(door_->hosts, {host.data(), host.size()}))
                return refuse(421, "no such host is served here");
        }
        const bool waits = beast::iequals(head[http::field::expect], "100-continue");
        if (!waits || parser_->is_done()) return read_body();
        static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        asio::async_write(stream_, asio::buffer(go_on), next([this] { read_body(); }));
    }

    void read_body() {
        http::async_read(stream_, buffer_, *parser_,
                         [self = this->shared_from_this()](const ErrorCode& error, std::size_t) {
                             if (self->left_) return;
                             if (error) return self->refuse_what_was_read(error);
                             self->hand_over();
                         });
    }

    void hand_over() {
        be_busy();
        auto message = parser_->release();
        Request request{std::string(message.method_string()), std::string(message.target()), {}, {}};
        for (const auto& field : message)
            request.headers.push_back({std::string(field.name_string()), std::string(field.value())});
        request.body = std::move(message.body());
        lowest().expires_never();
        watch_for_end();
        if (door_->handler == nullptr) return close();
        door_->handler->handle(std::move(request), [self = this->shared_from_this(), number = number_](Answer answer) {
            self->take(number, std::move(answer));
        });
    }

    /// A client that breaks off while it waits is noticed, so that its place is not held for nobody. Once a connection:
    /// there is no taking back of one such wait alone.
    void watch_for_end() {
        if (std::exchange(watched_, true)) return;
        auto& socket = lowest().socket();
        if constexpr (!std::is_same_v<Stream, LocalStream>) {
            ErrorCode ignored;
            socket.set_option(asio::socket_base::keep_alive(true), ignored);
        }
        socket.async_wait(asio::socket_base::wait_error, [weak = this->weak_from_this()](const ErrorCode& error) {
            if (error) return;
            if (const auto self = weak.lock()) self->close();
        });
    }

    void take(std::uint64_t number, Answer answer) {
        if (left_ || number != number_ || std::exchange(answered_, number) == number) return;
        answer_ = std::move(answer);
        if (answer_.delay.count() <= 0) return deliver();
        timer_.expires_after(answer_.delay);
        timer_.async_wait(next([this] { deliver(); }));
    }

    void deliver() {
        if (answer_.delivery == Delivery::none) return reset();
        if (answer_.delivery == Delivery::half) keep_alive_ = false;
        head_ = head_of(answer_, {keep_alive_, old_client_});
        std::string_view body = answer_.body;
        if (head_only_ || !has_body(answer_.status)) body = {};
        if (answer_.delivery == Delivery::half) body = body.substr(0, body.size() / 2);
        within(door_->limits.answer);
        const std::array<asio::const_buffer, 2> both{asio::buffer(head_), asio::buffer(body)};
        asio::async_write(stream_, both, next([this] { after_answer(); }));
    }

    void after_answer() {
        if (answer_.delivery == Delivery::half) return close();
        if (keep_alive_) return wait_for_request();
        end();
    }

    void reset() {
        ErrorCode ignored;
        lowest().socket().set_option(asio::socket_base::linger(true, 0), ignored);
        close();
    }

    void refuse_what_was_read(const ErrorCode& error) {
        if (error == http::error::header_limit || error == http::error::buffer_overflow)
            return refuse(431, "the request's head is too large");
        if (error == http::error::body_limit) return refuse(413, "the request's body is too large");
        if (error == http::error::end_of_stream || error == http::error::partial_message) return close();
        if (error.category() == make_error_code(http::error::bad_method).category())
            return refuse(400, "the request is no HTTP: " + error.message());
        close();
    }

    void refuse(int status, const std::string& why) {
        keep_alive_ = false;
        answered_ = number_;
        answer_ = Answer{status, "text/plain; charset=utf-8", why + "\n", {}, Delivery::whole, {}};
        deliver();
    }

    /// A close while the client still sends would be a reset, and the answer lost.
    void end() {
        be_idle();
        within(door_->limits.parting);
        if constexpr (std::is_same_v<Stream, TlsStream>) {
            stream_.async_shutdown([self = this->shared_from_this()](const ErrorCode&) { self->close(); });
        } else {
            ErrorCode ignored;
            lowest().socket().shutdown(asio::socket_base::shutdown_send, ignored);
            buffer_.clear();
            throw_away();
        }
    }

    void throw_away() {
        stream_.async_read_some(buffer_.prepare(read_ahead),
                                [self = this->shared_from_this()](const ErrorCode& error, std::size_t count) {
                                    if (self->left_) return;
                                    self->thrown_away_ += count;
                                    if (error || self->thrown_away_ > most_thrown_away) return self->close();
                                    self->throw_away();
                                });
    }

    Stream stream_;
    std::shared_ptr<Door> door_;
    beast::flat_buffer buffer_;
    asio::steady_timer timer_;
    std::unique_ptr<http::request_parser<http::string_body>> parser_;
    std::optional<std::list<Connection*>::iterator> idle_place_;
    std::uint64_t number_ = 0;  ///< of the request
    std::uint64_t answered_ = 0;  ///< the last one that was
    Answer answer_;
    std::string head_;
    std::size_t thrown_away_ = 0;
    bool keep_alive_ = true;
    bool old_client_ = false;
    bool head_only_ = false;
    bool watched_ = false;
    bool left_ = false;
};

}  // namespace

void begin_connection(TcpSocket socket, std::shared_ptr<Door> door) {
    std::make_shared<HttpConnection<TcpStream>>(TcpStream(std::move(socket)), std::move(door))->begin();
}

void begin_connection(TcpSocket socket, std::shared_ptr<Door> door, const std::shared_ptr<asio::ssl::context>& tls) {
    std::make_shared<HttpConnection<TlsStream>>(TlsStream(std::move(socket), *tls), std::move(door))->begin();
}

void begin_connection(LocalSocket socket, std::shared_ptr<Door> door) {
    std::make_shared<HttpConnection<LocalStream>>(LocalStream(std::move(socket)), std::move(door))->begin();
}

}  // namespace aloft::serve
