#include "clouds/gcp/instance_changes.hpp"

#include <fmt/format.h>

#include "clouds/gcp/bodies.hpp"
#include "clouds/gcp/places.hpp"

namespace aloft::gcp {
namespace {

using nlohmann::json;

std::string value(const Resource& wished, std::string_view property) {
    const std::string* text = aloft::wished(wished, property);
    return text == nullptr ? std::string() : *text;
}

std::string value(const Found& present, std::string_view property) {
    const std::string* text = seen(present, property);
    return text == nullptr ? std::string() : *text;
}

/// As it shall be, with null for what is to be taken away: what is left out stays as it is. So does Google's own
/// `gcloud compute instances set-scheduling --clear-max-run-duration --clear-instance-termination-action`: it empties the
/// fields and has its client (apitools, IncludeFields) send the empty ones as well, which JSON has as null.
json scheduling_after(const Resource& wished, const Found& present, Inside inside) {
    const std::string buying = value(wished, "buying");
    const std::string deadline = value(wished, "deadline");
    json said = scheduling(buying, inside, deadline);
    if (!deadline.empty() || value(present, "deadline").empty()) return said;
    said["maxRunDuration"] = nullptr;
    if (inside.local_disks) said["onInstanceStopAction"] = nullptr;
    if (buying != "spot") said["instanceTerminationAction"] = nullptr;
    return said;
}

/// GPUs are refused by a machine that would be moved while it runs, and a type by GPUs for which it has no room: so all
/// goes before anything comes. So does the deadline where local disks come or go, about which it has to say something
/// that is refused without them.
std::vector<InstanceCall> to_another_shape(const Resource& wished, const Found& present) {
    const std::string zone = place_from(wished.ref.place).value_or(Place{}).zone;
    const std::string type = value(wished, "machine_type");
    const std::string gpus = value(wished, "gpus");
    const auto set_gpus = [](json accelerators) {
        return InstanceCall{"setMachineResources", {{"guestAccelerators", std::move(accelerators)}}, {}};
    };
    const Inside before = inside(value(present, "machine_type"), value(present, "gpus"));
    const Inside after = inside(type, gpus);
    const bool ends_anew = before.local_disks != after.local_disks && !value(wished, "deadline").empty();
    Resource first = wished;
    if (ends_anew) first.properties["deadline"].value.clear();
    std::vector<InstanceCall> calls{
        {"setScheduling", scheduling_after(first, present, {.gpus = true, .local_disks = before.local_disks}), {}}};
    if (!value(present, "gpus").empty()) calls.push_back(set_gpus(json::array()));
    calls.push_back({"setMachineType", {{"machineType", fmt::format("zones/{}/machineTypes/{}", zone, type)}}, {}});
    if (!gpus.empty()) calls.push_back(set_gpus(accelerators(gpus, zone)));
    if (!after.gpus || ends_anew) calls.push_back({"setScheduling", scheduling_after(wished, present, after), {}});
    return calls;
}

/// There is one way in at a time.
std::vector<InstanceCall> to_another_address(const Resource& wished, const Found& present, const std::string& number) {
    std::vector<InstanceCall> calls;
    if (const std::string name = value(present, "way_in"); !name.empty())
        calls.push_back({"deleteAccessConfig", nullptr, {{"accessConfig", name}, {"networkInterface", "nic0"}}});
    calls.push_back(
        {"addAccessConfig", way_in(value(wished, "public_address"), number), {{"networkInterface", "nic0"}}});
    return calls;
}

}  // namespace

std::vector<InstanceCall> calls_to_change(const Resource& wished, const Found& present, const std::string& number) {
    const auto differs = [&](std::string_view property) { return value(wished, property) != value(present, property); };
    std::vector<InstanceCall> calls;
    if (differs("machine_type") || differs("gpus"))
        calls = to_another_shape(wished, present);
    else if (differs("deadline"))
        calls.push_back(
            {"setScheduling",
             scheduling_after(wished, present, inside(value(wished, "machine_type"), value(wished, "gpus"))),
             {}});
    if (differs("public_address"))
        for (InstanceCall& call : to_another_address(wished, present, number)) calls.push_back(std::move(call));
    return calls;
}

}  // namespace aloft::gcp
