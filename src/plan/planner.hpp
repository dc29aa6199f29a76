#pragma once
#include <set>
#include <string>
#include <vector>

#include "core/plan.hpp"
#include "core/result.hpp"

namespace aloft {

/// Whether an earlier command on the machine was cut off: then what runs may not have come to answer yet.
enum class History { clean, cut_off };

/// What there is before anything is done, gathered by whoever may look.
struct World {
    std::vector<Resource> known;      ///< what the ledger says is the machine's
    std::vector<Found> found;         ///< how every known and every wished resource really is
    std::set<ResourceRef> shared;     ///< those that other machines use too
    History history = History::clean;
};

/// Who the plan is for. The id is random and chosen before, so that the planner itself stays pure.
struct PlanHead {
    std::string id;
    std::string machine;
    std::string owner;
    Spec spec;
    Offer offer;
    std::vector<std::string> choice;  ///< why this offer, for people
};

/// Makes what the blueprint wishes out of what there is: only the difference. Refuses what would lose work.
Result<Plan> plan_up(const PlanHead& head, const Blueprint& blueprint, const World& world);
Result<Plan> plan_stop(const PlanHead& head, const World& world);
Result<Plan> plan_start(const PlanHead& head, const World& world);

/// Takes a machine to another place, by a copy of its disk; `there` is what the copy takes at that place, and `home` what
/// the machine has when it has come there. Up to `proven` nothing that it has is touched, but that it is switched off;
/// what it leaves behind goes only then.
struct MovePlan {
    Plan plan;
    std::size_t proven = 0;  ///< how many steps it takes until the copy has answered with the machine's own host key
};
Result<MovePlan> plan_move(const PlanHead& head, const Blueprint& there, const Blueprint& home, const World& world);
/// What is left of a move, whether it came to its end or not: all disks, instances, addresses and snapshots of the
/// machine that are not `home` go, and what runs at home gets its static address. No disk goes while the one at home is
/// not there.
Result<Plan> plan_leave(const PlanHead& head, const Blueprint& home, const World& world);
/// Whether a resource of a machine is one that it left behind, or has not come to.
bool is_left_by_a_move(const Resource& resource, const Blueprint& home);

enum class Cached { keep, remove };
/// Everything goes, each thing before what it needed; what other machines use stays.
Plan plan_down(const PlanHead& head, const World& world, Cached cached);
/// Everything but the disk, and what is on this computer to know and enter again the machine that is made on it. Refuses
/// where no whole disk stands.
Result<Plan> plan_shelve(const PlanHead& head, const World& world, Cached cached);

/// Whether the two would do the same to the same world; ids and wording do not count.
bool same_effect(const Plan& a, const Plan& b);

}  // namespace aloft
