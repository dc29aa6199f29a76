#pragma once
#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <optional>
#include <thread>

#include "serve/server.hpp"

namespace aloft::serve {

/// Answers at once by a function, or keeps requests until the test answers them.
class Desk final : public Handler {
public:
    using Act = std::function<void(const Request&, Reply)>;
    explicit Desk(Act act) : act_(std::move(act)) {}
    void handle(Request request, Reply reply) override { act_(request, std::move(reply)); }

    static Act saying(const Answer& answer) {
        return [answer](const Request&, const Reply& reply) { reply(answer); };
    }

private:
    Act act_;
};

inline Answer answer_with(std::string body) {
    Answer answer;
    answer.body = std::move(body);
    return answer;
}

/// A server on a loop with a thread of its own.
class House {
public:
    explicit House(Desk::Act act, Limits limits = {}) : desk(std::move(act)) {
        thread_ = std::thread([this] { loop.run(); });
        on_loop([&] {
            server.emplace(loop, limits);
            port = server->listen(0, desk, {"127.0.0.1", "localhost"}).value();
        });
    }
    House(const House&) = delete;
    House& operator=(const House&) = delete;
    ~House() {
        on_loop([&] { server.reset(); });
        loop.stop();
        thread_.join();
    }

    /// Done on the loop's thread, and awaited.
    template <class Act>
    auto on_loop(Act act) -> decltype(act()) {
        std::packaged_task<decltype(act())()> task(std::move(act));
        auto done = task.get_future();
        loop.post([&task] { task(); });
        return done.get();
    }

    std::size_t connections() {
        return on_loop([&] { return server->connections(); });
    }
    /// Waits for the condition by asking the loop, which does its work in between.
    void until_connections(std::size_t count) {
        while (connections() != count) {
        }
    }

    AsioLoop loop{2};
    Desk desk;
    std::optional<Server> server;
    std::uint16_t port = 0;

private:
    std::thread thread_;
};

/// Requests that wait for the test to answer them.
class Kept {
public:
    Desk::Act act() {
        return [this](const Request& request, Reply reply) {
            const std::lock_guard lock(mutex_);
            kept_.emplace_back(request, std::move(reply));
            came_.notify_all();
        };
    }
    /// Waits for the next one.
    std::pair<Request, Reply> next() {
        std::unique_lock lock(mutex_);
        came_.wait(lock, [&] { return !kept_.empty(); });
        auto first = std::move(kept_.front());
        kept_.pop_front();
        return first;
    }
    std::size_t waiting() {
        const std::lock_guard lock(mutex_);
        return kept_.size();
    }

private:
    std::mutex mutex_;
    std::condition_variable came_;
    std::deque<std::pair<Request, Reply>> kept_;
};

}  // namespace aloft::serve
