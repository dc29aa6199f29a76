#pragma once
#include <string>
#include <vector>

#include "operations/offers.hpp"
#include "operations/surroundings.hpp"
#include "plan/planner.hpp"

namespace aloft {

/// Whether the wish says more than what the machine has already.
enum class Novelty { none, some };

/// The wish with everything that was said of the machine already, and whether it says more than that.
struct FullWish {
    Spec said;    ///< all that the person has ever said of it
    Spec sought;  ///< with what the machine has where nothing else is said
    Novelty novelty = Novelty::some;
    std::optional<Standing> standing;
    HourlyPrice price;  ///< of what stands
};

/// `first`: nothing was tried yet. What the ledger knows after that is what this very command has tried.
Result<FullWish> full_wish(Surroundings& around, const Spec& asked, bool first);

/// What is said before a machine that runs is switched off.
inline constexpr const char* off_meanwhile = "it is off meanwhile: what runs on it ends, and what is on its disk stays";

/// What `up` would do now.
struct Planned {
    Plan plan;
    World world;
    Novelty novelty = Novelty::some;
    std::string no_quota;  ///< why the account may not have it; empty when it may or has it, or nobody knows
    Spec said;             ///< all that was asked for of it, and nothing that was chosen
};

bool makes_a_machine(const Plan& plan);

/// Whether more is known of the machine than what would serve it in any place: only that keeps it where it is.
Result<bool> is_somewhere(Surroundings& around, const std::string& machine);

/// Looks at the world and plans; nothing is done, nothing is recorded.
Result<Planned> look_and_plan(Surroundings& around, const Spec& asked, History history,
                              const std::vector<Tried>& tried);

/// Back to a machine that was recorded, of which a later plan has failed. A disk that has grown stays large.
Result<Planned> plan_as_it_was(Surroundings& around, const MachineRecord& before, const Plan& failed);

}  // namespace aloft
