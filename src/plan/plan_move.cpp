#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "plan/find.hpp"
#include "plan/planner.hpp"
#include "plan/steps.hpp"

namespace aloft {
namespace {

/// What of a machine is in one place, in the order in which it goes.
constexpr std::array bound{ResourceKind::instance, ResourceKind::address, ResourceKind::disk, ResourceKind::snapshot};

bool is_in(const Blueprint& blueprint, const ResourceRef& ref) {
    return std::ranges::any_of(blueprint.resources, [&](const Resource& one) { return one.ref == ref; });
}

const Resource* of_kind(const Blueprint& blueprint, ResourceKind kind) {
    const auto found =
        std::ranges::find_if(blueprint.resources, [&](const Resource& one) { return one.ref.kind == kind; });
    return found == blueprint.resources.end() ? nullptr : &*found;
}

std::string reason_to_make(ResourceKind kind) {
    switch (kind) {
        case ResourceKind::snapshot: return "a copy of its disk, which any zone can read";
        case ResourceKind::disk: return "its disk, as it is in the snapshot";
        case ResourceKind::instance: return "the machine, where there is room for it";
        default: return "it does not exist yet";
    }
}

/// What stands there already under our name would be taken for the copy.
Result<void> check_room(const PlanHead& head, const Resource& wished, const World& world) {
    if (wished.ref.kind != ResourceKind::disk && wished.ref.kind != ResourceKind::instance) return {};
    if (condition_of(world, wished.ref) == Condition::absent) return {};
    return failure(ErrorKind::conflict, fmt::format("planning to move machine {}", head.machine),
                   fmt::format("{} is in {} already", describe(wished.ref), wished.ref.place),
                   "`aloft doctor` says whose it is");
}

/// What runs would go on writing while its disk is copied.
std::vector<std::size_t> switch_off(const World& world, Steps& steps) {
    const Resource* running = known_of_kind(world, ResourceKind::instance);
    if (running == nullptr || condition_of(world, running->ref) != Condition::ready) return {};
    return {steps.add(Action::stop, *running, "its disk is copied only while it is off")};
}

std::vector<Resource> left_behind(const Blueprint& home, const World& world) {
    std::vector<Resource> left;
    for (const ResourceKind kind : bound)
        for (const Resource& one : world.known)
            if (one.ref.kind == kind && is_left_by_a_move(one, home)) left.push_back(one);
    return left;
}

/// Each after all that went before it, and after `proof`. Answers what comes after them.
std::vector<std::size_t> remove_in_order(const std::vector<Resource>& left, const std::string& reason,
                                         std::vector<std::size_t> proof, Steps& steps) {
    for (Resource one : left) {
        one.needs.clear();
        proof = {steps.add(Action::remove, one, reason, proof)};
    }
    return proof;
}

/// Two instances cannot have one address: the copy answers by another, until the machine that had it has gone.
void take_its_address(const Blueprint& home, std::string_view present, const World& world,
                      std::vector<std::size_t> after, Steps& steps) {
    const Resource* address = of_kind(home, ResourceKind::address);
    const Resource* instance = of_kind(home, ResourceKind::instance);
    const std::string* way = instance == nullptr ? nullptr : wished(*instance, "public_address");
    const Resource* host_key = known_of_kind(world, ResourceKind::host_key);
    if (address == nullptr || way == nullptr || *way == present || host_key == nullptr) return;
    if (condition_of(world, address->ref) == Condition::absent)
        steps.add(Action::make, *address, "an address of its own where it is now");
    steps.add(Action::change, *instance, "it keeps its address from now on", std::move(after));
    steps.add(Action::wait, shown_by(*instance, *host_key), "it answers by another address");
}

}  // namespace

bool is_left_by_a_move(const Resource& resource, const Blueprint& home) {
    const Resource* instance = of_kind(home, ResourceKind::instance);
    return instance != nullptr && resource.ref.provider == instance->ref.provider &&
           resource.belongs == Belongs::to_machine && std::ranges::find(bound, resource.ref.kind) != bound.end() &&
           !is_in(home, resource.ref);
}

Result<MovePlan> plan_move(const PlanHead& head, const Blueprint& there, const Blueprint& home, const World& world) {
    const Resource* host_key = known_of_kind(world, ResourceKind::host_key);
    const Resource* instance = of_kind(there, ResourceKind::instance);
    if (host_key == nullptr || instance == nullptr || condition_of(world, host_key->ref) != Condition::ready)
        return failure(ErrorKind::conflict, fmt::format("planning to move machine {}", head.machine),
                       "it was never finished: nobody would know the copy for the same machine",
                       fmt::format("`aloft up --name {}` finishes it", head.machine));
    Steps steps(head.id);
    const std::vector<std::size_t> off = switch_off(world, steps);
    for (const Resource& wished : there.resources) {
        if (auto free = check_room(head, wished, world); !free) return failed(free);
        if (condition_of(world, wished.ref) == Condition::ready) continue;
        steps.add(Action::make, wished, reason_to_make(wished.ref.kind),
                  wished.ref.kind == ResourceKind::snapshot ? off : std::vector<std::size_t>());
    }
    const std::size_t proof = steps.add(Action::wait, shown_by(*instance, *host_key),
                                        "the copy is proved once it answers with the machine's own host key");
    World after = world;
    for (const Resource& made : there.resources)
        if (made.ref.kind == ResourceKind::snapshot && known(world, made.ref) == nullptr) after.known.push_back(made);
    const auto gone = remove_in_order(left_behind(home, after), "the machine is elsewhere now", {proof}, steps);
    const std::string* copied_with = wished(*instance, "public_address");
    take_its_address(home, copied_with == nullptr ? "" : *copied_with, world, gone, steps);
    MovePlan move{plan_without_steps(head, Verb::start, world), proof + 1};
    move.plan.blueprint = there;
    for (const Resource& resource : home.resources) move.plan.price = move.plan.price + resource.price;
    move.plan.steps = steps.take();
    return move;
}

Result<Plan> plan_leave(const PlanHead& head, const Blueprint& home, const World& world) {
    const std::vector<Resource> left = left_behind(home, world);
    const Resource* disk = of_kind(home, ResourceKind::disk);
    const bool has_its_disk = disk != nullptr && condition_of(world, disk->ref) == Condition::ready;
    const bool loses_a_disk =
        std::ranges::any_of(left, [](const Resource& one) { return one.ref.kind == ResourceKind::disk; });
    if (loses_a_disk && !has_its_disk)
        return failure(
            ErrorKind::conflict, fmt::format("tidying up after a move of machine {}", head.machine),
            fmt::format("its disk is not at {}, and what is elsewhere may be the only copy", head.offer.place),
            fmt::format("`aloft status {0} --refresh` shows what there is; `aloft down {0}` removes it all",
                        head.machine));
    Steps steps(head.id);
    const auto gone = remove_in_order(left, "a move has left it", {}, steps);
    const Resource* instance = of_kind(home, ResourceKind::instance);
    const Found* present = instance == nullptr ? nullptr : found(world, instance->ref);
    if (present != nullptr && present->condition == Condition::ready)
        if (const std::string* way = seen(*present, "public_address")) take_its_address(home, *way, world, gone, steps);
    Plan plan = plan_without_steps(head, Verb::move, world);
    plan.blueprint = home;
    for (const Resource& resource : home.resources) plan.price = plan.price + resource.price;
    plan.steps = steps.take();
    return plan;
}

}  // namespace aloft
