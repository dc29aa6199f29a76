// fixed_answer: answers every request with what it read from its input, by the library that the practice cloud serves with
// and by nothing else. Prints its port.
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <cstdio>
#include <iostream>
#include <iterator>
#include <memory>
#include <string>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;
using Failure = boost::system::error_code;

namespace {

struct Session : std::enable_shared_from_this<Session> {
    Session(tcp::socket taken, const std::string& body) : stream(std::move(taken)) {
        answer.set(http::field::content_type, "application/json; charset=UTF-8");
        answer.body() = body;
        answer.prepare_payload();
    }
    void read() {
        request = {};
        http::async_read(stream, buffer, request, [self = shared_from_this()](const Failure& failure, std::size_t) {
            if (!failure) self->write();
        });
    }
    void write() {
        http::async_write(stream, answer, [self = shared_from_this()](const Failure& failure, std::size_t) {
            if (!failure) self->read();
        });
    }
    beast::tcp_stream stream;
    beast::flat_buffer buffer;
    http::request<http::string_body> request;
    http::response<http::string_body> answer;
};

void accept(tcp::acceptor& acceptor, const std::string& body) {
    acceptor.async_accept([&](const Failure& failure, tcp::socket socket) {
        if (!failure) std::make_shared<Session>(std::move(socket), body)->read();
        accept(acceptor, body);
    });
}

}  // namespace

int main() {
    const std::string body(std::istreambuf_iterator<char>(std::cin), {});
    asio::io_context context(1);
    tcp::acceptor acceptor(context, {asio::ip::address_v4::loopback(), 0});
    std::cout << acceptor.local_endpoint().port() << std::endl;
    accept(acceptor, body);
    context.run();
}
