#include "machine/healing.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace aloft {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds first_pause{50};
constexpr milliseconds longest_pause{3000};
/// For a machine that has answered before.
constexpr milliseconds patience = seconds(180);
/// For an agent that is there and does not serve yet: it starts within a second.
constexpr milliseconds patience_at_first = seconds(10);
/// In one piece nobody sleeps longer than an interruption may wait.
constexpr milliseconds slice{100};

class Healing {
public:
    explicit Healing(const AgentSurroundings& world) : world_(world), since_(world.clock.elapsed()) {}

    void was_greeted() { reached_ = true; }
    /// An answer came: whatever was before does not count.
    void made_progress() {
        since_ = world_.clock.elapsed();
        pause_ = first_pause;
    }

    bool worth_another(AgentTalk::Cut cut) const {
        if (cut == AgentTalk::Cut::for_good || cut == AgentTalk::Cut::no_agent) return false;
        if (!reached_ && cut == AgentTalk::Cut::by_the_way) return false;
        return waited() < (reached_ ? patience : patience_at_first);
    }

    milliseconds waited() const { return world_.clock.elapsed() - since_; }

    void pause() {
        for (milliseconds left = pause_; left.count() > 0 && !world_.interruption.requested(); left -= slice)
            world_.clock.sleep(std::min(left, slice));
        pause_ = std::min(pause_ * 2, longest_pause);
    }

private:
    const AgentSurroundings& world_;
    milliseconds since_;
    milliseconds pause_ = first_pause;
    bool reached_ = false;
};

Result<void> understand(const wire::AgentHello& hello, const std::string& machine) {
    if (hello.protocol == wire::agent_protocol) return {};
    return failure(ErrorKind::conflict, "talking to the agent of machine " + machine,
                   fmt::format("it is version {} and speaks protocol {}; this aloft speaks {}", hello.version,
                               hello.protocol, wire::agent_protocol),
                   "`aloft up` brings it to the version of this aloft");
}

std::unexpected<Error> given_up(Error reason, milliseconds waited) {
    if (waited >= patience_at_first) {
        reason.detail +=
            fmt::format(" (tried again and again for {} s)", std::chrono::duration_cast<seconds>(waited).count());
        if (reason.hint.empty()) reason.hint = "what was begun on the machine goes on; look again when it answers";
    }
    return std::unexpected(std::move(reason));
}

}  // namespace

Result<void> heal(const AgentSurroundings& world, const std::string& machine,
                  const std::function<wire::AgentRequest()>& request,
                  const std::function<Result<Listened>(AgentTalk&)>& listen) {
    Healing healing(world);
    while (true) {
        AgentTalk talk(world, machine);
        const auto hello = talk.greet();
        if (!hello) return failed(hello);
        if (*hello) {
            if (auto understood = understand(**hello, machine); !understood) return understood;
            healing.was_greeted();
            talk.ask(request());
            const auto listened = listen(talk);
            if (!listened) return failed(listened);
            if (*listened == Listened::to_the_end) return {};
            if (talk.answered()) healing.made_progress();
        }
        if (!healing.worth_another(talk.cut())) return given_up(talk.reason(), healing.waited());
        healing.pause();
    }
}

}  // namespace aloft
