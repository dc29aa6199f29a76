#include "operations/down.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <future>

#include "apply/shared_lock.hpp"
#include "operations/carry_out.hpp"
#include "operations/hold.hpp"
#include "operations/known_machine.hpp"
#include "operations/move.hpp"
#include "operations/observe.hpp"
#include "plan/find.hpp"
#include "plan/planner.hpp"

namespace aloft {
namespace {

/// The ledger's knowledge and what the labels tell, without counting a thing twice.
Result<World> whole_world(Surroundings& around, const std::string& machine) {
    auto bearing_its_label = std::async(std::launch::async, [&] { return labelled(around, machine); });
    auto world = observe(around, machine, {});
    auto strays = bearing_its_label.get();
    if (!world) return world;
    if (!strays) return failed(strays);
    for (Found& stray : *strays)
        if (std::ranges::none_of(world->found, [&](const Found& one) { return one.ref == stray.ref; }))
            world->found.push_back(std::move(stray));
    return world;
}

Result<PlanHead> head_of(Surroundings& around, const std::string& machine) {
    auto summary = around.ledger.machine(machine);
    if (!summary) return failed(summary);
    PlanHead head{new_plan_id(around), machine, around.ledger.owner(), Spec{.name = machine}, Offer{}};
    if (*summary) {
        head.spec = (*summary)->machine.spec;
        head.offer = (*summary)->machine.offer;
    }
    return head;
}

bool keeps_its_disk(const PlanHead& head, const DownRequest& request) {
    if (request.disk != DiskToo::as_wished) return request.disk == DiskToo::no;
    return head.spec.disk_on_down == DiskOnDown::keep;
}

/// Nobody has worked on a machine that was never finished: it goes whole, whatever was wished for the disk.
bool has_a_disk_to_miss(const World& world) {
    const Resource* disk = known_of_kind(world, ResourceKind::disk);
    return disk != nullptr && condition_of(world, disk->ref) != Condition::absent &&
           known_of_kind(world, ResourceKind::host_key) != nullptr;
}

Result<Plan> plan_of(const PlanHead& head, const World& world, const DownRequest& request) {
    const Cached cached = request.purge == Purge::cache_too ? Cached::remove : Cached::keep;
    const bool is_there = !world.known.empty() || !world.found.empty();
    if (is_there && keeps_its_disk(head, request)) {
        auto shelved = plan_shelve(head, world, cached);
        if (shelved || request.disk == DiskToo::no || has_a_disk_to_miss(world)) return shelved;
    }
    return plan_down(head, world, cached);
}

}  // namespace

Result<Outcome> down(Surroundings& around, const DownRequest& request, Person& person) {
    if (const auto mistake = mistake_in_machine_name(request.machine))
        return failure(ErrorKind::bad_input, fmt::format("looking for machine \"{}\"", request.machine), *mistake);
    auto lock = hold_machine(around, request.machine, Verb::down, request.when_held);
    if (!lock) return failed(lock);
    if (auto settled = settle(around, request.machine); !settled) return failed(settled);
    auto head = head_of(around, request.machine);
    if (!head) return failed(head);
    // Which of two disks is the machine's own is known only after that.
    if (keeps_its_disk(*head, request))
        if (auto tidied = tidy_after_move(around, request.machine, person); !tidied) return failed(tidied);
    auto world = whole_world(around, request.machine);
    if (!world) return failed(world);
    auto planned = plan_of(*head, *world, request);
    if (!planned) return failed(planned);
    Plan plan = std::move(*planned);
    if (plan.steps.empty() && plan.verb == Verb::shelve) {
        if (auto ended = end_what_was_cut_off(around, request.machine); !ended) return failed(ended);
        return Outcome{plan, {}};
    }
    if (plan.steps.empty()) {
        // Unknown to the ledger and to every provider: a typing mistake rather than a wish fulfilled.
        if (auto known = known_machine(around, request.machine); !known) return failed(known);
        if (auto ended = end_what_was_cut_off(around, request.machine); !ended) return failed(ended);
        if (auto forgotten = around.ledger.forget_machine(request.machine); !forgotten) return failed(forgotten);
        if (auto refreshed = refresh_ssh_config(around); !refreshed) return failed(refreshed);
        return Outcome{plan, {}};
    }
    if (!person.approve(plan))
        return failure(ErrorKind::declined, fmt::format("aloft down of machine {}", request.machine),
                       "not approved; nothing was changed");
    return carry_out(around, std::move(plan), Leave::as_it_is, person);
}

Result<std::vector<ResourceRef>> purge_cache(Surroundings& around) {
    auto records = around.ledger.all_resources();
    if (!records) return failed(records);
    std::vector<ResourceRef> removed;
    for (const ResourceRecord& record : *records) {
        const Resource& resource = record.resource;
        if (resource.belongs != Belongs::to_cache) continue;
        auto lock = lock_when_shared(around.home, resource, "none, its cache is purged");
        if (!lock) return failed(lock);
        auto users = around.ledger.users_of(resource.ref);
        if (!users) return failed(users);
        if (!users->empty()) continue;
        auto provider = provider_named(around, resource.ref.provider);
        if (!provider) return failed(provider);
        if (auto gone = (*provider)->remove(resource.ref); !gone) return failed(gone);
        // It has no plan: should we die before this, the row is there for the next purge, and to remove what is absent is
        // success.
        if (auto noted = around.ledger.record("", resource, Found{.ref = resource.ref}); !noted) return failed(noted);
        removed.push_back(resource.ref);
    }
    return removed;
}

}  // namespace aloft
