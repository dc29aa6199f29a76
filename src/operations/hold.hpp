#pragma once
#include <string>

#include "operations/surroundings.hpp"
#include "operations/up.hpp"
#include "plan/planner.hpp"
#include "system/lock.hpp"

namespace aloft {

/// The machine's lock: whoever changes a machine is alone with it. While another holds it we say who and wait, or
/// fail with ErrorKind::conflict, as asked.
Result<FileLock> hold_machine(Surroundings& around, const std::string& machine, Verb verb, WhenHeld when_held);

/// What an interrupted command left open is looked up, written down as it is, and told. Only with the lock held.
/// Answers whether there was one. It stays open until the next plan of the machine begins, so that being killed here
/// changes nothing.
Result<History> settle(Surroundings& around, const std::string& machine);

/// For when there is nothing to do, and so no plan to begin.
Result<void> end_what_was_cut_off(Surroundings& around, const std::string& machine);

}  // namespace aloft
