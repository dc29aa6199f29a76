#pragma once
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>

#include "serve/asio_loop.hpp"

namespace aloft::serve {

/// For this room alone: what its sockets are made on.
struct AsioLoop::Parts {
    explicit Parts(unsigned workers) : pool(workers) {}

    boost::asio::io_context context{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> kept_on{context.get_executor()};
    boost::asio::thread_pool pool;
};

}  // namespace aloft::serve
