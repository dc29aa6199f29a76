#include "machine/agent_talk.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "machine/failures.hpp"
#include "machine/reach.hpp"

namespace aloft {
namespace {

constexpr int exit_no_agent = 127;
constexpr int exit_try_again = 75;  // src/main/aloft_agent.cpp
constexpr int died_of_a_signal = 128;
/// How soon an interruption is noticed while nothing comes.
constexpr std::chrono::milliseconds slice{100};

std::string doing(const std::string& machine) { return "talking to the agent of machine " + machine; }

}  // namespace

std::string as_root_on_machine(std::string_view word) {
    return fmt::format(
        "exec sh -c 'a=/usr/local/lib/aloft/aloft-agent; test -x $a || exit {}; "
        "test \"$(id -u)\" = 0 && exec $a {}; exec sudo -n $a {}'",
        exit_no_agent, word, word);
}

Result<std::optional<wire::AgentHello>> AgentTalk::greet() {
    auto begun = world_.conversations.begin(ssh_command(world_.home, machine_, {as_root_on_machine("connect")}));
    if (!begun) return failed(begun);
    conversation_ = std::move(*begun);
    const auto line = next_line();
    if (!line) return failed(line);
    if (!*line) return std::nullopt;
    const auto hello = wire::agent_hello_from_line(**line);
    if (!hello)
        return failure(ErrorKind::failed, doing(machine_), "what answers there is no agent: " + hello.error().detail,
                       "its shell may print something at each login; that must go to a terminal only");
    greeted_ = true;
    return *hello;
}

void AgentTalk::ask(const wire::AgentRequest& request) { conversation_->say(wire::to_line(request) + "\n"); }

Result<std::optional<wire::AgentAnswer>> AgentTalk::next_answer() {
    const auto line = next_line();
    if (!line) return failed(line);
    if (!*line) return std::nullopt;
    auto answer = wire::agent_answer_from_line(**line);
    if (!answer) return failed(answer);
    answered_ = true;
    return std::optional(std::move(*answer));
}

Result<bool> AgentTalk::take_bytes(std::uint64_t count, const std::function<bool(std::string_view)>& take) {
    while (count > 0) {
        if (heard_.empty()) {
            const auto more = hear();
            if (!more || !*more) return more;
            continue;
        }
        const auto now = static_cast<std::size_t>(std::min<std::uint64_t>(count, heard_.size()));
        const bool wanted = take(std::string_view(heard_).substr(0, now));
        heard_.erase(0, now);
        count -= now;
        if (!wanted) return true;
    }
    return true;
}

Result<std::optional<std::string>> AgentTalk::next_line() {
    looked_ = 0;
    while (true) {
        if (const std::size_t end = heard_.find('\n', looked_); end != std::string::npos) {
            std::string line = heard_.substr(0, end);
            heard_.erase(0, end + 1);
            return line;
        }
        looked_ = heard_.size();
        if (heard_.size() > wire::longest_agent_line)
            return failure(ErrorKind::failed, doing(machine_), "its answer has no end");
        const auto more = hear();
        if (!more) return failed(more);
        if (!*more) return std::nullopt;
    }
}

Result<bool> AgentTalk::hear() {
    while (true) {
        if (world_.interruption.requested())
            return failure(ErrorKind::interrupted, doing(machine_), "interrupted",
                           "what was begun on the machine goes on there");
        switch (conversation_->hear(heard_, slice)) {
            case Conversation::Heard::something: return true;
            case Conversation::Heard::nothing_yet: break;
            case Conversation::Heard::the_end: sort_out(conversation_->end()); return false;
        }
    }
}

void AgentTalk::sort_out(const Finished& finished) {
    const SortedFailure sorted = sort_failure(machine_, finished);
    reason_ = sorted.error;
    if (finished.exit_code == exit_no_agent) {
        cut_ = Cut::no_agent;
        reason_ = {ErrorKind::not_found, doing(machine_), "the machine has none", "`aloft up` puts it there"};
    } else if (finished.exit_code == exit_try_again) {
        cut_ = Cut::not_serving;
        reason_.hint = "on the machine, `systemctl status aloft-agent` tells why it does not run";
    } else if (finished.exit_code == ssh_failed) {
        cut_ = sorted.wrong_host_key || sorted.again == Again::no ? Cut::for_good : Cut::by_the_way;
    } else if (greeted_ || finished.exit_code == 0 || finished.exit_code > died_of_a_signal) {
        // Ended before its greeting, the agent was being replaced at that moment.
        cut_ = greeted_ ? Cut::by_the_way : Cut::not_serving;
        reason_ = {ErrorKind::unreachable, doing(machine_), "the connection was cut", ""};
    } else {
        cut_ = Cut::for_good;
        reason_.doing = doing(machine_);
    }
}

}  // namespace aloft
