#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "plan/find.hpp"
#include "plan/planner.hpp"
#include "plan/steps.hpp"

namespace aloft {
namespace {

struct Going {
    ResourceKind kind;
    int rank;  ///< what has the same goes side by side, after all of a lower one
};

/// What goes first. Things that only their label tells of have no list of needs, so the order goes by kind. A firewall rule
/// stays until its machine is gone: should that fail, there is still a way in.
constexpr std::array<Going, 10> order{{
    {ResourceKind::host_key, 0},
    {ResourceKind::instance, 1},
    {ResourceKind::disk, 2},
    {ResourceKind::snapshot, 2},
    {ResourceKind::firewall, 2},
    {ResourceKind::address, 2},
    {ResourceKind::port, 2},
    {ResourceKind::network, 3},
    {ResourceKind::image, 3},
    {ResourceKind::key, 4},
}};

int rank(const Resource& resource) { return std::ranges::find(order, resource.ref.kind, &Going::kind)->rank; }

/// Known to the ledger, or found by its label alone.
std::vector<Resource> everything(const PlanHead& head, const World& world) {
    std::vector<Resource> all = world.known;
    for (const Found& one : world.found)
        if (one.condition != Condition::absent && one.labels.machine == head.machine &&
            known(world, one.ref) == nullptr)
            all.push_back(Resource{.ref = one.ref, .labels = one.labels, .belongs = belongs_by_kind(one.ref.kind)});
    std::vector<Resource> sorted;
    for (const Going& going : order)
        for (const Resource& one : all)
            if (one.ref.kind == going.kind) sorted.push_back(one);
    return sorted;
}

bool stays(const Resource& resource, const World& world, Cached cached) {
    if (resource.belongs == Belongs::to_machine) return false;
    if (world.shared.contains(resource.ref)) return true;
    return resource.belongs == Belongs::to_cache && cached == Cached::keep;
}

enum class Extent { all_of_it, all_but_its_disk };

/// What the ledger knows. A disk that only its label tells of was left somewhere else.
bool serves_the_disk(const Resource& resource, const World& world) {
    if (known(world, resource.ref) == nullptr) return false;
    switch (resource.ref.kind) {
        case ResourceKind::disk:
        case ResourceKind::key:
        case ResourceKind::host_key: return true;
        default: return false;
    }
}

std::vector<Step> removals(const PlanHead& head, const World& world, Cached cached, Extent extent) {
    Steps steps(head.id);
    std::vector<std::size_t> earlier;
    std::vector<std::size_t> same_rank;
    int present_rank = 0;
    for (const Resource& resource : everything(head, world)) {
        if (stays(resource, world, cached)) continue;
        if (extent == Extent::all_but_its_disk && serves_the_disk(resource, world)) continue;
        if (rank(resource) != present_rank) {
            if (!same_rank.empty()) earlier = same_rank;
            same_rank.clear();
            present_rank = rank(resource);
        }
        Resource alone = resource;
        alone.needs.clear();  // the order of removal is the other way round, and given by rank
        const bool unknown = known(world, resource.ref) == nullptr;
        same_rank.push_back(
            steps.add(Action::remove, alone, unknown ? "it bears this machine's label" : "asked for", earlier));
    }
    return steps.take();
}

/// What was to be known before the machine was made, or made another, is no word about its end.
Plan end_of(const PlanHead& head, Verb verb, const World& world) {
    Plan plan = plan_without_steps(head, verb, world);
    plan.offer.warnings.clear();
    return plan;
}

}  // namespace

Plan plan_down(const PlanHead& head, const World& world, Cached cached) {
    Plan plan = end_of(head, Verb::down, world);
    plan.steps = removals(head, world, cached, Extent::all_of_it);
    return plan;
}

Result<Plan> plan_shelve(const PlanHead& head, const World& world, Cached cached) {
    const Resource* disk = known_of_kind(world, ResourceKind::disk);
    const Condition condition = disk == nullptr ? Condition::absent : condition_of(world, disk->ref);
    if (condition != Condition::ready)
        return failure(
            ErrorKind::bad_input, fmt::format("planning to keep the disk of machine {}", head.machine),
            condition == Condition::absent ? "it has none that could be kept" : "it has one that is not ready just now",
            fmt::format("`aloft down {} --with-disk` removes what there is of it", head.machine));
    Plan plan = end_of(head, Verb::shelve, world);
    plan.steps = removals(head, world, cached, Extent::all_but_its_disk);
    for (const Resource& resource : world.known)
        if (serves_the_disk(resource, world)) plan.price = plan.price + resource.price;
    return plan;
}

}  // namespace aloft
