#include "operations/status.hpp"

#include <map>

#include "core/words.hpp"
#include "operations/able_cloud.hpp"
#include "operations/known_machine.hpp"
#include "operations/observe.hpp"
#include "operations/shelved.hpp"
#include "system/lock.hpp"

namespace aloft {
namespace {

MachineState state_of(Condition condition) {
    switch (condition) {
        case Condition::ready: return MachineState::running;
        case Condition::stopped: return MachineState::stopped;
        case Condition::absent:
        case Condition::partial: break;
    }
    return MachineState::absent;
}

/// Only a machine with an open plan can be held for long, so only then the lock is asked.
MachineStatus judge(const Surroundings& around, MachineSummary summary) {
    MachineStatus result;
    result.state = state_of(summary.condition);
    if (summary.open_plan) {
        const auto holder = FileLock::holder(around.home.lock("machine-" + summary.machine.name));
        result.state = holder ? MachineState::busy : MachineState::interrupted;
        result.held_by = holder.value_or("");
    }
    result.summary = std::move(summary);
    return result;
}

using Seen = std::map<ResourceRef, Found>;

/// A cloud that counts its callers' questions lists what is ours in as few as it has kinds of things.
constexpr std::size_t more_than_lists = 5;

/// Of clouds that are asked about many things: whatever bears our label there. What they do not list may be in another
/// project all the same, and is asked for by itself.
Result<Seen> lists_of_clouds(Surroundings& around, const std::vector<MachineStatus>& machines) {
    std::map<std::string, std::size_t> things;
    for (const MachineStatus& machine : machines)
        for (const ResourceRecord& record : machine.resources) ++things[record.resource.ref.provider];
    Seen seen;
    for (const auto& [name, count] : things) {
        if (count <= more_than_lists || able_cloud<RentsByCatalog>(around, name) == nullptr) continue;
        auto owned = (*provider_named(around, name))->owned(around.ledger.owner());
        if (!owned) return failed(owned);
        for (Found& one : *owned) seen[one.ref] = std::move(one);
    }
    return seen;
}

/// Tells what is there now; the ledger is left to those who hold the machine.
Result<void> look_at_the_cloud(Surroundings& around, const Seen& listed, MachineStatus& machine) {
    std::vector<ResourceRef> refs;
    for (const ResourceRecord& record : machine.resources)
        if (record.state == ResourceState::standing && !listed.contains(record.resource.ref))
            refs.push_back(record.resource.ref);
    auto found = look_at(around, refs);
    if (!found) return failed(found);
    Seen asked;
    for (Found& one : *found) asked[one.ref] = std::move(one);
    for (ResourceRecord& record : machine.resources) {
        if (record.state != ResourceState::standing) continue;
        const ResourceRef& ref = record.resource.ref;
        record.found = asked.contains(ref) ? asked.at(ref) : listed.at(ref);
        if (record.resource.ref.kind != ResourceKind::instance) continue;
        machine.summary.condition = record.found.condition;
        if (machine.state != MachineState::busy && machine.state != MachineState::interrupted)
            machine.state = state_of(record.found.condition);
    }
    if (machine.state == MachineState::absent || machine.state == MachineState::disk_only)
        machine.state = is_shelved(machine.resources) ? MachineState::disk_only : MachineState::absent;
    return {};
}

/// Machines that have no instance have a disk or not; only of those the ledger is asked for more.
Result<void> tell_disks_apart(Surroundings& around, std::vector<MachineStatus>& machines) {
    for (MachineStatus& machine : machines) {
        if (machine.state != MachineState::absent) continue;
        auto resources = around.ledger.resources(machine.summary.machine.name);
        if (!resources) return failed(resources);
        if (is_shelved(*resources)) machine.state = MachineState::disk_only;
    }
    return {};
}

}  // namespace

std::string_view to_string(MachineState state) {
    static constexpr Words<MachineState, 6> words{{
        {MachineState::running, "running"},
        {MachineState::stopped, "stopped"},
        {MachineState::disk_only, "disk-only"},
        {MachineState::absent, "absent"},
        {MachineState::busy, "busy"},
        {MachineState::interrupted, "interrupted"},
    }};
    return word_of(words, state);
}

Result<std::vector<MachineStatus>> status(Surroundings& around, const std::optional<std::string>& machine, Look look) {
    std::vector<MachineSummary> summaries;
    if (machine) {
        auto one = known_machine(around, *machine);
        if (!one) return failed(one);
        summaries.push_back(std::move(*one));
    } else {
        auto all = around.ledger.machines();
        if (!all) return failed(all);
        summaries = std::move(*all);
    }
    std::vector<MachineStatus> result;
    for (MachineSummary& summary : summaries) {
        MachineStatus status = judge(around, std::move(summary));
        if (machine || look == Look::at_the_cloud) {
            auto resources = around.ledger.resources(status.summary.machine.name);
            if (!resources) return failed(resources);
            status.resources = std::move(*resources);
        }
        result.push_back(std::move(status));
    }
    if (auto told = tell_disks_apart(around, result); !told) return failed(told);
    if (look != Look::at_the_cloud) return result;
    const auto listed = lists_of_clouds(around, result);
    if (!listed) return failed(listed);
    for (MachineStatus& status : result) {
        if (auto looked = look_at_the_cloud(around, *listed, status); !looked) return failed(looked);
        if (machine && status.state == MachineState::running) status.readings = around.agents.on(*machine)->readings();
    }
    return result;
}

}  // namespace aloft
