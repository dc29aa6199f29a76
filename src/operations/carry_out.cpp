#include "operations/carry_out.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "machine/reach.hpp"
#include "operations/addresses.hpp"
#include "operations/console.hpp"
#include "operations/observe.hpp"

namespace aloft {
namespace {

Workers workers_of(Surroundings& around) {
    return Workers{around.home,  providers(around), around.ledger,      around.journal,
                   around.clock, around.events,     around.interruption};
}

bool made_something(const Plan& plan, const Progressed& progressed) {
    for (std::size_t position = 0; position < plan.steps.size(); ++position)
        if (progressed.begun[position] && plan.steps[position].action == Action::make) return true;
    return false;
}

/// What the machine's cloud knows of why talking to it failed: once it is taken back, nobody can ask any more.
Error with_word_of_cloud(Surroundings& around, const Plan& plan, const Progressed& progressed, Error error) {
    if (!progressed.failed) return error;
    const std::string& talker = plan.steps[*progressed.failed].resource.ref.provider;
    const Found* instance = of_kind(progressed.found, ResourceKind::instance);
    if (instance == nullptr || (talker != around.keys.name() && talker != around.setup.name())) return error;
    if (error.kind == ErrorKind::unreachable) {
        const std::string line = last_line_of_console(around, instance->ref);
        if (!line.empty()) error.detail += fmt::format("; the last line on its console: \"{}\"", line);
    }
    if (error.kind == ErrorKind::denied) error.detail += word_on_host_keys(around, instance->ref, error.detail);
    return error;
}

/// Answers what the whole run came to: the steps' error, told what became of what had been made.
std::optional<Error> after_failure(Surroundings& around, const Plan& plan, const Progressed& progressed, Error error,
                                   Leave leave, Person& person) {
    if (error.kind == ErrorKind::interrupted && error.doing.empty())
        error.doing = fmt::format("working on machine {}", plan.machine);
    const std::string go_on =
        plan.verb == Verb::up
            ? fmt::format("`aloft up --name {0}` goes on, `aloft down {0}` removes it all", plan.machine)
            : fmt::format("`aloft {} {}` goes on", command_of(plan.verb), plan.machine);
    if (!made_something(plan, progressed)) {
        if (error.kind == ErrorKind::interrupted && plan.verb != Verb::up) error.hint = go_on;
        return error;
    }
    if (error.kind == ErrorKind::interrupted && leave == Leave::nothing_new &&
        person.what_to_keep(plan) == Keep::what_is_made)
        leave = Leave::as_it_is;
    // A wish of pip's that cannot be had is no reason to throw a good machine away.
    if (error.kind != ErrorKind::interrupted && progressed.failed &&
        plan.steps[*progressed.failed].resource.belongs == Belongs::to_disk)
        leave = Leave::as_it_is;
    if (leave == Leave::as_it_is) {
        error.hint += (error.hint.empty() ? "" : "; ") + fmt::format("what was made stays: {}", go_on);
        return error;
    }
    around.interruption.heard();
    const bool goes_elsewhere = leave == Leave::what_serves_elsewhere || is_worth_another_place(error);
    if (const auto not_undone =
            undo_steps(plan, progressed, workers_of(around), goes_elsewhere ? Undo::of_its_place : Undo::all))
        error.hint += (error.hint.empty() ? "" : "; ") +
                      fmt::format("not everything could be taken back ({}): `aloft {} {}` tries again",
                                  describe(*not_undone), plan.verb == Verb::start ? "start" : "down", plan.machine);
    return error;
}

/// A machine of which nothing of its own is left needs no row in the ledger.
Result<void> forget_if_nothing_is_left(Surroundings& around, const std::string& machine) {
    auto left = around.ledger.resources(machine);
    if (!left) return failed(left);
    const bool own = std::ranges::any_of(
        *left, [](const ResourceRecord& one) { return one.resource.belongs == Belongs::to_machine; });
    return own ? Result<void>{} : around.ledger.forget_machine(machine);
}

}  // namespace

bool is_worth_another_place(const Error& error) {
    return error.kind == ErrorKind::no_capacity || error.kind == ErrorKind::quota;
}

std::string shortage_at(const Offer& offer, const Error& error) {
    const std::string_view lack = error.kind == ErrorKind::quota         ? "no quota"
                                  : error.kind == ErrorKind::no_capacity ? "nothing left"
                                                                         : "there is none";
    return fmt::format("{} in {}", lack, offer.place);
}

std::string new_plan_id(Surroundings& around) { return random_word(around.random, 12); }

Result<Outcome> carry_out(Surroundings& around, Plan plan, Leave leave, Person& person) {
    if (auto begun = around.journal.begin(plan); !begun) return failed(begun);
    const auto before = around.clock.elapsed();
    around.events.show(PlanBegins{plan});
    const Progressed progressed = run_steps(plan, workers_of(around));
    std::optional<Error> error;
    if (progressed.error)
        error = after_failure(around, plan, progressed, with_word_of_cloud(around, plan, progressed, *progressed.error),
                              leave, person);
    auto ended = around.journal.end(plan.id, error);
    if (ended) ended = forget_if_nothing_is_left(around, plan.machine);
    if (ended) ended = refresh_ssh_config(around);
    if (!error && !ended) error = ended.error();
    around.events.show(PlanEnds{around.clock.elapsed() - before, error});
    if (error) return std::unexpected(*error);
    return Outcome{std::move(plan), progressed.found};
}

Result<void> refresh_ssh_config(Surroundings& around) {
    auto records = around.ledger.resources_of_kind(ResourceKind::host_key);
    if (!records) return failed(records);
    auto instances = around.ledger.resources_of_kind(ResourceKind::instance);
    if (!instances) return failed(instances);
    return write_ssh_config(around.home, addresses(*records, *instances));
}

}  // namespace aloft
