#include "operations/up.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "operations/carry_out.hpp"
#include "operations/catalog.hpp"
#include "operations/elsewhere.hpp"
#include "operations/hold.hpp"
#include "operations/move.hpp"
#include "operations/observe.hpp"
#include "operations/planned.hpp"
#include "operations/quota_wait.hpp"
#include "operations/strangers.hpp"
#include "operations/way_back.hpp"
#include "operations/work.hpp"
#include "plan/find.hpp"

namespace aloft {
namespace {

Result<void> is_fresh(const Plan& saved, const Plan& now) {
    if (same_effect(saved, now)) return {};
    return failure(ErrorKind::conflict, fmt::format("taking up the saved plan for machine {}", saved.machine),
                   "the world has moved since the plan was saved, and it would do something else now",
                   "look at it with `aloft plan`, and save it anew with `aloft plan --save FILE`");
}

bool is_own(const Plan& plan, const Found& found) {
    return std::ranges::any_of(plan.blueprint.resources, [&](const Resource& resource) {
        return resource.ref == found.ref && resource.belongs == Belongs::to_machine;
    });
}

/// A key and a firewall rule alone are no machine yet.
bool holds_it_there(const Plan& plan, const Found& found) {
    return is_own(plan, found) && is_bound_to_its_place(found.ref.kind) && found.condition != Condition::absent;
}

/// Only a machine of which nothing stood before is taken back whole when its making fails.
bool is_new(const Plan& plan) {
    return std::ranges::none_of(plan.found, [&](const Found& one) { return holds_it_there(plan, one); });
}

/// Of one that was taken down and is made again on its disk; what the plan itself made goes, when it fails.
bool is_made_again(const Plan& plan) {
    const Found* disk = of_kind(plan.found, ResourceKind::disk);
    if (disk == nullptr || disk->condition != Condition::ready) return false;
    return std::ranges::none_of(plan.found, [&](const Found& one) {
        const bool comes_with_the_disk = one.ref.kind == ResourceKind::disk || one.ref.kind == ResourceKind::host_key;
        return !comes_with_the_disk && holds_it_there(plan, one);
    });
}

/// As the ledger has it, which knows of each thing that could not be taken back.
bool has_its_instance(Surroundings& around, const std::string& machine) {
    const auto records = around.ledger.resources(machine);
    return !records || std::ranges::any_of(*records, [](const ResourceRecord& one) {
        return one.resource.ref.kind == ResourceKind::instance;
    });
}

/// A wish that takes no step, as what to run, is remembered all the same.
Result<void> note_the_wish(Surroundings& around, const Plan& plan) {
    if (auto begun = around.journal.begin(plan); !begun) return begun;
    return around.journal.end(plan.id, std::nullopt);
}

/// What is wished and stands, but is in no row: of a machine that only its labels made known again, nothing told of what
/// lies on its disk.
Result<void> write_down_what_is_new(Surroundings& around, const Planned& planned) {
    const auto summary = around.ledger.machine(planned.plan.machine);
    if (!summary) return failed(summary);
    if (!*summary) return {};
    for (const Resource& resource : planned.plan.blueprint.resources) {
        const Found* one = found(planned.world, resource.ref);
        const bool stands =
            one != nullptr && (one->condition == Condition::ready || one->condition == Condition::stopped);
        if (!stands || known(planned.world, resource.ref) != nullptr) continue;
        const auto users = around.ledger.users_of(resource.ref);
        if (!users) return failed(users);
        if (!users->empty()) continue;  // the plan itself claims what others have, when it begins
        if (auto recorded = around.ledger.record(planned.plan.machine, resource, *one); !recorded) return recorded;
    }
    return {};
}

/// Before anything is made, since the cloud would only refuse it later.
Result<void> has_quota(const Planned& planned) {
    if (planned.no_quota.empty()) return {};
    const std::string how = planned.plan.offer.gpu
                                ? fmt::format(
                                      "`aloft quota ask {}` asks for it; `aloft up --wait-quota` asks, and goes on "
                                      "when it is granted",
                                      planned.plan.offer.gpu->name)
                                : "ask the cloud for more of it, or take another region";
    return failure(ErrorKind::quota, fmt::format("planning machine {}", planned.plan.machine), planned.no_quota, how);
}

/// What a machine of the catalog has taught about its shelf.
Result<void> learn(Surroundings& around, const Plan& plan, const Result<Outcome>& outcome) {
    const auto tried = as_tried(plan.offer, outcome ? Error{} : outcome.error());
    if (!tried || !makes_a_machine(plan) || (!outcome && outcome.error().kind != ErrorKind::no_capacity)) return {};
    return around.ledger.learn({.shelf = tried->shelf,
                                .stock = outcome ? Stock::had : Stock::none,
                                .said = outcome ? "" : outcome.error().detail,
                                .when = {}});
}

/// Of what had to be tried so far.
std::unexpected<Error> nowhere(Error error, const std::vector<Tried>& tried) {
    if (tried.size() > 1) error.detail += fmt::format(" (the last of {} places that were tried)", tried.size());
    return std::unexpected(std::move(error));
}

std::unexpected<Error> not_approved(Error error, const Plan& next) {
    error.hint =
        fmt::format("the next place, {} at {} an hour, was not approved; --max-price says how much may be spent",
                    next.offer.place, to_string(next.price.running));
    return std::unexpected(std::move(error));
}

std::string going_on(const Error& error, const Offer& tried, const Offer& next) {
    return fmt::format("{}; trying {} in {} at {} an hour", shortage_at(tried, error), next.machine_type, next.place,
                       to_string(next.price.running));
}

/// What was kept for the next place, of which there is none.
void take_back_the_rest(Surroundings& around, const Plan& plan, Person& person) {
    auto world = observe(around, plan.machine, {});
    if (!world) return;
    const PlanHead head{new_plan_id(around), plan.machine, plan.owner, plan.spec, plan.offer, {}};
    auto rest = is_made_again(plan) ? plan_shelve(head, *world, Cached::keep) : plan_down(head, *world, Cached::keep);
    // What does not go stays in the ledger, and `aloft down` takes it.
    if (rest && !rest->steps.empty()) std::ignore = carry_out(around, std::move(*rest), Leave::as_it_is, person);
}

Result<Outcome> attempt(Surroundings& around, const Plan& plan, bool takes_back, Person& person) {
    auto outcome = carry_out(around, plan, takes_back ? Leave::nothing_new : Leave::as_it_is, person);
    // It only helps the next choice: a machine that is made is made.
    if (auto learned = learn(around, plan, outcome); !learned)
        around.events.show(Notice{Notice::Weight::warning, describe(learned.error())});
    return outcome;
}

/// Whether who approved the one plan has approved all that the other one costs and risks.
bool is_covered(const Plan& next, const Plan& approved) {
    const auto was = as_tried(approved.offer, {});
    const auto now = as_tried(next.offer, {});
    const bool same_buying = was && now && was->shelf.buying == now->shelf.buying;
    const bool no_new_warning = std::ranges::all_of(next.offer.warnings, [&](const std::string& warning) {
        return std::ranges::find(approved.offer.warnings, warning) != approved.offer.warnings.end();
    });
    return next.price.running <= approved.price.running && next.price.stopped <= approved.price.stopped &&
           same_buying && no_new_warning;
}

/// One place after another, until one has it. What costs or risks more than was approved is asked for again.
Result<Outcome> make_somewhere(Surroundings& around, const Spec& said, Plan plan, bool takes_back, bool elsewhere,
                               Person& person) {
    std::vector<Tried> tried;
    Plan approved = plan;
    while (true) {
        auto outcome = attempt(around, plan, takes_back, person);
        if (outcome || !is_worth_another_place(outcome.error()) || !elsewhere) return outcome;
        const Error error = outcome.error();
        auto where = as_tried(plan.offer, error);
        // What could not be taken back stays where it is; so does the machine then.
        auto left = is_somewhere(around, plan.machine);
        if (!where || !left || *left) return outcome;
        tried.push_back(std::move(*where));
        auto next = look_and_plan(around, said, History::clean, tried);
        if (!next || !next->no_quota.empty() || is_blocked(tried, next->plan.offer)) return nowhere(error, tried);
        around.events.show(Notice{Notice::Weight::news, going_on(error, plan.offer, next->plan.offer)});
        plan = std::move(next->plan);
        if (is_covered(plan, approved)) continue;
        if (!person.approve_instead(plan)) return not_approved(error, plan);
        approved = plan;
    }
}

std::string joined_hints(const std::string& first, const std::string& then) {
    return first + (first.empty() || then.empty() ? "" : "; ") + then;
}

/// Of a wish that could not even be begun where the machine's disk is.
Result<Outcome> not_here(Surroundings& around, const UpRequest& request, const std::optional<Change>& change,
                         Error error, Person& person) {
    if (!change || !may_be_had_elsewhere(error)) return std::unexpected(std::move(error));
    if (request.moving == Moving::asked_for) return go_elsewhere(around, *change, {}, error, {}, person);
    const std::string way = way_elsewhere(around, *change, {}, error);
    if (!way.empty() && error.blocks == Reach::zone) error.hint.clear();
    error.hint = joined_hints(error.hint, way);
    return std::unexpected(std::move(error));
}

/// A change of a machine that stood, which failed on the way: it goes elsewhere, or back to what it was.
Result<Outcome> after_failed_change(Surroundings& around, const UpRequest& request, const Plan& plan,
                                    const std::optional<MachineSummary>& before, const std::optional<Change>& change,
                                    Error error, Person& person) {
    const bool elsewhere = change && is_worth_another_place(error);
    std::string more;
    if (elsewhere && request.moving == Moving::asked_for) {
        auto moved = go_elsewhere(around, *change, plan.offer, error, plan.price, person);
        if (moved || !is_where_it_was(around, *change)) return moved;
        error = moved.error();
        more = error.hint;
    }
    const Error back = go_back(around, before, plan, error, person);
    if (elsewhere && request.moving == Moving::offered) more = way_elsewhere(around, *change, plan.offer, error);
    error = back;
    if (error.hint != more) error.hint = joined_hints(error.hint, more);
    return std::unexpected(std::move(error));
}

/// Of a machine that could not be made again where its disk is: the disk is left alone, or goes to where it can be made.
Result<Outcome> after_failed_remaking(Surroundings& around, const UpRequest& request, const Plan& plan,
                                      const std::optional<Change>& change, Error error, Person& person) {
    take_back_the_rest(around, plan, person);
    error.hint = fmt::format("its disk is left in {}, as before; `aloft up --name {}` tries again", plan.offer.place,
                             plan.machine);
    if (!change || !is_worth_another_place(error)) return std::unexpected(std::move(error));
    if (request.moving == Moving::asked_for)
        return go_elsewhere(around, *change, plan.offer, error, plan.price, person);
    error.hint = joined_hints(error.hint, way_elsewhere(around, *change, plan.offer, error));
    return std::unexpected(std::move(error));
}

Result<Outcome> make(Surroundings& around, const UpRequest& request, const Planned& planned,
                     const std::optional<Change>& change, Person& person) {
    const Plan& plan = planned.plan;
    const bool takes_back = request.on_failure == OnFailure::undo && (is_new(plan) || is_made_again(plan));
    auto before = around.ledger.machine(plan.machine);
    if (!before) return failed(before);
    auto outcome =
        make_somewhere(around, planned.said, plan, takes_back, takes_back && !request.saved.has_value(), person);
    if (!outcome && !takes_back)
        return after_failed_change(around, request, plan, *before, change, outcome.error(), person);
    if (outcome || !takes_back || outcome.error().kind == ErrorKind::interrupted) return outcome;
    // What could not be taken back, or is worth keeping, stays where it is; so does the machine then.
    if (is_made_again(plan))
        return has_its_instance(around, plan.machine)
                   ? std::move(outcome)
                   : after_failed_remaking(around, request, plan, change, outcome.error(), person);
    const auto left = is_somewhere(around, plan.machine);
    if (left && !*left) take_back_the_rest(around, plan, person);
    return outcome;
}

/// Asks for what the cheapest place needs, and waits until some place has granted it.
Result<Planned> plan_with_quota(Surroundings& around, const Plan& plan, const GpuWish& gpu, const Spec& asked,
                                History history) {
    const Offer& offer = plan.offer;
    const bool stays = !is_new(plan);  // in its region: its disk is there
    auto opened = open_catalog(keeping_of(around));
    if (!opened) return failed(opened);
    QuotaAsk ask;
    ask.question = {.gpus = gpu_names(gpu),
                    .count = gpu.count,
                    .clouds = {offer.cloud},
                    .regions = asked.regions.value_or(std::vector<std::string>{}),
                    .cpus = asked.cpus,
                    .memory = asked.memory,
                    .disk = asked.disk,
                    .max_price = asked.max_price};
    if (const auto tried = as_tried(offer, {})) {
        ask.buying = tried->shelf.buying;
        if (stays) ask.question.regions = {fmt::format("{}/{}", offer.cloud, tried->region)};
    }
    const auto granted = ask_and_wait(around, opened->catalog, std::move(ask));
    if (!granted) return failed(granted);
    if (stays) return look_and_plan(around, asked, history, {});
    Spec there = asked;
    there.regions = {{fmt::format("{}/{}", granted->cloud, granted->region)}};
    return look_and_plan(around, there, history, {});
}

/// Of a machine that is as asked.
Result<Outcome> remember_only(Surroundings& around, const Planned& planned) {
    const Plan& plan = planned.plan;
    if (auto ended = end_what_was_cut_off(around, plan.machine); !ended) return failed(ended);
    if (auto written = write_down_what_is_new(around, planned); !written) return failed(written);
    if (planned.novelty == Novelty::some)
        if (auto noted = note_the_wish(around, plan); !noted) return failed(noted);
    if (auto refreshed = refresh_ssh_config(around); !refreshed) return failed(refreshed);
    return Outcome{plan, plan.found};
}

}  // namespace

Result<Outcome> up(Surroundings& around, const UpRequest& request, Person& person) {
    Spec asked = request.saved ? request.saved->spec : request.spec;
    const std::string machine = asked.name.empty() ? std::string(default_machine_name) : asked.name;
    if (const auto mistake = mistake_in_machine_name(machine))
        return failure(ErrorKind::bad_input, fmt::format("naming the machine \"{}\"", machine), *mistake);
    auto lock = hold_machine(around, machine, Verb::up, request.when_held);
    if (!lock) return failed(lock);
    auto settled = settle(around, machine);
    if (!settled) return failed(settled);
    if (auto tidied = tidy_after_move(around, machine, person); !tidied) return failed(tidied);
    if (auto met = meet_strangers(around, asked, request.trusted_host_keys, person); !met) return failed(met);
    const auto change = request.saved ? std::nullopt : change_of(around, asked);
    auto planned = look_and_plan(around, asked, *settled, {});
    if (!planned) return not_here(around, request, change, planned.error(), person);
    const Plan first = planned->plan;
    if (first.offer.gpu && request.when_no_quota == WhenNoQuota::ask_and_wait && !planned->no_quota.empty())
        planned = plan_with_quota(around, first, *first.offer.gpu, asked, *settled);
    if (!planned) return failed(planned);
    if (auto allowed = has_quota(*planned); !allowed) return not_here(around, request, change, allowed.error(), person);
    Plan* plan = &planned->plan;
    if (request.saved) {
        if (auto fresh = is_fresh(*request.saved, *plan); !fresh) return failed(fresh);
    }
    if (auto written = write_down(around, machine, planned->world); !written) return failed(written);
    if (plan->steps.empty()) return remember_only(around, *planned);
    if (auto alone = leaves_running_work_alone(around, *plan); !alone) return failed(alone);
    if (!person.approve(*plan))
        return failure(ErrorKind::declined, fmt::format("aloft up of machine {}", machine),
                       "not approved; nothing was changed");
    if (auto written = write_down_what_is_new(around, *planned); !written) return failed(written);
    return make(around, request, *planned, change, person);
}

}  // namespace aloft
