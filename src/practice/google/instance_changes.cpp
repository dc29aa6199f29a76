#include <fmt/format.h>

#include <array>

#include "practice/google/addressing.hpp"
#include "practice/google/compute.hpp"
#include "practice/google/disk_wish.hpp"
#include "practice/google/effects.hpp"
#include "practice/google/instance_wish.hpp"
#include "practice/google/machine.hpp"
#include "practice/google/names.hpp"
#include "practice/google/network_wish.hpp"

namespace aloft::practice::google {
namespace {

std::string instance_in(const Call& call) { return resource_of(call, "instances", "instance"); }

std::unexpected<Refusal> must_be_stopped(const Call& call) {
    return refused(400, "resourceNotReady",
                   fmt::format("The resource '{}' is not ready: the instance must be stopped.", instance_in(call)));
}

/// The instance, which must be off for such a change.
std::expected<Json, Refusal> stopped(const Office& office, const Call& call) {
    const auto found = find_resource(office, instance_in(call));
    if (!found) return std::unexpected(found.error());
    if (text_in(**found, "status") != "TERMINATED") return must_be_stopped(call);
    return **found;
}

/// Only what shows which GPUs it has.
Json accelerator_fields(const Json& instance) {
    return {{"/guestAccelerators", instance.contains("guestAccelerators") ? instance["guestAccelerators"] : Json()},
            {"/practice/attached", instance["practice"]["attached"]}};
}

Outcome set_machine_resources(Office& office, const Call& call) {
    auto instance = stopped(office, call);
    if (!instance) return instance;
    if (auto fits = settle_accelerators(office, *instance, call.body.value("guestAccelerators", Json::array())); !fits)
        return std::unexpected(fits.error());
    if (auto fits = check_scheduling(office, *instance); !fits) return std::unexpected(fits.error());
    return begin_change(
        office, call,
        {.type = "setMachineResources", .target = instance_in(call), .fields = accelerator_fields(*instance)});
}

Outcome set_machine_type(Office& office, const Call& call) {
    auto instance = stopped(office, call);
    if (!instance) return instance;
    const std::string said = text_in(call.body, "machineType");
    if (said.empty()) return refused(400, "required", "Required field 'resource.machineType' not specified");
    const std::string zone(call.in_path("zone"));
    const auto type =
        named_in("resource.machineType", said, {std::string(call.in_path("project")), "zones/" + zone, "machineTypes"});
    if (!type) return std::unexpected(type.error());
    if (part_after(*type, "zones") != zone || !office.places.machine_type(zone, leaf(*type)))
        return std::unexpected(
            invalid_value("resource.machineType", said,
                          fmt::format("Machine type with name '{}' does not exist in zone '{}'.", leaf(*type), zone)));
    const bool attached = (*instance)["practice"].value("attached", false);
    const Json gpus = attached ? instance->value("guestAccelerators", Json::array()) : Json::array();
    (*instance)["machineType"] = link(*type);
    if (auto fits = settle_accelerators(office, *instance, gpus); !fits) return std::unexpected(fits.error());
    if (auto fits = check_scheduling(office, *instance); !fits) return std::unexpected(fits.error());
    Json fields = accelerator_fields(*instance);
    fields["/machineType"] = link(*type);
    return begin_change(office, call,
                        {.type = "setMachineType", .target = instance_in(call), .fields = std::move(fields)});
}

Outcome set_scheduling(Office& office, const Call& call) {
    const auto found = find_resource(office, instance_in(call));
    if (!found) return std::unexpected(found.error());
    Json instance = **found;
    const bool off = text_in(instance, "status") == "TERMINATED";
    const std::string before = text_in(instance["scheduling"], "provisioningModel");
    instance["scheduling"].merge_patch(call.body);
    if (text_in(instance["scheduling"], "provisioningModel") != before && !off) return must_be_stopped(call);
    const bool spot = text_in(instance["scheduling"], "provisioningModel") == "SPOT";
    instance["scheduling"]["preemptible"] = spot;
    const bool limited = call.body.contains("maxRunDuration") || call.body.contains("terminationTime");
    if (limited && !off) return must_be_stopped(call);
    const bool ends =
        instance["scheduling"].contains("maxRunDuration") || instance["scheduling"].contains("terminationTime");
    if (spot || ends) instance["scheduling"].emplace("instanceTerminationAction", "STOP");
    if (auto fits = check_scheduling(office, instance); !fits) return std::unexpected(fits.error());
    return begin_change(
        office, call,
        {.type = "setScheduling", .target = instance_in(call), .fields = {{"/scheduling", instance["scheduling"]}}});
}

Outcome set_metadata(Office& office, const Call& call) {
    const auto found = find_resource(office, instance_in(call));
    if (!found) return std::unexpected(found.error());
    const std::string now = (**found).value("/metadata/fingerprint"_json_pointer, std::string());
    if (text_in(call.body, "fingerprint") != now)
        return refused(412, "conditionNotMet", "Supplied fingerprint does not match current metadata fingerprint.");
    if (auto fits = check_metadata(call.body); !fits) return std::unexpected(fits.error());
    return begin_change(office, call,
                        {.type = "setMetadata",
                         .target = instance_in(call),
                         .fields = {{"/metadata", settled_metadata(call.body.value("items", Json::array()))}},
                         .same = {{"/metadata/fingerprint", now}}});
}

Outcome set_tags(Office& office, const Call& call) {
    const auto found = find_resource(office, instance_in(call));
    if (!found) return std::unexpected(found.error());
    if (text_in(call.body, "fingerprint") != (**found).value("/tags/fingerprint"_json_pointer, std::string()))
        return refused(412, "conditionNotMet", "Supplied fingerprint does not match current tags fingerprint.");
    const Json items = call.body.value("items", Json::array());
    for (const Json& tag : items)
        if (auto fits = check_name("resource.tags.items", tag.get<std::string>()); !fits)
            return std::unexpected(fits.error());
    Json tags = {{"fingerprint", fingerprint(items)}};
    if (!items.empty()) tags["items"] = items;
    return begin_change(office, call,
                        {.type = "setTags",
                         .target = instance_in(call),
                         .fields = {{"/tags", tags}},
                         .early = true,
                         .doors = instance_in(call)});
}

Outcome set_service_account(Office& office, const Call& call) {
    const auto instance = stopped(office, call);
    if (!instance) return std::unexpected(instance.error());
    std::string email = text_in(call.body, "email");
    const std::string project = project_of(instance_in(call));
    const std::string own = text_in(*office.records.find(project + "/compute"), "defaultServiceAccount");
    if (email == "default") email = own;
    if (email.empty())
        return begin_change(
            office, call,
            {.type = "setServiceAccount", .target = instance_in(call), .fields = {{"/serviceAccounts", nullptr}}});
    if (email != own && office.records.find(fmt::format("{}/serviceAccounts/{}", project, email)) == nullptr)
        return std::unexpected(invalid_value("resource.email", email, "The specified service account was not found."));
    const Json account = {{"email", email}, {"scopes", call.body.value("scopes", Json::array())}};
    return begin_change(office, call,
                        {.type = "setServiceAccount",
                         .target = instance_in(call),
                         .fields = {{"/serviceAccounts", Json::array({account})}}});
}

/// Which of the instance's disks has that device name; its number, or none.
std::optional<std::size_t> disk_of_device(const Json& instance, std::string_view device) {
    const Json disks = instance.value("disks", Json::array());
    for (std::size_t index = 0; index < disks.size(); ++index)
        if (text_in(disks[index], "deviceName") == device) return index;
    return std::nullopt;
}

std::unexpected<Refusal> no_such_device(const Call& call) {
    return std::unexpected(invalid_value("deviceName", call.in_query("deviceName"),
                                         "No disk with such a device name is attached to the instance."));
}

Outcome set_disk_auto_delete(Office& office, const Call& call) {
    const auto found = find_resource(office, instance_in(call));
    if (!found) return std::unexpected(found.error());
    const auto index = disk_of_device(**found, call.in_query("deviceName"));
    if (!index) return no_such_device(call);
    return begin_change(
        office, call,
        {.type = "setDiskAutoDelete",
         .target = instance_in(call),
         .fields = {{fmt::format("/disks/{}/autoDelete", *index), call.in_query("autoDelete") == "true"}}});
}

/// Written on the disk at once: it must not be promised to two machines.
void set_users(Office& office, const std::string& name, const Json& users) {
    const Json* kept = office.records.find(name);
    if (kept == nullptr) return;
    Json disk = *kept;
    disk.erase("users");
    if (!users.empty()) disk["users"] = users;
    disk[users.empty() ? "lastDetachTimestamp" : "lastAttachTimestamp"] = google_time(office.clock.now());
    keep(office, name, std::move(disk));
}

Outcome attach_disk(Office& office, const Call& call) {
    const auto found = find_resource(office, instance_in(call));
    if (!found) return std::unexpected(found.error());
    Json disks = (*found)->value("disks", Json::array());
    if (text_in(call.body, "source").empty())
        return refused(400, "required", "Required field 'resource.source' not specified");
    auto attached = read_existing_disk(office, call, call.body, disks.size(), "resource");
    if (!attached) return attached;
    if (disk_of_device(**found, text_in(*attached, "deviceName")))
        return std::unexpected(
            invalid_value("resource.deviceName", text_in(*attached, "deviceName"), "Device names must be unique."));
    set_users(office, unlinked(text_in(*attached, "source")), Json::array({link(instance_in(call))}));
    disks.push_back(std::move(*attached));
    return begin_change(office, call,
                        {.type = "attachDisk", .target = instance_in(call), .fields = {{"/disks", std::move(disks)}}});
}

Outcome detach_disk(Office& office, const Call& call) {
    const auto found = find_resource(office, instance_in(call));
    if (!found) return std::unexpected(found.error());
    const auto index = disk_of_device(**found, call.in_query("deviceName"));
    if (!index) return no_such_device(call);
    Json disks = (*found)->value("disks", Json::array());
    const Json disk = disks[*index];
    if (disk.value("boot", false) && text_in(**found, "status") != "TERMINATED") return must_be_stopped(call);
    disks.erase(*index);
    set_users(office, unlinked(text_in(disk, "source")), Json::array());
    return begin_change(office, call,
                        {.type = "detachDisk", .target = instance_in(call), .fields = {{"/disks", std::move(disks)}}});
}

constexpr std::string_view access_place = "/networkInterfaces/0/accessConfigs";

std::expected<const Json*, Refusal> with_interface(const Office& office, const Call& call) {
    const auto found = find_resource(office, instance_in(call));
    if (found && call.in_query("networkInterface") != "nic0")
        return std::unexpected(
            invalid_value("networkInterface", call.in_query("networkInterface"), "Network interface not found."));
    return found;
}

Outcome add_access_config(Office& office, const Call& call) {
    const auto found = with_interface(office, call);
    if (!found) return std::unexpected(found.error());
    const Json instance = **found;
    if (!instance.value(Json::json_pointer(std::string(access_place)), Json::array()).empty())
        return refused(400, "invalid", "At most one access config currently supported.");
    Json access = call.body;
    access.emplace("name", "External NAT");
    access.emplace("type", "ONE_TO_ONE_NAT");
    access.emplace("networkTier", "PREMIUM");
    access["kind"] = "compute#accessConfig";
    const auto reserved = read_external_address(office, call, access, "resource.natIP");
    if (!reserved) return std::unexpected(reserved.error());
    if (!reserved->empty()) {
        use_address(office, *reserved, instance_in(call), office.clock.now());
    } else if (text_in(instance, "status") != "TERMINATED") {
        access["natIP"] = next_external_address(office);
    }
    return begin_change(office, call,
                        {.type = "addAccessConfig",
                         .target = instance_in(call),
                         .fields = {{std::string(access_place), Json::array({std::move(access)})}},
                         .early = true,
                         .doors = instance_in(call)});
}

Outcome delete_access_config(Office& office, const Call& call) {
    const auto found = with_interface(office, call);
    if (!found) return std::unexpected(found.error());
    const Json instance = **found;
    const Json configs = instance.value(Json::json_pointer(std::string(access_place)), Json::array());
    if (configs.empty() || text_in(configs[0], "name") != call.in_query("accessConfig"))
        return std::unexpected(invalid_value("accessConfig", call.in_query("accessConfig"),
                                             "No such access config on the network interface."));
    release_addresses(office, instance, office.clock.now());
    return begin_change(office, call,
                        {.type = "deleteAccessConfig",
                         .target = instance_in(call),
                         .fields = {{std::string(access_place), nullptr}},
                         .early = true,
                         .doors = instance_in(call)});
}

}  // namespace

std::span<const Method> instance_change_methods() {
    static constexpr std::array<Method, 12> methods = {{
        {"compute.instances.setMachineResources", set_machine_resources},
        {"compute.instances.setMachineType", set_machine_type},
        {"compute.instances.setScheduling", set_scheduling},
        {"compute.instances.setMetadata", set_metadata},
        {"compute.instances.setLabels", [](Office& o, const Call& c) { return set_labels(o, c, instance_in(c)); }},
        {"compute.instances.setTags", set_tags},
        {"compute.instances.setServiceAccount", set_service_account},
        {"compute.instances.setDiskAutoDelete", set_disk_auto_delete},
        {"compute.instances.attachDisk", attach_disk},
        {"compute.instances.detachDisk", detach_disk},
        {"compute.instances.addAccessConfig", add_access_config},
        {"compute.instances.deleteAccessConfig", delete_access_config},
    }};
    return methods;
}

}  // namespace aloft::practice::google
