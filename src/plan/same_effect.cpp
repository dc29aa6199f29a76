#include <algorithm>

#include "plan/planner.hpp"

namespace aloft {
namespace {

/// Without what differs between two plannings of the same thing.
Step essence(Step step) {
    step.request_id.clear();
    step.reason.clear();
    step.resource.labels.plan.clear();
    return step;
}

}  // namespace

bool same_effect(const Plan& a, const Plan& b) {
    return a.verb == b.verb && a.machine == b.machine && a.owner == b.owner && a.spec == b.spec &&
           std::ranges::equal(a.steps, b.steps, {}, essence, essence);
}

}  // namespace aloft
