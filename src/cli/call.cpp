#include "cli/call.hpp"

#include "cli/live_screen.hpp"
#include "cli/plain_lines.hpp"
#include "cli/ticker.hpp"

namespace aloft::cli {
namespace {

constexpr std::chrono::milliseconds frame{100};

/// The live view with the thread that keeps it moving.
class MovingScreen final : public ProgressView {
public:
    MovingScreen(Terminal& terminal, Clock& clock, Paint paint)
        : screen_(terminal, clock, paint), ticker_(frame, [this] { screen_.redraw(); }) {}

    void show(const Event& event) override { screen_.show(event); }
    void pause() override { screen_.pause(); }
    void resume() override { screen_.resume(); }

private:
    LiveScreen screen_;
    Ticker ticker_;
};

}  // namespace

Attendance Call::attendance() const {
    const bool present = !voice.in_records() && backstage.terminal.input_is_terminal();
    return present ? Attendance::present : Attendance::absent;
}

bool Call::on_a_terminal() const { return can_redraw(backstage.terminal.output_is_terminal(), backstage.environment); }

Error said_no(Error error, const Call& call) {
    if (error.kind != ErrorKind::declined) return error;
    if (call.backstage.interruption.requested()) {
        error.kind = ErrorKind::interrupted;
        error.detail = "you stopped it; nothing was done";
        error.hint.clear();
    } else if (call.attendance() == Attendance::absent) {
        error.doing.clear();
        error.detail = std::string(call.words.verb->name) + " needs your consent, and nobody can be asked here";
        error.hint = "look at the plan, then add --yes";
    }
    return error;
}

Result<Scene> open_scene(Call& call, EventSink& events) {
    Backstage& backstage = call.backstage;
    if (!backstage.home) return failed(backstage.home);
    Result<std::unique_ptr<Ledger>> ledger = backstage.open_ledger();
    if (!ledger) return failed(ledger);
    Ledger& opened = **ledger;
    return Scene{
        std::move(*ledger),
        Surroundings{*backstage.home, opened, backstage.journal(opened), backstage.clouds, backstage.keys,
                     backstage.setup, backstage.agents, backstage.processes, backstage.clock, backstage.random, events,
                     backstage.interruption, backstage.builtin_catalog, backstage.connect_times, backstage.doors}};
}

std::unique_ptr<ProgressView> progress_for(Call& call) {
    Terminal& terminal = call.backstage.terminal;
    const std::string how = call.words.value("progress").value_or("auto");
    if (how == "json") return std::make_unique<JsonLines>(terminal);
    if (how == "none") return std::make_unique<NoProgress>();
    if (how == "plain") return std::make_unique<PlainLines>(terminal, call.backstage.clock);
    if (call.voice.in_records()) return std::make_unique<NoProgress>();
    if (call.on_a_terminal()) return std::make_unique<MovingScreen>(terminal, call.backstage.clock, call.voice.paint());
    return std::make_unique<PlainLines>(terminal, call.backstage.clock);
}

Result<Outcome> perform(Call& call, Consent consent, const PlanVerb& act) {
    const std::unique_ptr<ProgressView> progress = progress_for(call);
    Result<Scene> scene = open_scene(call, *progress);
    if (!scene) return failed(scene);
    TerminalPerson person(call.backstage.terminal, *progress, call.voice.paint(), consent, call.attendance(),
                          call.backstage.ground);
    Result<Outcome> outcome = act(scene->around, person);
    if (!outcome) return std::unexpected(said_no(outcome.error(), call));
    return outcome;
}

WhenHeld when_held(const Words& words) { return words.has("no-wait") ? WhenHeld::fail : WhenHeld::wait; }

}  // namespace aloft::cli
