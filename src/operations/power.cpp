#include "operations/power.hpp"

#include <fmt/format.h>

#include "clouds/abilities.hpp"
#include "operations/carry_out.hpp"
#include "operations/door.hpp"
#include "operations/hold.hpp"
#include "operations/known_machine.hpp"
#include "operations/observe.hpp"
#include "plan/planner.hpp"

namespace aloft {
namespace {

using Planner = Result<Plan> (*)(const PlanHead&, const World&);

/// Before anything is begun: not every place switches machines off and on.
Result<void> check_power(Surroundings& around, const Plan& plan) {
    for (const Step& step : plan.steps) {
        if (step.action != Action::stop && step.action != Action::start) continue;
        auto provider = provider_named(around, step.resource.ref.provider);
        if (!provider) return failed(provider);
        if (auto able = require<CanStop>(**provider); !able)
            return failure(ErrorKind::bad_input,
                           fmt::format("planning to {} machine {}", to_string(plan.verb), plan.machine),
                           fmt::format("{} is a computer of your own, and aloft switches none of those off or on",
                                       step.resource.ref.place),
                           fmt::format("`aloft down {}` releases it, and it stays on", plan.machine));
    }
    return {};
}

Result<Outcome> switch_machine(Surroundings& around, const MachineRequest& request, Person& person, Verb verb,
                               Planner planner) {
    if (auto known = known_machine(around, request.machine); !known) return failed(known);
    auto lock = hold_machine(around, request.machine, verb, request.when_held);
    if (!lock) return failed(lock);
    auto settled = settle(around, request.machine);
    if (!settled) return failed(settled);
    if (auto tidied = tidy_after_move(around, request.machine, person); !tidied) return failed(tidied);
    auto summary = known_machine(around, request.machine);
    if (!summary) return failed(summary);
    auto world = observe(around, request.machine, {});
    if (!world) return failed(world);
    world->history = *settled;
    if (auto written = write_down(around, request.machine, *world); !written) return failed(written);
    const MachineRecord& record = summary->machine;
    auto plan = planner(PlanHead{new_plan_id(around), record.name, record.owner, record.spec, record.offer}, *world);
    if (!plan) return failed(plan);
    if (auto able = check_power(around, *plan); !able) return failed(able);
    if (plan->steps.empty()) {
        if (auto ended = end_what_was_cut_off(around, request.machine); !ended) return failed(ended);
        return Outcome{*plan, plan->found};
    }
    auto outcome = carry_out(around, std::move(*plan), Leave::as_it_is, person);
    if (outcome || verb != Verb::start || outcome.error().kind != ErrorKind::no_capacity) return outcome;
    return move_machine(around, *summary, moving_as_it_is(*summary, outcome.error(), request.moving), person);
}

}  // namespace

Result<Outcome> stop(Surroundings& around, const MachineRequest& request, Person& person) {
    return switch_machine(around, request, person, Verb::stop, plan_stop);
}

Result<Outcome> start(Surroundings& around, const MachineRequest& request, Person& person) {
    keep_door_open(around, request.machine, Door::of_one_that_is_off);
    return switch_machine(around, request, person, Verb::start, plan_start);
}

}  // namespace aloft
