#pragma once
#include <memory>

#include "cli/progress_view.hpp"
#include "cli/question.hpp"
#include "cli/run.hpp"
#include "cli/terminal_person.hpp"
#include "cli/voice.hpp"
#include "cli/words.hpp"
#include "operations/up.hpp"

namespace aloft::cli {

/// One verb being called: its words, how to speak, and what main() has at hand.
struct Call {
    const Words& words;
    Backstage& backstage;
    Voice voice;

    Attendance attendance() const;
    bool on_a_terminal() const;  ///< that can be drawn on
    Questions questions() const { return {backstage.terminal, voice.paint(), backstage.ground}; }
};

/// A refusal told as it came about: stopped by the person, or nobody was there to be asked. Other errors stay.
Error said_no(Error error, const Call& call);

/// The ledger, opened, and what operations take.
struct Scene {
    std::unique_ptr<Ledger> ledger;
    Surroundings around;
};
Result<Scene> open_scene(Call& call, EventSink& events);

/// How the verb's long work shall be shown: --progress, else what suits the terminal.
std::unique_ptr<ProgressView> progress_for(Call& call);

using PlanVerb = std::function<Result<Outcome>(Surroundings&, Person&)>;
/// Opens the scene, shows the work, and says of a refusal whether anybody was asked.
Result<Outcome> perform(Call& call, Consent consent, const PlanVerb& act);

WhenHeld when_held(const Words& words);

}  // namespace aloft::cli
