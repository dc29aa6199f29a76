#pragma once
#include "apply/apply_plan.hpp"
#include "operations/surroundings.hpp"
#include "operations/up.hpp"

namespace aloft {

/// What is left when a plan fails half way.
enum class Leave {
    as_it_is,
    nothing_new,  ///< but what serves elsewhere, where another place may have what this one has not
    what_serves_elsewhere,  ///< without asking: half of it is of no use here
};

/// Another place may have what this one has not.
bool is_worth_another_place(const Error& error);

/// "nothing left in us-central1-a", of such a failure; its own words were told with the step.
std::string shortage_at(const Offer& offer, const Error& error);

/// Runs an approved plan under the machine's lock, from the journal's begin to its end, and keeps the generated ssh
/// config true. On failure a new machine is taken back where `leave` says so; after Ctrl-C the person is asked.
Result<Outcome> carry_out(Surroundings& around, Plan plan, Leave leave, Person& person);

/// A new plan's id.
std::string new_plan_id(Surroundings& around);

/// Writes the ssh config that follows from the ledger.
Result<void> refresh_ssh_config(Surroundings& around);

}  // namespace aloft
