#include "operations/door.hpp"

#include <fmt/format.h>

#include <array>

#include "operations/carry_out.hpp"
#include "operations/hold.hpp"
#include "operations/observe.hpp"
#include "plan/planner.hpp"

namespace aloft {
namespace {

constexpr std::chrono::seconds longest_knock{3};

struct Doorway {
    Resource firewall;
    Found found;
    std::string host;
    LetsInByAddress* keeper = nullptr;
};

/// Nothing where none is guarded by address.
std::optional<Doorway> doorway_of(Surroundings& around, const std::string& machine) {
    const auto records = around.ledger.resources(machine);
    if (!records) return std::nullopt;
    Doorway doorway;
    for (const ResourceRecord& record : *records) {
        if (record.state != ResourceState::standing) continue;
        if (record.resource.ref.kind == ResourceKind::instance)
            if (const std::string* host = seen(record.found, "host")) doorway.host = *host;
        // The other rule lets in nobody, wherever the person is.
        if (record.resource.ref.kind != ResourceKind::firewall || wished(record.resource, "sources") == nullptr)
            continue;
        doorway.firewall = record.resource;
        doorway.found = record.found;
        if (auto provider = provider_named(around, record.resource.ref.provider))
            doorway.keeper = dynamic_cast<LetsInByAddress*>(*provider);
    }
    return doorway.keeper == nullptr ? std::nullopt : std::optional(std::move(doorway));
}

bool answers(Surroundings& around, const std::string& host) {
    if (around.doors == nullptr || host.empty()) return true;
    const std::array hosts{host};
    return around.doors->measure(hosts, longest_knock)[0].has_value();
}

/// Nobody need be asked: whom a machine lets in was approved with it.
class NobodyAsked final : public Person {
public:
    bool approve(const Plan& /*plan*/) override { return true; }
    Keep what_to_keep(const Plan& /*plan*/) override { return Keep::what_is_made; }
};

Plan plan_to_let_in(Surroundings& around, const MachineRecord& record, Doorway doorway, const std::string& caller) {
    Plan plan{.id = new_plan_id(around),
              .verb = Verb::up,
              .machine = record.name,
              .owner = record.owner,
              .spec = record.spec,
              .offer = record.offer};
    const std::string* before = seen(doorway.found, "sources");
    plan.offer.details[caller_detail] = caller;
    plan.found = {doorway.found};
    doorway.firewall.properties["sources"] = {caller, WhenChanged::change};
    plan.steps = {{.action = Action::change,
                   .resource = std::move(doorway.firewall),
                   .reason = fmt::format("sources: {} → {}", before == nullptr ? "none" : *before, caller),
                   .request_id = new_plan_id(around),
                   .needs = {}}};
    return plan;
}

std::unexpected<Error> not_told(const std::string& machine, const std::string& caller, const std::string& why) {
    return failure(ErrorKind::conflict, fmt::format("letting in who calls from {}", caller),
                   fmt::format("the firewall of {0} was not told of that address, since {1}; `aloft up --name {0}` "
                               "tells it",
                               machine, why));
}

Result<void> let_in(Surroundings& around, const std::string& machine, Doorway doorway, const std::string& caller) {
    auto lock = hold_machine(around, machine, Verb::up, WhenHeld::fail);
    auto open = around.ledger.open_plan(machine);
    auto summary = around.ledger.machine(machine);
    if (!open) return failed(open);
    if (!summary) return failed(summary);
    if (!*summary) return {};
    // Whoever is at work on it, or was cut off there, has plans that ours would mix with.
    if (!lock) return not_told(machine, caller, lock.error().detail);
    if (*open) return not_told(machine, caller, fmt::format("an `aloft {}` was cut off", command_of((*open)->verb)));
    around.events.show(
        Notice{Notice::Weight::news, fmt::format("you call from {} now: the firewall of {} is told", caller, machine)});
    NobodyAsked nobody;
    auto told = carry_out(around, plan_to_let_in(around, (*summary)->machine, std::move(doorway), caller),
                          Leave::as_it_is, nobody);
    if (!told) return failed(told);
    return {};
}

}  // namespace

void keep_door_open(Surroundings& around, const std::string& machine, Door door) {
    auto doorway = doorway_of(around, machine);
    if (!doorway || (door == Door::of_one_that_runs && answers(around, doorway->host))) return;
    const auto caller = doorway->keeper->caller();
    Result<void> told;
    if (!caller)
        told = failed(caller);
    else if (const std::string* before = seen(doorway->found, "sources"); before == nullptr || *before != *caller)
        told = let_in(around, machine, std::move(*doorway), *caller);
    if (!told) around.events.show(Notice{Notice::Weight::warning, describe(told.error())});
}

}  // namespace aloft
