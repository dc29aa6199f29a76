#pragma once
#include "core/plan.hpp"

/// Values in which every field says something, so that a field that gets lost on the way is seen.
namespace aloft::tests {

inline Spec rich_spec() {
    return Spec{.name = "box",
                .on = "local",
                .kind = MachineKind::vm,
                .cpus = 4,
                .memory = gibibytes(8),
                .disk = gibibytes(40),
                .disk_type = DiskType::ssd,
                .disk_on_down = DiskOnDown::keep,
                .machine_type = "n1-standard-4",
                .address = PublicAddress::fixed,
                .deadline = std::chrono::hours(8),
                .gpu = GpuWish{.name = "T4", .count = 2},
                .gpu_memory = gibibytes(16),
                .spot = Spot::prefer,
                .clouds = {{"gcp", "aws"}},
                .regions = {{"us-*"}},
                .order = OfferOrder::distance,
                .max_price = Money{1'500'000},
                .cuda = "12.8",
                .with = {{"docker", "r"}}};
}

inline Offer rich_offer() {
    return Offer{.cloud = "local",
                 .place = "this computer",
                 .machine_type = "container 4 × 8GB",
                 .kind = MachineKind::container,
                 .cpus = 4,
                 .memory = gibibytes(8),
                 .disk = gibibytes(40),
                 .gpu = GpuWish{.name = "any", .count = 1},
                 .price = {.running = Money{350'000}, .stopped = Money{11'600}},
                 .details = {{"port", "2222"}, {"image", "debian-12"}},
                 .warnings = {"no KVM here: \"software\" only", "slow"}};
}

inline Resource rich_resource() {
    const ResourceRef key{"ssh", ResourceKind::key, "box", ""};
    return Resource{.ref = {"local", ResourceKind::disk, "aloft-box", "zone-b"},
                    .properties = {{"size", {"40GB", WhenChanged::grow}}, {"image", {"debian-12", WhenChanged::keep}}},
                    .labels = {.machine = "box", .plan = "p1", .owner = "o1"},
                    .needs = {key},
                    .belongs = Belongs::to_owner,
                    .price = {.running = Money{1}, .stopped = Money{2}}};
}

inline Found rich_found() {
    return Found{.ref = {"local", ResourceKind::instance, "aloft-box", ""},
                 .condition = Condition::stopped,
                 .properties = {{"host", "10.89.0.2"}, {"port", "22"}},
                 .labels = {.machine = "box", .plan = "p0", .owner = "o1"}};
}

inline Step rich_step() {
    return Step{.action = Action::change,
                .resource = rich_resource(),
                .reason = "its size shall be 40GB, it has 20GB",
                .request_id = "7a0c7d5e-8f3b-4f0e-9a56-0d8b1f6a0b11",
                .needs = {}};
}

inline Plan rich_plan() {
    Step second = rich_step();
    second.action = Action::start;
    second.resource.ref = {"local", ResourceKind::instance, "aloft-box", ""};
    second.needs = {0};
    return Plan{.id = "p1",
                .verb = Verb::start,
                .machine = "box",
                .owner = "o1",
                .spec = rich_spec(),
                .offer = rich_offer(),
                .blueprint = {.resources = {rich_resource()}},
                .steps = {rich_step(), second},
                .found = {rich_found()},
                .price = {.running = Money{350'001}, .stopped = Money{11'602}}};
}

}  // namespace aloft::tests
