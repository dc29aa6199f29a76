#include "serve/asio_loop.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <utility>

#include "serve/asio_parts.hpp"

namespace aloft::serve {

namespace asio = boost::asio;

AsioLoop::AsioLoop(unsigned workers) : parts_(std::make_unique<Parts>(workers)) {}

AsioLoop::~AsioLoop() { finish_work(); }

void AsioLoop::finish_work() {
    parts_->pool.stop();
    parts_->pool.join();
}

void AsioLoop::post(std::function<void()> task) { asio::post(parts_->context, std::move(task)); }

void AsioLoop::after(std::chrono::milliseconds delay, std::function<void()> task) {
    auto timer = std::make_unique<asio::steady_timer>(parts_->context, delay);
    asio::steady_timer& waiting = *timer;
    waiting.async_wait([timer = std::move(timer), task = std::move(task)](const boost::system::error_code& ended) {
        if (!ended) task();
    });
}

void AsioLoop::work(std::function<void()> work, std::function<void()> then) {
    // The loop must not end while work is under way that it will be told of.
    asio::post(parts_->pool, [this, kept_on = asio::make_work_guard(parts_->context), work = std::move(work),
                              then = std::move(then)]() mutable {
        work();
        asio::post(parts_->context, std::move(then));
    });
}

void AsioLoop::run() {
    parts_->context.restart();
    parts_->context.run();
}

void AsioLoop::stop() { parts_->context.stop(); }

}  // namespace aloft::serve
