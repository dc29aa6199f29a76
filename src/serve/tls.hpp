#pragma once
#include <boost/asio/ssl/context.hpp>
#include <memory>

#include "serve/server.hpp"

namespace aloft::serve {

/// For this room alone.
Result<std::shared_ptr<boost::asio::ssl::context>> tls_context(const Identity& identity);

}  // namespace aloft::serve
