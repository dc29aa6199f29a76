#pragma once
#include "plan/planner.hpp"

namespace aloft {

inline constexpr const char* reason_to_wait_again = "an earlier command was cut off before it answered";

const Found* found(const World& world, const ResourceRef& ref);
Condition condition_of(const World& world, const ResourceRef& ref);
const Resource* known(const World& world, const ResourceRef& ref);
const Resource* known_of_kind(const World& world, ResourceKind kind);
/// The host key as that instance has to show it: a machine that moves has had another.
Resource shown_by(const Resource& instance, Resource host_key);
Plan plan_without_steps(const PlanHead& head, Verb verb, const World& world);

}  // namespace aloft
