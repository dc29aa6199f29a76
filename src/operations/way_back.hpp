#pragma once
#include <optional>

#include "operations/surroundings.hpp"

namespace aloft {

/// A change for which a machine was switched off, and which failed: the machine is made what it was, so that it runs
/// again and the ledger says so. Answers the failure, told what the machine is now and how to go on. `before` is what
/// was known of the machine; nothing of one that was new.
Error go_back(Surroundings& around, const std::optional<MachineSummary>& before, const Plan& plan, Error error,
              Person& person);

}  // namespace aloft
