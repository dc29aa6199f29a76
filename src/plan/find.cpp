#include "plan/find.hpp"

namespace aloft {

const Found* found(const World& world, const ResourceRef& ref) {
    for (const Found& one : world.found)
        if (one.ref == ref) return &one;
    return nullptr;
}

Condition condition_of(const World& world, const ResourceRef& ref) {
    const Found* one = found(world, ref);
    return one == nullptr ? Condition::absent : one->condition;
}

const Resource* known(const World& world, const ResourceRef& ref) {
    for (const Resource& one : world.known)
        if (one.ref == ref) return &one;
    return nullptr;
}

const Resource* known_of_kind(const World& world, ResourceKind kind) {
    for (const Resource& one : world.known)
        if (one.ref.kind == kind) return &one;
    return nullptr;
}

Resource shown_by(const Resource& instance, Resource host_key) {
    host_key.needs = {instance.ref};
    return host_key;
}

Plan plan_without_steps(const PlanHead& head, Verb verb, const World& world) {
    Plan plan{.id = head.id,
              .verb = verb,
              .machine = head.machine,
              .owner = head.owner,
              .spec = head.spec,
              .offer = head.offer,
              .choice = head.choice};
    plan.found = world.found;
    return plan;
}

}  // namespace aloft
