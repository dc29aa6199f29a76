#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/check.hpp"
#include "operations/surroundings.hpp"

namespace aloft {

struct Diagnosis {
    std::vector<Check> checks;
    std::vector<Found> strays;  ///< bear our label and are in no ledger row
};

/// Does what `aloft doctor --fix` may: what accounts lack and needs no choice. Answers what was done, in words; `tell` is
/// called before each. Clouds whose account cannot be asked are left to the diagnosis.
struct Mending {
    std::vector<std::string> done;
    std::vector<Error> failures;
};
Mending mend_accounts(const std::vector<Cloud*>& clouds, const std::function<void(std::string_view what)>& tell);

/// What works here, what does not, and what to do; finds what bears our label and is not in the ledger.
Diagnosis doctor(Surroundings& around);
/// The part that needs no ledger, for when it cannot be opened: its failure becomes a check among the others.
Diagnosis doctor_without_ledger(const std::vector<Cloud*>& clouds, Processes& processes, const Error& ledger_failure);

/// What bears our label and is in no row is written into the ledger. A ledger that cannot be opened is set aside
/// first, once a new one is complete beside it: when that fails, nothing has changed.
struct Rebuilt {
    std::string set_aside;  ///< where the old file is now; empty when it could be kept
    std::vector<std::string> machines;  ///< those of which something was written
};
Result<Rebuilt> rebuild_ledger(const Home& home, const std::vector<Cloud*>& clouds, Provider& keys, Clock& clock);

}  // namespace aloft
