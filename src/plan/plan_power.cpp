#include <fmt/format.h>

#include "plan/find.hpp"
#include "plan/planner.hpp"
#include "plan/steps.hpp"

namespace aloft {
namespace {

Result<const Resource*> instance_to_switch(const PlanHead& head, const World& world, std::string_view what) {
    const std::string doing = fmt::format("{} machine {}", what, head.machine);
    const Resource* instance = known_of_kind(world, ResourceKind::instance);
    const Condition condition = instance == nullptr ? Condition::absent : condition_of(world, instance->ref);
    if (condition == Condition::absent)
        return failure(ErrorKind::not_found, doing, "it has no instance",
                       fmt::format("`aloft up --name {}` makes one on the same disk", head.machine));
    if (condition == Condition::partial)
        return failure(ErrorKind::conflict, doing, "its instance was begun and never finished",
                       fmt::format("`aloft up --name {0}` finishes it, `aloft down {0}` removes it", head.machine));
    return instance;
}

/// Switching changes no price lists: what the machine costs is the sum over what it has.
Plan finished(const PlanHead& head, Verb verb, const World& world, Steps& steps) {
    Plan plan = plan_without_steps(head, verb, world);
    plan.blueprint.resources = world.known;
    for (const Resource& resource : world.known) plan.price = plan.price + resource.price;
    plan.steps = steps.take();
    return plan;
}

}  // namespace

Result<Plan> plan_stop(const PlanHead& head, const World& world) {
    auto instance = instance_to_switch(head, world, "stopping");
    if (!instance) return failed(instance);
    Steps steps(head.id);
    if (condition_of(world, (*instance)->ref) == Condition::ready)
        steps.add(Action::stop, **instance, "asked for; its disk stays");
    return finished(head, Verb::stop, world, steps);
}

Result<Plan> plan_start(const PlanHead& head, const World& world) {
    auto instance = instance_to_switch(head, world, "starting");
    if (!instance) return failed(instance);
    Steps steps(head.id);
    const bool stopped = condition_of(world, (*instance)->ref) == Condition::stopped;
    if (stopped) steps.add(Action::start, **instance, "it is stopped");
    const Resource* host_key = known_of_kind(world, ResourceKind::host_key);
    if (host_key != nullptr && (stopped || world.history == History::cut_off))
        steps.add(Action::wait, shown_by(**instance, *host_key),
                  stopped ? "its instance starts" : reason_to_wait_again);
    return finished(head, Verb::start, world, steps);
}

}  // namespace aloft
