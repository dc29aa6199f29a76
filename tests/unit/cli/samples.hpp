#pragma once
#include <string>
#include <vector>

#include "core/plan.hpp"

namespace aloft::samples {

inline Offer offer() {
    return Offer{.cloud = "local",
                 .place = "this computer",
                 .machine_type = "container",
                 .kind = MachineKind::container,
                 .cpus = 2,
                 .memory = gibibytes(4),
                 .disk = gibibytes(20)};
}

inline Step step(Action action, ResourceKind kind, const std::string& name, std::string reason,
                 std::vector<std::size_t> needs = {}) {
    Resource resource{.ref = {"local", kind, name, ""}};
    return Step{action, resource, std::move(reason), "id", std::move(needs)};
}

/// What `aloft up` of a new machine takes.
inline Plan up() {
    Plan plan{.id = "p1", .verb = Verb::up, .machine = "lab", .owner = "o1"};
    plan.offer = offer();
    plan.steps = {
        step(Action::make, ResourceKind::key, "lab", "it does not exist yet"),
        step(Action::make, ResourceKind::image, "aloft-base", "it does not exist yet"),
        step(Action::make, ResourceKind::network, "aloft-o1", "it does not exist yet"),
        step(Action::make, ResourceKind::disk, "lab-disk", "it does not exist yet", {1}),
        step(Action::make, ResourceKind::instance, "lab", "it does not exist yet", {0, 2, 3}),
        step(Action::wait, ResourceKind::host_key, "lab", "the machine must answer with the pinned key", {4}),
    };
    return plan;
}

inline Plan down() {
    Plan plan = up();
    plan.verb = Verb::down;
    plan.steps = {
        step(Action::remove, ResourceKind::instance, "lab", "the machine goes"),
        step(Action::remove, ResourceKind::disk, "lab-disk", "the machine goes", {0}),
        step(Action::remove, ResourceKind::key, "lab", "the machine goes", {0}),
    };
    return plan;
}

/// On a cloud that costs, with a change, a removal and a warning.
inline Plan change() {
    Plan plan = up();
    plan.offer.cloud = "gcp";
    plan.offer.place = "europe-west4-a";
    plan.offer.gpu = GpuWish{"T4", 2};
    plan.offer.warnings = {"spot machines may end at any moment"};
    plan.price = {Money{350'000}, Money{11'600}};
    plan.steps = {
        step(Action::stop, ResourceKind::instance, "lab", "sizes change only while it is off"),
        step(Action::change, ResourceKind::disk, "lab-disk", "20GB becomes 40GB", {0}),
        step(Action::remove, ResourceKind::address, "lab", "no longer asked for", {0}),
        step(Action::start, ResourceKind::instance, "lab", "it was running", {0, 1, 2}),
    };
    return plan;
}

}  // namespace aloft::samples
