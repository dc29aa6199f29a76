#include "machine/tunnel.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "machine/failures.hpp"
#include "machine/reach.hpp"

namespace aloft {
namespace {

using std::chrono::milliseconds;
using Heard = Conversation::Heard;

constexpr milliseconds a_moment{200};
constexpr milliseconds first_pause{500};
constexpr milliseconds longest_pause{5000};
constexpr std::string_view sign = "open";

/// A connection of its own, since the shared one ends when others end it; and one that notices within seconds that the
/// laptop has slept. What runs on the machine says that the port listens, and ends with our end of the conversation,
/// however that comes: a tunnel without a session would outlive a killed aloft.
Command tunnel_command(const Home& home, const Tunnel& tunnel) {
    Command command = ssh_command(home, tunnel.machine, {fmt::format("echo {}; exec cat >/dev/null", sign)});
    const std::string forward = fmt::format("127.0.0.1:{}:{}", tunnel.port, tunnel.socket);
    std::vector<std::string> options;
    for (const char* option : {"ControlMaster=no", "ControlPath=none", "ServerAliveInterval=4", "ServerAliveCountMax=2",
                               "ExitOnForwardFailure=yes"})
        options.insert(options.end(), {"-o", option});
    options.insert(options.end(), {"-L", forward});
    command.argv.insert(command.argv.begin() + 1, options.begin(), options.end());
    return command;
}

/// Waits until the interruption, in short looks at it.
class Pauses {
public:
    Pauses(Clock& clock, const Interruption& interruption) : clock_(clock), interruption_(interruption) {}
    void wait() {
        for (milliseconds left = next_; left.count() > 0 && !interruption_.requested(); left -= a_moment)
            clock_.sleep(std::min(left, a_moment));
        next_ = std::min(2 * next_, longest_pause);
    }
    void begin_anew() { next_ = first_pause; }

private:
    Clock& clock_;
    const Interruption& interruption_;
    milliseconds next_ = first_pause;
};

}  // namespace

Result<void> keep_open(const Home& home, Conversations& conversations, Clock& clock, const Interruption& interruption,
                       const Tunnel& tunnel, const std::function<void(TunnelNews, const std::string& why)>& told) {
    const Command command = tunnel_command(home, tunnel);
    Pauses pauses(clock, interruption);
    bool was_open = false;
    while (!interruption.requested()) {
        auto ssh = conversations.begin(command);
        if (!ssh) return failed(ssh);
        std::string words;
        bool is_open = false;
        for (Heard heard = Heard::nothing_yet; heard != Heard::the_end && !interruption.requested();
             heard = (*ssh)->hear(words, a_moment)) {
            if (is_open || !words.contains(sign)) continue;
            is_open = true;
            pauses.begin_anew();
            told(was_open ? TunnelNews::open_again : TunnelNews::open, "");
            was_open = true;
        }
        if (interruption.requested()) return {};
        const Error error = sort_failure(tunnel.machine, (*ssh)->end()).error;
        // Another key is no matter of waiting.
        if (!was_open || error.kind == ErrorKind::denied) return std::unexpected(error);
        if (is_open) told(TunnelNews::lost, error.detail);
        pauses.wait();
    }
    return {};
}

}  // namespace aloft
