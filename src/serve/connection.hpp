#pragma once
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl/context.hpp>
#include <list>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "serve/server.hpp"

/// For this room alone: connections, and what a listener knows of those made by it.
namespace aloft::serve {

using TcpSocket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;
using LocalSocket =
    boost::asio::basic_stream_socket<boost::asio::local::stream_protocol, boost::asio::io_context::executor_type>;

class Connection {
public:
    virtual ~Connection() = default;
    virtual void close() = 0;
};

/// What connections of one listener have in common. Outlives the server for as long as replies are kept.
struct Door {
    Handler* handler;  ///< none once it was closed
    std::vector<std::string> hosts;  ///< none: any
    Limits limits;
    std::set<Connection*> connections;
    std::list<Connection*> idle;  ///< longest first

    /// Makes room for one more; false when there is none.
    bool make_room();
    void close_all();
};

/// Whether a Host header is one of these, with any port.
bool is_host_of(const std::vector<std::string>& hosts, std::string_view header);

void begin_connection(TcpSocket socket, std::shared_ptr<Door> door);
void begin_connection(TcpSocket socket, std::shared_ptr<Door> door,
                      const std::shared_ptr<boost::asio::ssl::context>& tls);
void begin_connection(LocalSocket socket, std::shared_ptr<Door> door);

}  // namespace aloft::serve
