#pragma once
#include <optional>
#include <string>
#include <vector>

#include "operations/planned.hpp"
#include "operations/up.hpp"

namespace aloft {

/// What a machine that stands is to become, and what it was before anything was tried.
struct Change {
    MachineSummary before;
    FullWish wish;
    std::string command;  ///< that asks for it; with --move it goes elsewhere for it
    std::vector<std::string> regions;  ///< that were named with it
};

/// Nothing for a machine that does not stand, or is where none can be taken elsewhere.
std::optional<Change> change_of(Surroundings& around, const Spec& asked);

/// Whether another place than that of the machine's disk may have what was refused.
bool may_be_had_elsewhere(const Error& error);

/// The command, the place and its price; nothing where no place has it. `refused`: what was tried in vain.
std::string way_elsewhere(Surroundings& around, const Change& change, const std::optional<Offer>& refused,
                          const Error& why);

/// Takes the machine, and its disk by a copy, to where the wish can be had, and sets it up there. `approved`: up to
/// which price nobody is asked. Only with the machine's lock held.
Result<Outcome> go_elsewhere(Surroundings& around, const Change& change, const std::optional<Offer>& refused,
                             const Error& why, const std::optional<HourlyPrice>& approved, Person& person);

/// Whether the ledger has it where it was: after that nothing leads back.
bool is_where_it_was(Surroundings& around, const Change& change);

}  // namespace aloft
