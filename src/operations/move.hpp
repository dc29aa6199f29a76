#pragma once
#include "ledger/ledger.hpp"
#include "operations/surroundings.hpp"
#include "operations/up.hpp"

namespace aloft {

/// What is sought for a machine elsewhere, because it cannot be had where its disk is.
struct MoveRequest {
    Spec said;    ///< written down of the machine when it is there
    Spec sought;  ///< all that a place must have
    std::optional<Offer> refused;  ///< what could not be had; nothing where that needed no try
    Error why;
    Moving moving = Moving::asked_for;
    std::optional<HourlyPrice> approved;  ///< up to which nobody is asked
    std::string command;                  ///< that does it
};

/// The same machine again.
MoveRequest moving_as_it_is(const MachineSummary& machine, const Error& stockout, Moving moving);

/// "`aloft start lab --move` takes it to us-west1-b, with its disk, at $0.55 an hour"
std::string way_there(const std::string& command, const std::string& place, Money hour);

/// Takes a machine to another zone by a copy of its disk, for which it is switched off. Until the copy has answered with
/// the machine's own host key nothing that it had is touched, and what fails is taken back, so that a machine that ran
/// runs again; from then on it is there, and what it left behind goes. Only with the machine's lock held.
Result<Outcome> move_machine(Surroundings& around, const MachineSummary& machine, const MoveRequest& request,
                             Person& person);

/// A move that was cut off leaves a machine in two places: what is not where the ledger says that it is, goes. Only with
/// the machine's lock held.
Result<void> tidy_after_move(Surroundings& around, const std::string& machine, Person& person);

}  // namespace aloft
