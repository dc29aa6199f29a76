#include <fmt/format.h>

#include <array>

#include "practice/google/admission.hpp"
#include "practice/google/compute.hpp"
#include "practice/google/disk_wish.hpp"
#include "practice/google/effects.hpp"
#include "practice/google/lists.hpp"
#include "practice/google/metering.hpp"
#include "practice/google/names.hpp"

namespace aloft::practice::google {
namespace {

std::string disk_in(const Call& call) { return resource_of(call, "disks", "disk"); }

Outcome insert_disk(Office& office, const Call& call) {
    if (auto known = check_zone(office, call.in_path("zone")); !known) return std::unexpected(known.error());
    const std::string name = text_in(call.body, "name");
    if (name.empty()) return refused(400, "required", "Required field 'resource.name' not specified");
    if (auto fits = check_name("resource.name", name); !fits) return std::unexpected(fits.error());
    std::string image = text_in(call.body, "sourceImage");
    const DiskRequest request{
        .name = fmt::format("projects/{}/zones/{}/disks/{}", call.in_path("project"), call.in_path("zone"), name),
        .type = text_in(call.body, "type"),
        .image = std::move(image),
        .snapshot = text_in(call.body, "sourceSnapshot"),
        .disk = text_in(call.body, "sourceDisk"),
        .gb = number_in(call.body, "sizeGb", 0),
        .labels = call.body.value("labels", Json::object()),
        .field = "resource",
        .size_field = "sizeGb",
        .type_field = "type"};
    auto disk = read_disk(office, call, request);
    if (!disk) return disk;
    if (call.body.contains("description")) (*disk)["description"] = call.body["description"];
    keep(office, request.name, std::move(*disk));
    return begin_operation(
        office, call.caller,
        {.type = "insert", .target = request.name, .effect = "disk.create", .arguments = Json::object()});
}

Outcome remove_disk(Office& office, const Call& call) {
    const auto found = find_resource(office, disk_in(call));
    if (!found) return std::unexpected(found.error());
    const auto users = (*found)->value("users", std::vector<std::string>());
    if (!users.empty()) return std::unexpected(in_use_by("disk", disk_in(call), unlinked(users.front())));
    return begin_operation(
        office, call.caller,
        {.type = "delete", .target = disk_in(call), .effect = "disk.delete", .arguments = Json::object()});
}

Outcome resize(Office& office, const Call& call) {
    const auto found = find_resource(office, disk_in(call));
    if (!found) return std::unexpected(found.error());
    const auto now = number_in(**found, "sizeGb", 0);
    const auto wished = number_in(call.body, "sizeGb", 0);
    if (wished <= now)
        return std::unexpected(invalid_value(
            "sizeGb", std::to_string(wished),
            fmt::format("Requested new disk size ({} GB) must be larger than the current size ({} GB).", wished, now)));
    if (wished > 65536)
        return std::unexpected(invalid_value("sizeGb", std::to_string(wished), "Disk size must be at most 65536 GB."));
    const std::string type(leaf(text_in(**found, "type")));
    const std::string_view metric = type == "pd-standard"           ? "DISKS_TOTAL_GB"
                                    : type.starts_with("hyperdisk") ? "HDB_TOTAL_GB"
                                                                    : "SSD_TOTAL_GB";
    const std::string region = office.places.region_of(call.in_path("zone")).value_or("");
    if (auto fits = check_quota(office, call.in_path("project"), metric, region, static_cast<double>(wished - now));
        !fits)
        return std::unexpected(fits.error());
    return begin_operation(office, call.caller,
                           {.type = "resizeDisk",
                            .target = disk_in(call),
                            .effect = "disk.resize",
                            .arguments = {{"sizeGb", std::to_string(wished)}}});
}

Outcome snapshot(Office& office, const Call& call) {
    const auto found = find_resource(office, disk_in(call));
    if (!found) return std::unexpected(found.error());
    const Json disk = **found;
    std::string short_name = text_in(call.body, "name");
    if (short_name.empty()) short_name = fmt::format("snapshot-{}", office.random.next() % 1'000'000'000);
    if (auto fits = check_name("resource.name", short_name); !fits) return std::unexpected(fits.error());
    const std::string name = fmt::format("projects/{}/global/snapshots/{}", call.in_path("project"), short_name);
    if (office.records.find(name) != nullptr) return std::unexpected(already_exists(name));
    if (auto fits = check_quota(office, call.in_path("project"), "SNAPSHOTS", "global", 1); !fits)
        return std::unexpected(fits.error());
    const Json labels = call.body.value("labels", Json::object());
    if (auto fits = check_labels(labels); !fits) return std::unexpected(fits.error());
    Json made = new_resource(office, name, "compute#snapshot");
    made.update({{"status", "CREATING"},
                 {"sourceDisk", link(disk_in(call))},
                 {"sourceDiskId", text_in(disk, "id")},
                 {"diskSizeGb", text_in(disk, "sizeGb")},
                 {"storageBytes", std::to_string(number_in(disk, "sizeGb", 0) << 30U)},
                 {"storageBytesStatus", "UP_TO_DATE"},
                 {"storageLocations", {"us"}},
                 {"labelFingerprint", fingerprint(labels)}});
    if (!labels.empty()) made["labels"] = labels;
    for (const std::string field : {"licenses", "architecture", "guestOsFeatures"})
        if (disk.contains(field)) made[field] = disk[field];
    if (call.body.contains("description")) made["description"] = call.body["description"];
    made["practice"]["zone"] = call.in_path("zone");
    keep(office, name, std::move(made));
    return begin_operation(office, call.caller,
                           {.type = "createSnapshot",
                            .target = disk_in(call),
                            .effect = "snapshot.create",
                            .arguments = {{"snapshot", name}}});
}

Outcome remove_snapshot(Office& office, const Call& call) {
    const std::string name = resource_of(call, "snapshots", "snapshot");
    if (const auto found = find_resource(office, name); !found) return std::unexpected(found.error());
    return begin_operation(office, call.caller,
                           {.type = "delete", .target = name, .effect = "disk.delete", .arguments = Json::object()});
}

constexpr std::array<Method, 4> methods_of_snapshots = {{
    {"compute.snapshots.get",
     [](Office& o, const Call& c) { return get_resource(o, resource_of(c, "snapshots", "snapshot")); }},
    {"compute.snapshots.list",
     [](Office& o, const Call& c) { return list_of(o, c, "compute#snapshotList", "snapshots"); }},
    {"compute.snapshots.delete", remove_snapshot},
    {"compute.snapshots.setLabels",
     [](Office& o, const Call& c) { return set_labels(o, c, resource_of(c, "snapshots", "resource")); }},
}};

// What becomes of their operations.

const Json* target(const Office& office, const Json& operation) {
    return office.records.find(target_of_operation(operation));
}

HallJobs creation_jobs(Office& office, const Json& operation) {
    const Json* disk = target(office, operation);
    if (disk == nullptr) return {};
    const std::string id = text_in(*disk, "id");
    const std::string from = text_in(disk->value("practice", Json::object()), "copy_of");
    const int gb = static_cast<int>(number_in(*disk, "sizeGb", 10));
    return {{id, [id, from, gb](Hall& hall) {
                 return from.empty() ? hall.make_disk(id, gb) : hall.copy_disk(id, from, gb);
             }}};
}

void set_ready(Office& office, const std::string& name, Moment at) {
    const Json* kept = office.records.find(name);
    if (kept == nullptr) return;
    Json document = *kept;
    document["status"] = "READY";
    keep(office, name, std::move(document));
    meter(office, name, at);
}

void forget(Office& office, const std::string& name, Moment at) {
    drop(office, name);
    meter(office, name, at);
}

Json created(Office& office, const Json& operation, Moment at) {
    set_ready(office, target_of_operation(operation), at);
    return nullptr;
}

void not_created(Office& office, const Json& operation, Moment at) {
    forget(office, target_of_operation(operation), at);
}

HallJobs removal_jobs(Office& office, const Json& operation) {
    const Json* disk = target(office, operation);
    if (disk == nullptr) return {};
    const std::string id = text_in(*disk, "id");
    return {{id, [id](Hall& hall) { return hall.remove_disk(id); }}};
}

Json removed(Office& office, const Json& operation, Moment at) {
    forget(office, target_of_operation(operation), at);
    return nullptr;
}

Json resized(Office& office, const Json& operation, Moment at) {
    const std::string name = target_of_operation(operation);
    const Json* kept = office.records.find(name);
    if (kept == nullptr) return failure_of("RESOURCE_NOT_FOUND", not_found(name).message, 404, "NOT FOUND");
    Json disk = *kept;
    disk["sizeGb"] = arguments_of(operation)["sizeGb"];
    for (const Json& user : disk.value("users", Json::array())) {
        const std::string machine = unlinked(user.get<std::string>());
        const Json* instance = office.records.find(machine);
        if (instance == nullptr) continue;
        Json changed = *instance;
        for (Json& attached : changed["disks"])
            if (unlinked(text_in(attached, "source")) == name) attached["diskSizeGb"] = disk["sizeGb"];
        keep(office, machine, std::move(changed));
    }
    keep(office, name, std::move(disk));
    meter(office, name, at);
    return nullptr;
}

HallJobs snapshot_jobs(Office& office, const Json& operation) {
    const Json* disk = target(office, operation);
    const Json* made = office.records.find(text_in(arguments_of(operation), "snapshot"));
    if (disk == nullptr || made == nullptr) return {};
    const std::string from = text_in(*disk, "id");
    const std::string id = text_in(*made, "id");
    const int gb = static_cast<int>(number_in(*disk, "sizeGb", 10));
    return {{from, [id, from, gb](Hall& hall) { return hall.copy_disk(id, from, gb); }}};
}

Json snapshot_made(Office& office, const Json& operation, Moment at) {
    set_ready(office, text_in(arguments_of(operation), "snapshot"), at);
    return nullptr;
}

void no_snapshot(Office& office, const Json& operation, Moment at) {
    forget(office, text_in(arguments_of(operation), "snapshot"), at);
}

constexpr std::array<Effect, 4> effects = {{
    {"disk.create", nullptr, creation_jobs, created, not_created, removal_jobs},
    {"disk.delete", nullptr, removal_jobs, removed, nullptr, nullptr},
    {"disk.resize", nullptr, nullptr, resized, nullptr, nullptr},
    {"snapshot.create", nullptr, snapshot_jobs, snapshot_made, no_snapshot, nullptr},
}};

}  // namespace

std::span<const Method> disk_methods() {
    static constexpr std::array<Method, 8> methods = {{
        {"compute.disks.get", [](Office& o, const Call& c) { return get_resource(o, disk_in(c)); }},
        {"compute.disks.list",
         [](Office& o, const Call& c) -> Outcome {
             if (auto known = check_zone(o, c.in_path("zone")); !known) return std::unexpected(known.error());
             return list_of(o, c, "compute#diskList", "disks");
         }},
        {"compute.disks.aggregatedList",
         [](Office& o, const Call& c) { return aggregated_list_of(o, c, "compute#diskAggregatedList", "disks"); }},
        {"compute.disks.insert", insert_disk},
        {"compute.disks.delete", remove_disk},
        {"compute.disks.resize", resize},
        {"compute.disks.createSnapshot", snapshot},
        {"compute.disks.setLabels",
         [](Office& o, const Call& c) { return set_labels(o, c, resource_of(c, "disks", "resource")); }},
    }};
    return methods;
}
std::span<const Method> snapshot_methods() { return methods_of_snapshots; }
std::span<const Effect> disk_effects() { return effects; }

}  // namespace aloft::practice::google
