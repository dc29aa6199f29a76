#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/plan.hpp"
#include "operations/surroundings.hpp"

namespace aloft {

enum class OnFailure { undo, keep };
enum class WhenHeld { wait, fail };
/// What to do where only quota is missing.
enum class WhenNoQuota { fail, ask_and_wait };
/// Whether a machine whose wish cannot be had where its disk is may go elsewhere.
enum class Moving { offered, asked_for };

struct UpRequest {
    Spec spec;                  ///< empty fields: what the machine has, else what suits this place
    std::vector<std::string> trusted_host_keys;  ///< fingerprints that the person vouches for
    std::optional<Plan> saved;  ///< do exactly this; refused when the world has moved since
    OnFailure on_failure = OnFailure::undo;
    WhenHeld when_held = WhenHeld::wait;
    WhenNoQuota when_no_quota = WhenNoQuota::fail;
    Moving moving = Moving::offered;  ///< offered: the command that would do it is told
};

/// What came of an operation that runs a plan.
struct Outcome {
    Plan plan;                 ///< with no steps when there was nothing to do
    std::vector<Found> found;  ///< the machine's resources afterwards
};

/// The same plan that up() would run now; nothing is done, nothing is recorded.
Result<Plan> plan_up(Surroundings& around, const Spec& asked);

/// Makes the machine be as asked: plan, approval, steps, journal, undo on failure.
Result<Outcome> up(Surroundings& around, const UpRequest& request, Person& person);

}  // namespace aloft
