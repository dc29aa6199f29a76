#include "operations/way_back.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "operations/carry_out.hpp"
#include "operations/planned.hpp"

namespace aloft {
namespace {

bool does(const Plan& plan, std::initializer_list<Action> actions) {
    return std::ranges::any_of(plan.steps, [&](const Step& step) {
        return step.resource.ref.kind == ResourceKind::instance &&
               std::ranges::find(actions, step.action) != actions.end();
    });
}

/// "n1-standard-4 with 1 T4"
std::string shape_words(const Offer& offer) {
    const std::string gpu = offer.gpu ? fmt::format("{} {}", offer.gpu->count, offer.gpu->name) : "no GPU";
    return fmt::format("{} with {}", offer.machine_type, gpu);
}

Error with_hint(Error error, std::string hint) {
    error.hint = std::move(hint);
    return error;
}

/// What to say of a machine that is off now, as the plan has left it.
std::string how_to_go_on(const Plan& plan) {
    const std::string without = plan.offer.gpu
                                    ? fmt::format(", `aloft resize {} --gpu none` starts it without GPU", plan.machine)
                                    : std::string();
    return fmt::format("it is off, with all that is on its disk; `aloft up --name {}` tries again{}", plan.machine,
                       without);
}

/// Nothing where it runs, whatever else has failed.
std::optional<Planned> plan_if_off(Surroundings& around, const MachineRecord& before, const Plan& plan) {
    auto back = plan_as_it_was(around, before, plan);
    if (!back || !does(back->plan, {Action::start, Action::make, Action::change})) return std::nullopt;
    return std::move(*back);
}

}  // namespace

Error go_back(Surroundings& around, const std::optional<MachineSummary>& before, const Plan& plan, Error error,
              Person& person) {
    if (!before || !does(plan, {Action::change, Action::remove})) return error;
    const bool went_off = does(plan, {Action::stop, Action::remove});
    if (error.kind == ErrorKind::interrupted) return with_hint(std::move(error), how_to_go_on(plan));
    auto back = plan_if_off(around, before->machine, plan);
    if (!back) return error;
    if (!went_off) return with_hint(std::move(error), how_to_go_on(plan));
    const std::string was = shape_words(before->machine.offer);
    around.events.show(Notice{Notice::Weight::warning, fmt::format("{}; going back to {}", describe(error), was)});
    const auto again = carry_out(around, std::move(back->plan), Leave::as_it_is, person);
    if (again) return with_hint(std::move(error), fmt::format("it runs again as it was before, {}", was));
    error.detail += fmt::format("; going back to {} failed as well: {}", was, again.error().detail);
    return with_hint(
        std::move(error),
        fmt::format("it is off, with all that is on its disk; `aloft start {}` tries again", plan.machine));
}

}  // namespace aloft
