#include "agent/server.hpp"

#include <cstdio>
#include <exception>
#include <thread>

#include "wire/agent_messages.hpp"

namespace aloft::agent {
namespace {

constexpr int most_sessions = 64;

}  // namespace

Server::~Server() {
    std::unique_lock lock(mutex_);
    left_.wait(lock, [this] { return held_ == 0; });
}

void Server::serve() {
    while (auto stream = listener_.accept()) {
        if (!enter()) {
            const Error busy{ErrorKind::throttled, "asking the agent", "too many ask it at the same time",
                             "end some of what follows a log, then run the command again"};
            stream->write(wire::to_line(wire::AgentHello{rooms_.version}) + "\n");
            stream->write(wire::to_line(wire::AgentAnswer(busy)) + "\n");
            continue;
        }
        std::thread([this, held = std::move(*stream)]() mutable {
            try {
                hold_session(held, rooms_);
            } catch (const std::exception&) {
                // This connection ends, and the others must not end with it. The words of the exception might quote
                // what was sent, secrets too: the journal does not get them.
                std::fputs("a connection ended: no memory was left, or there is a bug in the agent\n", stderr);
            }
            held = Stream(-1);
            leave();
        }).detach();
    }
}

bool Server::enter() {
    const std::lock_guard lock(mutex_);
    if (held_ >= most_sessions) return false;
    ++held_;
    return true;
}

void Server::leave() {
    const std::lock_guard lock(mutex_);
    --held_;
    left_.notify_all();
}

}  // namespace aloft::agent
