#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "clouds/provider.hpp"
#include "core/event.hpp"
#include "ledger/ledger.hpp"
#include "system/clock.hpp"
#include "system/home.hpp"
#include "system/interruption.hpp"

namespace aloft {

/// Who does the steps, and who is told.
struct Workers {
    const Home& home;
    std::vector<Provider*> providers;
    Ledger& ledger;
    Journal& journal;
    Clock& clock;
    EventSink& events;
    const Interruption& interruption;
};

/// How far a plan came.
struct Progressed {
    std::vector<bool> begun;      ///< per step: an intent was written, so it may have had an effect
    std::vector<Found> found;     ///< what stands afterwards, as far as these steps saw it
    std::optional<Error> error;   ///< of the first step that failed; nothing when all were done
    std::optional<std::size_t> failed;  ///< that step; nothing when the run was interrupted between steps
};

/// Does the steps in order, side by side where neither needs the other: intent to the journal, act, outcome to the
/// journal. After a failure or an interruption no further step is begun; those under way are waited for.
Progressed run_steps(const Plan& plan, const Workers& workers);

/// What of a plan is taken back.
enum class Undo {
    all,
    of_its_place,  ///< what serves in another zone as well stays: key, firewall rule, snapshot
};

/// Takes back what a plan made, newest first, as far as it was begun: made things are removed, started ones stopped.
/// What belongs to the cache, or is used by another machine, stays. Journaled like the steps themselves.
std::optional<Error> undo_steps(const Plan& plan, const Progressed& progressed, const Workers& workers,
                                Undo undo = Undo::all);

/// Whether a thing of that kind can only be where it was made.
bool is_bound_to_its_place(ResourceKind kind);

}  // namespace aloft
