#include <fmt/format.h>

#include <algorithm>

#include "plan/difference.hpp"
#include "plan/find.hpp"
#include "plan/planner.hpp"
#include "plan/steps.hpp"

namespace aloft {
namespace {

std::string reason_to_make(const Resource& wished, const World& world) {
    if (condition_of(world, wished.ref) == Condition::partial) return "it was begun and never finished";
    return known(world, wished.ref) == nullptr ? "it does not exist yet" : "it is gone, though it was made";
}

/// A machine that was finished once, and whose key is lost, can be neither entered nor healed.
Result<void> refuse_a_lost_key(const PlanHead& head, const Blueprint& blueprint, const World& world) {
    bool key_absent = false;
    bool disk_stands = false;
    bool was_finished = false;
    for (const Resource& resource : blueprint.resources) {
        if (resource.ref.kind == ResourceKind::key) key_absent = condition_of(world, resource.ref) == Condition::absent;
        if (resource.ref.kind == ResourceKind::disk)
            disk_stands = condition_of(world, resource.ref) == Condition::ready;
        if (resource.ref.kind == ResourceKind::host_key) was_finished = known(world, resource.ref) != nullptr;
    }
    if (!key_absent || !disk_stands || !was_finished) return {};
    return failure(ErrorKind::conflict, fmt::format("planning machine {}", head.machine),
                   "its disk is there, but the key to sign in with is gone from this computer",
                   fmt::format("`aloft down {}` removes the machine; a copy of the key put back makes it usable again",
                               head.machine));
}

bool is_wished(const Blueprint& blueprint, const ResourceRef& ref) {
    return std::ranges::any_of(blueprint.resources, [&](const Resource& one) { return one.ref == ref; });
}

/// Those that stay and hold on to it until they have been changed: a machine to the address that it gives up.
std::vector<const Resource*> users_that_stay(const Resource& old, const Blueprint& blueprint, const World& world) {
    std::vector<const Resource*> users;
    for (const Resource& one : world.known)
        if (is_wished(blueprint, one.ref) && std::ranges::find(one.needs, old.ref) != one.needs.end())
            users.push_back(&one);
    return users;
}

enum class Round { before_the_rest, after_the_rest };

/// What the machine had and is not wished any more goes; but never a disk, which holds the person's work.
Result<void> remove_what_is_not_wished(const PlanHead& head, const Blueprint& blueprint, const World& world,
                                       Round round, Steps& steps) {
    for (const Resource& old : std::vector(world.known.rbegin(), world.known.rend())) {
        if (is_wished(blueprint, old.ref) || old.belongs != Belongs::to_machine) continue;
        const auto users = users_that_stay(old, blueprint, world);
        if (users.empty() != (round == Round::before_the_rest)) continue;
        if (old.ref.kind == ResourceKind::disk && condition_of(world, old.ref) != Condition::absent)
            return failure(ErrorKind::bad_input, fmt::format("planning machine {}", head.machine),
                           fmt::format("this change would throw away its {}", describe(old.ref)),
                           fmt::format("bring your files home with `aloft pull`, then `aloft down {}` and `aloft up`",
                                       head.machine));
        std::vector<std::size_t> released;
        for (const Resource* user : users)
            if (const auto last = steps.last_on(user->ref)) released.push_back(*last);
        steps.add(Action::remove, old, "it is not wished any more", released);
    }
    return {};
}

bool stands(const World& world, const ResourceRef& ref) {
    const Condition condition = condition_of(world, ref);
    return condition == Condition::ready || condition == Condition::stopped;
}

bool stands(const Blueprint& blueprint, const World& world, ResourceKind kind) {
    return std::ranges::any_of(blueprint.resources,
                               [&](const Resource& one) { return one.ref.kind == kind && stands(world, one.ref); });
}

/// A place that keeps its disks to itself, as a person's own host does, lists none.
bool disk_is_made_anew(const Blueprint& blueprint, const World& world) {
    const bool has_one = std::ranges::any_of(blueprint.resources,
                                             [](const Resource& one) { return one.ref.kind == ResourceKind::disk; });
    return has_one && !stands(blueprint, world, ResourceKind::disk);
}

/// A new disk knows nothing of the host key that was exchanged with the old one, nor does an instance survive the
/// loss of its disk: they begin anew with it.
bool begins_anew_with_disk(const Resource& wished, const Blueprint& blueprint, const World& world) {
    if (!disk_is_made_anew(blueprint, world) || !stands(world, wished.ref)) return false;
    switch (wished.ref.kind) {
        case ResourceKind::instance:
        case ResourceKind::host_key: return true;
        case ResourceKind::key: return stands(blueprint, world, ResourceKind::host_key);
        default: return false;
    }
}

void replace(const Resource& wished, const std::string& reason, Steps& steps) {
    steps.add(Action::remove, wished, reason);
    steps.add(Action::make, wished, reason);
}

/// What is only a means to make something else is not made for its own sake: a cache that was cleared costs a machine
/// that stands nothing.
bool is_needed(const Resource& wished, const Blueprint& blueprint, const World& world) {
    if (wished.belongs != Belongs::to_cache) return true;
    return std::ranges::any_of(blueprint.resources, [&](const Resource& one) {
        return std::ranges::find(one.needs, wished.ref) != one.needs.end() && !stands(world, one.ref);
    });
}

/// `after`: the steps without which nothing can be done with it.
Result<void> bring_to_wish(const Resource& wished, const Blueprint& blueprint, const World& world,
                           const std::vector<std::size_t>& after, Steps& steps) {
    if (!stands(world, wished.ref)) {
        if (is_needed(wished, blueprint, world)) steps.add(Action::make, wished, reason_to_make(wished, world), after);
        return {};
    }
    if (wished.belongs == Belongs::to_disk && disk_is_made_anew(blueprint, world)) {
        steps.add(Action::make, wished, "its disk is made anew", after);
        return {};
    }
    if (begins_anew_with_disk(wished, blueprint, world)) {
        replace(wished, "its disk is made anew", steps);
        return {};
    }
    const Found* found = aloft::found(world, wished.ref);
    auto differs = difference(wished, *found);
    if (!differs) return failed(differs);
    if (differs->remedy == Difference::Remedy::replace) {
        replace(wished, differs->reason, steps);
        return {};
    }
    const bool goes_off = differs->remedy == Difference::Remedy::change_off && found->condition == Condition::ready;
    if (goes_off) steps.add(Action::stop, wished, "it can be changed only while it is off", after);
    if (differs->remedy != Difference::Remedy::none) steps.add(Action::change, wished, differs->reason, after);
    if (goes_off) steps.add(Action::start, wished, "it ran before");
    if (found->condition == Condition::stopped) steps.add(Action::start, wished, "it is stopped");
    return {};
}

/// A host key that is pinned already still has to answer after its instance was made or started.
void wait_for_host_key(const Blueprint& blueprint, const World& world, Steps& steps) {
    for (const Resource& resource : blueprint.resources) {
        if (resource.ref.kind != ResourceKind::host_key || steps.last_on(resource.ref)) continue;
        const bool instance_moves = std::ranges::any_of(
            resource.needs, [&](const ResourceRef& need) { return steps.last_on(need).has_value(); });
        if (instance_moves)
            steps.add(Action::wait, resource, "its instance starts");
        else if (world.history == History::cut_off)
            steps.add(Action::wait, resource, reason_to_wait_again);
    }
}

/// The steps after which the machine answers as itself; none for one that does so already.
std::vector<std::size_t> answering(const Blueprint& blueprint, const Steps& steps) {
    std::vector<std::size_t> last;
    for (const Resource& resource : blueprint.resources)
        if (resource.ref.kind == ResourceKind::host_key)
            if (const auto step = steps.last_on(resource.ref)) last.push_back(*step);
    return last;
}

}  // namespace

Result<Plan> plan_up(const PlanHead& head, const Blueprint& blueprint, const World& world) {
    if (auto fine = refuse_a_lost_key(head, blueprint, world); !fine) return failed(fine);
    Steps steps(head.id);
    if (auto fine = remove_what_is_not_wished(head, blueprint, world, Round::before_the_rest, steps); !fine)
        return failed(fine);
    const auto bring = [&](bool to_disk, const std::vector<std::size_t>& after) -> Result<void> {
        for (const Resource& wished : blueprint.resources)
            if ((wished.belongs == Belongs::to_disk) == to_disk)
                if (auto fine = bring_to_wish(wished, blueprint, world, after, steps); !fine) return fine;
        return {};
    };
    if (auto fine = bring(false, {}); !fine) return failed(fine);
    wait_for_host_key(blueprint, world, steps);
    // Only on a machine that answers: what a thing on its disk needs may stand there already and take no step.
    if (auto fine = bring(true, answering(blueprint, steps)); !fine) return failed(fine);
    if (auto fine = remove_what_is_not_wished(head, blueprint, world, Round::after_the_rest, steps); !fine)
        return failed(fine);
    Plan plan = plan_without_steps(head, Verb::up, world);
    plan.blueprint = blueprint;
    for (const Resource& resource : blueprint.resources) plan.price = plan.price + resource.price;
    plan.steps = steps.take();
    return plan;
}

}  // namespace aloft
