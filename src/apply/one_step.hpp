#pragma once
#include "apply/apply_plan.hpp"

namespace aloft {

/// One step: intent, act, outcome.
Result<Found> do_step(const Plan& plan, std::size_t position, const Circumstances& circumstances,
                      const Workers& workers);
Result<void> undo_step(const Plan& plan, std::size_t position, const Workers& workers);

}  // namespace aloft
