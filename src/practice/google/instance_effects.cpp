#include <array>

#include "practice/google/addressing.hpp"
#include "practice/google/effects.hpp"
#include "practice/google/machine.hpp"
#include "practice/google/machine_life.hpp"
#include "practice/google/metering.hpp"
#include "practice/google/names.hpp"
#include "practice/google/operations.hpp"

namespace aloft::practice::google {
namespace {

/// A disk of the hall, made from what its record says it comes from.
Result<void> make_disk(Hall& hall, const std::string& id, const std::string& from, int gb) {
    return from.empty() ? hall.make_disk(id, gb) : hall.copy_disk(id, from, gb);
}

struct DiskWish {
    std::string id;
    std::string from;
    int gb;
};

std::vector<DiskWish> wished_disks(const Office& office, const Json& operation) {
    std::vector<DiskWish> wishes;
    for (const Json& name : arguments_of(operation).value("disks", Json::array())) {
        const Json* disk = office.records.find(name.get<std::string>());
        if (disk == nullptr) continue;
        wishes.push_back({text_in(*disk, "id"), text_in(disk->value("practice", Json::object()), "copy_of"),
                          static_cast<int>(number_in(*disk, "sizeGb", 10))});
    }
    return wishes;
}

const Json* target(const Office& office, const Json& operation) {
    return office.records.find(target_of_operation(operation));
}

void set_status(Office& office, const Json& operation, std::string_view status) {
    const Json* kept = target(office, operation);
    if (kept == nullptr) return;
    Json instance = *kept;
    instance["status"] = status;
    keep(office, target_of_operation(operation), std::move(instance));
}

Json gone(const Json& operation) {
    const std::string name = target_of_operation(operation);
    return failure_of("RESOURCE_NOT_FOUND", not_found(name).message, 404, "NOT FOUND");
}

HallJobs boot_jobs(Office& office, const Json& operation) {
    const Json* instance = target(office, operation);
    if (instance == nullptr) return {};
    const HallMachine machine = hall_machine(office, *instance);
    return {{machine.id,
             [machine, network = hall_network(office, *instance),
              disks = wished_disks(office, operation)](Hall& hall) -> Result<void> {
                 for (const DiskWish& disk : disks)
                     if (auto made = make_disk(hall, disk.id, disk.from, disk.gb); !made) return made;
                 return hall.boot(machine, network);
             }}};
}

Json now_running(Office& office, const Json& operation, Moment at) {
    const Json* instance = target(office, operation);
    if (instance == nullptr) return gone(operation);
    // Somebody has stopped or deleted it before it was up: that operation says what becomes of it.
    const std::string status = text_in(*instance, "status");
    if (status == "PROVISIONING" || status == "STAGING") machine_runs(office, target_of_operation(operation), at);
    return nullptr;
}

void begin_start(Office& office, const Json& operation, Moment /*at*/) {
    const Json* kept = target(office, operation);
    if (kept == nullptr || is_running(*kept)) return;
    Json instance = *kept;
    instance["status"] = "PROVISIONING";
    give_external_address(office, instance);
    keep(office, target_of_operation(operation), std::move(instance));
}

void undo_start(Office& office, const Json& operation, Moment /*at*/) {
    const Json* kept = target(office, operation);
    if (kept == nullptr) return;
    Json instance = *kept;
    instance["status"] = "TERMINATED";
    take_external_address(office, instance);
    keep(office, target_of_operation(operation), std::move(instance));
}

void remove_instance(Office& office, const std::string& name, const std::vector<std::string>& disks, Moment at) {
    const Json instance = *office.records.find(name);
    release_addresses(office, instance, at);
    drop(office, name);
    office.records.remove("machines/" + text_in(instance, "id"));
    meter(office, name, at);
    for (const std::string& disk : disks) {
        if (office.records.find(disk) == nullptr) continue;
        drop(office, disk);
        meter(office, disk, at);
    }
    for (const Json& attached : instance.value("disks", Json::array())) {
        const std::string disk = unlinked(text_in(attached, "source"));
        const Json* kept = office.records.find(disk);
        if (kept == nullptr) continue;
        Json free = *kept;
        free.erase("users");
        free["lastDetachTimestamp"] = google_time(at);
        keep(office, disk, std::move(free));
    }
}

std::vector<std::string> disks_to_delete(const Json& instance) {
    std::vector<std::string> names;
    for (const Json& attached : instance.value("disks", Json::array()))
        if (attached.value("autoDelete", false)) names.push_back(unlinked(text_in(attached, "source")));
    return names;
}

void undo_create(Office& office, const Json& operation, Moment at) {
    if (target(office, operation) == nullptr) return;
    remove_instance(office, target_of_operation(operation),
                    arguments_of(operation).value("disks", std::vector<std::string>()), at);
}

HallJobs removal_jobs(Office& office, const Json& operation) {
    const Json* instance = target(office, operation);
    if (instance == nullptr) return {};
    std::vector<std::string> disks;
    for (const std::string& name : disks_to_delete(*instance))
        if (const Json* disk = office.records.find(name)) disks.push_back(text_in(*disk, "id"));
    const std::string id = text_in(*instance, "id");
    return {{id, [id, disks](Hall& hall) -> Result<void> {
                 if (auto removed = hall.remove(id); !removed) return removed;
                 for (const std::string& disk : disks)
                     if (auto removed = hall.remove_disk(disk); !removed) return removed;
                 return {};
             }}};
}

void begin_stop(Office& office, const Json& operation, Moment /*at*/) {
    const Json* instance = target(office, operation);
    if (instance == nullptr || !spends(*instance)) return;
    const bool suspends = text_in(arguments_of(operation), "to") == "SUSPENDED";
    set_status(office, operation, suspends ? "SUSPENDING" : "STOPPING");
}

HallJobs stop_jobs(Office& office, const Json& operation) {
    const Json* instance = target(office, operation);
    if (instance == nullptr) return {};
    const std::string id = text_in(*instance, "id");
    const std::chrono::seconds soft(number_in(arguments_of(operation), "soft_seconds", 90));
    return {{id, [id, soft](Hall& hall) { return hall.power_off(id, soft); }}};
}

Json now_stopped(Office& office, const Json& operation, Moment at) {
    const Json* kept = target(office, operation);
    if (kept == nullptr) return gone(operation);
    Json instance = *kept;
    const std::string to = text_in(arguments_of(operation), "to");
    instance["status"] = to;
    instance[to == "SUSPENDED" ? "lastSuspendedTimestamp" : "lastStopTimestamp"] = google_time(at);
    instance["resourceStatus"].erase("scheduling");
    take_external_address(office, instance);
    keep(office, target_of_operation(operation), std::move(instance));
    meter(office, target_of_operation(operation), at);
    return nullptr;
}

void begin_delete(Office& office, const Json& operation, Moment /*at*/) { set_status(office, operation, "STOPPING"); }

Json now_deleted(Office& office, const Json& operation, Moment at) {
    const Json* instance = target(office, operation);
    if (instance == nullptr) return nullptr;
    remove_instance(office, target_of_operation(operation), disks_to_delete(*instance), at);
    return nullptr;
}

void undo_stop(Office& office, const Json& operation, Moment /*at*/) {
    const Json* instance = target(office, operation);
    const std::string status = instance == nullptr ? "" : text_in(*instance, "status");
    if (status == "STOPPING" || status == "SUSPENDING") set_status(office, operation, "RUNNING");
}

HallJobs reset_jobs(Office& office, const Json& operation) {
    const Json* instance = target(office, operation);
    if (instance == nullptr || !is_running(*instance)) return {};
    const std::string id = text_in(*instance, "id");
    return {{id, [id](Hall& hall) { return hall.reset(id); }}};
}

constexpr std::array<Effect, 5> effects = {{
    {"instance.create", nullptr, boot_jobs, now_running, undo_create, removal_jobs},
    {"instance.start", begin_start, boot_jobs, now_running, undo_start, nullptr},
    {"instance.stop", begin_stop, stop_jobs, now_stopped, undo_stop, nullptr},
    {"instance.delete", begin_delete, removal_jobs, now_deleted, undo_stop, nullptr},
    {"instance.reset", nullptr, reset_jobs, nullptr, nullptr, nullptr},
}};

}  // namespace

std::span<const Effect> instance_effects() { return effects; }

}  // namespace aloft::practice::google
