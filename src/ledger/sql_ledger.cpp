#include "ledger/sql_ledger.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <utility>

#include "ledger/capacity_rows.hpp"
#include "ledger/distance_rows.hpp"
#include "ledger/machine_rows.hpp"
#include "ledger/plan_rows.hpp"
#include "ledger/quota_rows.hpp"
#include "ledger/resource_rows.hpp"
#include "ledger/soci.hpp"
#include "ledger/step_effect.hpp"
#include "ledger/transaction.hpp"

namespace aloft {
namespace {

const std::string reading = "reading the ledger";

std::unexpected<Error> not_under_way(const std::string& doing, const std::string& plan_id) {
    return failure(ErrorKind::conflict, doing, fmt::format("plan {} has not begun or has ended already", plan_id));
}

/// What the plan draws on and does not make: shared things that stand already. Without this claim, the machine that
/// made them could take them away.
void claim_shared(soci::session& session, const Plan& plan) {
    for (const Resource& resource : plan.blueprint.resources) {
        if (is_shared(resource.belongs)) claim(session, plan.machine, resource.ref);
    }
}

std::vector<std::string> own_resources(soci::session& session, const std::string& machine) {
    std::vector<std::string> names;
    for (const ResourceRecord& record : read_resources_of(session, machine)) {
        if (record.resource.belongs == Belongs::to_machine) names.push_back(describe(record.resource.ref));
    }
    return names;
}

}  // namespace

SqlLedger::SqlLedger(std::unique_ptr<Database> database, std::string owner, std::function<std::string()> now_iso)
    : database_(std::move(database)), owner_(std::move(owner)), now_iso_(std::move(now_iso)) {}

SqlLedger::~SqlLedger() = default;

Result<void> SqlLedger::begin(const Plan& plan) {
    const std::string doing = fmt::format("recording in the ledger that work on {} begins", plan.machine);
    const std::lock_guard lock(one_call_);
    return in_transaction(*database_, Access::writing, doing, [&](soci::session& session) -> Result<void> {
        if (is_open(session, plan.id)) {
            return failure(ErrorKind::conflict, doing, fmt::format("plan {} is under way already", plan.id));
        }
        const std::string now = now_iso_();
        const MachineRecord machine{.name = plan.machine,
                                    .owner = plan.owner.empty() ? owner_ : plan.owner,
                                    .spec = plan.spec,
                                    .offer = plan.offer,
                                    .created = now,
                                    .changed = now};
        // Only `up` asks for something, and a move goes elsewhere; the others act on what was asked for.
        plan.verb == Verb::up || plan.verb == Verb::move ? write_machine(session, machine)
                                                         : add_machine(session, machine);
        // One that never ended makes way in the same transaction: at every moment the machine counts as cut off or as
        // under way, never as finished.
        const Error cut_off{ErrorKind::interrupted, "", "its aloft ended before it did", "", Reach::nothing};
        while (const auto earlier = read_open_plan(session, plan.machine)) end_plan(session, earlier->id, now, cut_off);
        add_plan(session, plan, now);
        if (plan.verb == Verb::up) claim_shared(session, plan);
        return {};
    });
}

Result<void> SqlLedger::intend(const Plan& plan, std::size_t step, Direction direction) {
    const Step& intended = plan.steps.at(step);
    const std::string doing = "recording in the ledger: about to " + describe(intended);
    const std::lock_guard lock(one_call_);
    return in_transaction(*database_, Access::writing, doing, [&](soci::session& session) -> Result<void> {
        if (!mark_step(session, plan.id, step, StepState::open, direction, std::nullopt)) {
            return not_under_way(doing, plan.id);
        }
        switch (effect_of(intended.action, direction)) {
            case StepEffect::makes:
                write_resource(session, plan.machine, intended.resource, ResourceState::intended, std::nullopt);
                break;
            case StepEffect::removes: mark_leaving(session, plan.machine, intended.resource); break;
            case StepEffect::leaves: break;
        }
        return {};
    });
}

Result<void> SqlLedger::done(const Plan& plan, std::size_t step, Direction direction, const Found& found) {
    const Step& acted = plan.steps.at(step);
    const std::string doing = "recording in the ledger what came of: " + describe(acted);
    const std::lock_guard lock(one_call_);
    return in_transaction(*database_, Access::writing, doing, [&](soci::session& session) -> Result<void> {
        if (!mark_step(session, plan.id, step, StepState::done, direction, std::nullopt)) {
            return not_under_way(doing, plan.id);
        }
        if (effect_of(acted.action, direction) == StepEffect::removes) {
            release(session, plan.machine, acted.resource.ref, found);
        } else {
            write_resource(session, plan.machine, acted.resource, ResourceState::standing, found);
        }
        return {};
    });
}

Result<void> SqlLedger::failed(const Plan& plan, std::size_t step, Direction direction, const Error& error) {
    const std::string doing = "recording in the ledger the failure of: " + describe(plan.steps.at(step));
    const std::lock_guard lock(one_call_);
    return in_transaction(*database_, Access::writing, doing, [&](soci::session& session) -> Result<void> {
        if (!mark_step(session, plan.id, step, StepState::failed, direction, error)) {
            return not_under_way(doing, plan.id);
        }
        return {};
    });
}

Result<void> SqlLedger::end(const std::string& plan_id, const std::optional<Error>& error) {
    const std::string doing = "recording in the ledger that the work has ended";
    const std::lock_guard lock(one_call_);
    return in_transaction(*database_, Access::writing, doing, [&](soci::session& session) -> Result<void> {
        const std::string now = now_iso_();
        if (const std::optional<std::string> machine = end_plan(session, plan_id, now, error)) {
            set_changed(session, *machine, now);
            return {};
        }
        // To end twice is to end once: whoever resumes a plan cannot know how far the other came.
        if (has_ended(session, plan_id)) return {};
        return failure(ErrorKind::not_found, doing, fmt::format("there is no plan {}", plan_id));
    });
}

Result<std::vector<MachineSummary>> SqlLedger::machines() {
    const std::lock_guard lock(one_call_);
    return in_transaction(*database_, Access::reading, reading,
                          [](soci::session& session) -> Result<std::vector<MachineSummary>> {
                              std::vector<MachineSummary> machines = read_machines(session);
                              const std::map<std::string, OpenPlan> plans = read_open_plans(session);
                              for (MachineSummary& summary : machines) {
                                  const auto plan = plans.find(summary.machine.name);
                                  if (plan != plans.end()) summary.open_plan = plan->second;
                              }
                              return machines;
                          });
}

Result<std::optional<MachineSummary>> SqlLedger::machine(const std::string& name) {
    const std::lock_guard lock(one_call_);
    return in_transaction(*database_, Access::reading, reading,
                          [&](soci::session& session) -> Result<std::optional<MachineSummary>> {
                              std::optional<MachineSummary> machine = read_machine(session, name);
                              if (machine) machine->open_plan = read_open_plan(session, name);
                              return machine;
                          });
}

Result<std::vector<ResourceRecord>> SqlLedger::resources(const std::string& machine) {
    const std::lock_guard lock(one_call_);
    return in_transaction(*database_, Access::reading, reading,
                          [&](soci::session& session) -> Result<std::vector<ResourceRecord>> {
                              return read_resources_of(session, machine);
                          });
}

Result<std::vector<ResourceRecord>> SqlLedger::all_resources() {
    const std::lock_guard lock(one_call_);
    return in_transaction(
        *database_, Access::reading, reading,
        [](soci::session& session) -> Result<std::vector<ResourceRecord>> { return read_resources(session); });
}

Result<std::vector<ResourceRecord>> SqlLedger::resources_of_kind(ResourceKind kind) {
    const std::lock_guard lock(one_call_);
    return in_transaction(*database_, Access::reading, reading,
                          [&](soci::session& session) -> Result<std::vector<ResourceRecord>> {
                              return read_resources_of(session, kind);
                          });
}

Result<std::vector<std::string>> SqlLedger::users_of(const ResourceRef& ref) {
    const std::lock_guard lock(one_call_);
    return in_transaction(
        *database_, Access::reading, reading,
        [&](soci::session& session) -> Result<std::vector<std::string>> { return read_users(session, ref); });
}

Result<std::optional<OpenPlan>> SqlLedger::open_plan(const std::string& machine) {
    const std::lock_guard lock(one_call_);
    return in_transaction(
        *database_, Access::reading, reading,
        [&](soci::session& session) -> Result<std::optional<OpenPlan>> { return read_open_plan(session, machine); });
}

Result<void> SqlLedger::record(const std::string& machine, const Resource& resource, const Found& found) {
    const std::string doing = fmt::format("recording in the ledger what became of {}", describe(resource.ref));
    const std::lock_guard lock(one_call_);
    return in_transaction(*database_, Access::writing, doing, [&](soci::session& session) -> Result<void> {
        if (found.condition == Condition::absent) {
            release(session, machine, resource.ref, found);
            return {};
        }
        const std::string now = now_iso_();
        add_machine(
            session,
            {.name = machine, .owner = owner_, .spec = {.name = machine}, .offer = {}, .created = now, .changed = now});
        write_resource(session, machine, resource, ResourceState::standing, found);
        return {};
    });
}

Result<void> SqlLedger::forget_machine(const std::string& name) {
    const std::string doing = fmt::format("forgetting machine {}", name);
    const std::lock_guard lock(one_call_);
    return in_transaction(*database_, Access::writing, doing, [&](soci::session& session) -> Result<void> {
        const std::vector<std::string> own = own_resources(session, name);
        if (!own.empty()) {
            return failure(ErrorKind::conflict, doing, fmt::format("it still has {}", fmt::join(own, ", ")),
                           fmt::format("`aloft down {}` removes them", name));
        }
        delete_what_lay_on_its_disk(session, name);
        release_all(session, name);
        delete_machine(session, name);
        return {};
    });
}

Result<void> SqlLedger::learn(const CapacityNews& news) {
    const std::string doing =
        fmt::format("recording in the ledger what {} has of {}", news.shelf.cloud, news.shelf.machine_type);
    const std::lock_guard lock(one_call_);
    return in_transaction(*database_, Access::writing, doing, [&](soci::session& session) -> Result<void> {
        write_capacity(session, news, now_iso_());
        return {};
    });
}

Result<std::vector<CapacityNews>> SqlLedger::capacity() {
    const std::lock_guard lock(one_call_);
    return in_transaction(
        *database_, Access::reading, reading,
        [](soci::session& session) -> Result<std::vector<CapacityNews>> { return read_capacity(session); });
}

Result<void> SqlLedger::record(const QuotaRequest& request) {
    const std::string doing = "recording in the ledger the wish for " + describe(request.wish.quota);
    const std::lock_guard lock(one_call_);
    return in_transaction(*database_, Access::writing, doing, [&](soci::session& session) -> Result<void> {
        write_quota_request(session, request, now_iso_());
        return {};
    });
}

Result<std::vector<QuotaRequest>> SqlLedger::quota_requests() {
    const std::lock_guard lock(one_call_);
    return in_transaction(
        *database_, Access::reading, reading,
        [](soci::session& session) -> Result<std::vector<QuotaRequest>> { return read_quota_requests(session); });
}

Result<void> SqlLedger::remember(const std::vector<Distance>& distances) {
    const std::string doing = "recording in the ledger how far regions are";
    const std::lock_guard lock(one_call_);
    return in_transaction(*database_, Access::writing, doing, [&](soci::session& session) -> Result<void> {
        const std::string now = now_iso_();
        for (const Distance& distance : distances) write_distance(session, distance, now);
        return {};
    });
}

Result<std::vector<Distance>> SqlLedger::distances() {
    const std::lock_guard lock(one_call_);
    return in_transaction(
        *database_, Access::reading, reading,
        [](soci::session& session) -> Result<std::vector<Distance>> { return read_distances(session); });
}

}  // namespace aloft
