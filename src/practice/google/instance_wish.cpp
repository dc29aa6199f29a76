#include "practice/google/instance_wish.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "practice/google/compute.hpp"
#include "practice/google/disk_wish.hpp"
#include "practice/google/machine.hpp"
#include "practice/google/names.hpp"
#include "practice/google/network_wish.hpp"

namespace aloft::practice::google {
namespace {

using Checked = std::expected<void, Refusal>;

std::unexpected<Refusal> missing(std::string_view field) {
    return refused(400, "required", fmt::format("Required field '{}' not specified", field));
}

Checked settle_type(const Office& office, const Call& call, const Json& body, Json& instance) {
    const std::string said = text_in(body, "machineType");
    if (said.empty()) return missing("resource.machineType");
    const std::string zone(call.in_path("zone"));
    const auto name =
        named_in("resource.machineType", said, {std::string(call.in_path("project")), "zones/" + zone, "machineTypes"});
    if (!name) return std::unexpected(name.error());
    if (part_after(*name, "zones") != zone || !office.places.machine_type(zone, leaf(*name)))
        return std::unexpected(
            invalid_value("resource.machineType", said,
                          fmt::format("Machine type with name '{}' does not exist in zone '{}'.", leaf(*name), zone)));
    instance["machineType"] = link(*name);
    return {};
}

Checked settle_scheduling(const Json& body, Json& instance) {
    Json scheduling = body.value("scheduling", Json::object());
    if (scheduling.value("preemptible", false)) scheduling.emplace("provisioningModel", "SPOT");
    scheduling.emplace("provisioningModel", "STANDARD");
    const std::string model = text_in(scheduling, "provisioningModel");
    const bool spot = model == "SPOT";
    // To wait for days is all that it is about, and nobody rehearses that.
    if (model == "FLEX_START")
        return std::unexpected(
            invalid_value("resource.scheduling.provisioningModel", model, "The practice cloud has STANDARD and SPOT."));
    if (model == "RESERVATION_BOUND" &&
        body.value("/reservationAffinity/consumeReservationType"_json_pointer, std::string()) != "SPECIFIC_RESERVATION")
        return std::unexpected(
            invalid_value("resource.scheduling.provisioningModel", model,
                          "Instances bound to a reservation must name it in their reservation affinity."));
    scheduling["preemptible"] = spot;
    scheduling.emplace("automaticRestart", !spot);
    scheduling.emplace("onHostMaintenance", spot ? "TERMINATE" : "MIGRATE");
    const bool limited = scheduling.contains("maxRunDuration") || scheduling.contains("terminationTime");
    if (spot || limited) scheduling.emplace("instanceTerminationAction", "STOP");
    instance["scheduling"] = std::move(scheduling);
    return {};
}

Checked settle_disks(Office& office, const Call& call, const Json& body, InstanceWish& wish) {
    const Json wished = body.value("disks", Json::array());
    if (wished.empty()) return std::unexpected(invalid_value("resource.disks", "", "No disks are specified."));
    const auto boots = std::ranges::count_if(wished, [](const Json& disk) { return disk.value("boot", false); });
    if (boots != 1 || !wished[0].value("boot", false))
        return std::unexpected(
            invalid_value("resource.disks", "", "The first disk, and no other, must be the boot disk."));
    std::set<std::string> devices;
    for (std::size_t index = 0; index < wished.size(); ++index) {
        auto attached = read_attached_disk(office, call, wished[index], index, wish);
        if (!attached) return std::unexpected(attached.error());
        if (!devices.insert(text_in(*attached, "deviceName")).second)
            return std::unexpected(invalid_value(fmt::format("resource.disks[{}].deviceName", index),
                                                 text_in(*attached, "deviceName"), "Device names must be unique."));
        wish.instance["disks"].push_back(std::move(*attached));
    }
    return {};
}

Checked settle_accounts(const Office& office, const Call& call, const Json& body, Json& instance) {
    const Json accounts = body.value("serviceAccounts", Json::array());
    if (accounts.empty()) return {};
    if (accounts.size() > 1)
        return std::unexpected(invalid_value("resource.serviceAccounts", std::to_string(accounts.size()),
                                             "At most one service account is allowed."));
    Json account = accounts[0];
    const std::string project = fmt::format("projects/{}", call.in_path("project"));
    const std::string own = text_in(*office.records.find(project + "/compute"), "defaultServiceAccount");
    const std::string email = text_in(account, "email");
    if (email.empty() || email == "default") account["email"] = own;
    const bool known = text_in(account, "email") == own ||
                       office.records.find(fmt::format("{}/serviceAccounts/{}", project, email)) != nullptr;
    if (!known)
        return std::unexpected(
            invalid_value("resource.serviceAccounts[0].email", email, "The specified service account was not found."));
    instance["serviceAccounts"] = Json::array({std::move(account)});
    return {};
}

/// Nobody has bought a reservation here; those that would take any do without, as in most projects.
Checked settle_reservations(const Json& body, Json& instance) {
    const Json affinity = body.value("reservationAffinity", Json::object());
    if (affinity.empty()) return {};
    const auto values = affinity.value("values", std::vector<std::string>());
    if (text_in(affinity, "consumeReservationType") == "SPECIFIC_RESERVATION")
        return std::unexpected(invalid_value(
            "resource.reservationAffinity", affinity.dump(2),
            values.empty() ? std::string("Specific reservations must be named by key and values.")
                           : fmt::format("Specified reservations [{}] do not exist.", fmt::join(values, ", "))));
    instance["reservationAffinity"] = affinity;
    return {};
}

Checked settle_rest(const Office& office, const Call& call, const Json& body, Json& instance) {
    const Json metadata = body.value("metadata", Json::object());
    if (auto fits = check_metadata(metadata); !fits) return fits;
    instance["metadata"] = settled_metadata(metadata.value("items", Json::array()));
    const Json labels = body.value("labels", Json::object());
    if (auto fits = check_labels(labels); !fits) return fits;
    if (!labels.empty()) instance["labels"] = labels;
    instance["labelFingerprint"] = fingerprint(labels);
    Json tags = {{"fingerprint", fingerprint(body.value("/tags/items"_json_pointer, Json::array()))}};
    for (const Json& tag : body.value("/tags/items"_json_pointer, Json::array())) {
        if (auto fits = check_name("resource.tags.items", tag.get<std::string>()); !fits) return fits;
        tags["items"].push_back(tag);
    }
    instance["tags"] = std::move(tags);
    if (auto fits = settle_reservations(body, instance); !fits) return fits;
    return settle_accounts(office, call, body, instance);
}

}  // namespace

Checked check_scheduling(const Office& office, const Json& instance) {
    const Json& scheduling = instance.at("scheduling");
    const bool gpus = !instance.value("guestAccelerators", Json::array()).empty();
    if (gpus && text_in(scheduling, "onHostMaintenance") != "TERMINATE")
        return refused(400, "invalid", "Instances with guest accelerators do not support live migration.");
    const bool spot = text_in(scheduling, "provisioningModel") == "SPOT";
    if (spot && scheduling.value("automaticRestart", false))
        return std::unexpected(invalid_value("resource.scheduling.automaticRestart", "true",
                                             "Automatic restart must be disabled for Spot instances."));
    if (spot && text_in(scheduling, "onHostMaintenance") == "MIGRATE")
        return std::unexpected(invalid_value("resource.scheduling.onHostMaintenance", "MIGRATE",
                                             "Spot instances must have onHostMaintenance set to TERMINATE."));
    if (scheduling.contains("maxRunDuration") && scheduling.contains("terminationTime"))
        return refused(400, "invalid", "Only one of maxRunDuration and terminationTime can be specified.");
    if (scheduling.contains("maxRunDuration")) {
        const auto seconds = number_in(scheduling["maxRunDuration"], "seconds", 0);
        if (seconds < 30 || seconds > std::int64_t{120} * 24 * 3600)
            return std::unexpected(invalid_value("resource.scheduling.maxRunDuration.seconds", std::to_string(seconds),
                                                 "It must be between 30 seconds and 120 days."));
    }
    if (scheduling.contains("terminationTime") && !from_google_time(text_in(scheduling, "terminationTime")))
        return std::unexpected(invalid_value("resource.scheduling.terminationTime",
                                             text_in(scheduling, "terminationTime"),
                                             "It must be a time in RFC 3339 format."));
    const bool limited = scheduling.contains("maxRunDuration") || scheduling.contains("terminationTime");
    if (scheduling.contains("instanceTerminationAction") && !spot && !limited)
        return std::unexpected(invalid_value(
            "resource.scheduling.instanceTerminationAction", text_in(scheduling, "instanceTerminationAction"),
            "It can only be set for instances that are Spot or have a limited run time."));
    const bool discards = scheduling.value("/onInstanceStopAction/discardLocalSsd"_json_pointer, false);
    const bool local_disks = has_local_disks(office, instance);
    const bool has_to = local_disks && limited && text_in(scheduling, "instanceTerminationAction") == "STOP";
    if (has_to && !discards)
        return std::unexpected(invalid_value(
            "resource.scheduling.onInstanceStopAction.discardLocalSsd", "",
            "It must be true for instances with Local SSD disks that have a limited run time and are stopped."));
    if (discards && !has_to)
        return std::unexpected(
            invalid_value("resource.scheduling.onInstanceStopAction.discardLocalSsd", "true",
                          "It can only be set for instances with Local SSD disks that have a limited run time and are "
                          "stopped."));
    return {};
}

Checked settle_accelerators(const Office& office, Json& instance, const Json& wished) {
    const auto type = type_of(office, instance);
    const std::string zone_name = unlinked(text_in(instance, "zone"));
    instance.erase("guestAccelerators");
    instance["practice"]["attached"] = false;
    if (type && type->built_in.count > 0)
        instance["guestAccelerators"] = Json::array(
            {{{"acceleratorType", link(fmt::format("{}/acceleratorTypes/{}", zone_name, type->built_in.type))},
              {"acceleratorCount", type->built_in.count}}});
    for (const Json& gpus : wished) {
        const int count = static_cast<int>(number_in(gpus, "acceleratorCount", 0));
        const std::string said = text_in(gpus, "acceleratorType");
        if (count == 0) continue;
        const auto name = named_in("resource.guestAccelerators[0].acceleratorType", said,
                                   {std::string(part_after(zone_name, "projects")),
                                    fmt::format("zones/{}", leaf(zone_name)), "acceleratorTypes"});
        if (!name) return std::unexpected(name.error());
        if (wished.size() > 1 || said.find('/') == std::string::npos || count < 0)
            return std::unexpected(
                invalid_value("resource.guestAccelerators[0].acceleratorType", said, "The URL is malformed."));
        const Accelerators attached{std::string(leaf(*name)), count};
        if (type && type->built_in == attached) continue;
        const std::string why = type ? office.places.why_not_attached(*type, attached) : std::string();
        const auto there = office.places.accelerators(leaf(zone_name));
        const bool known = std::ranges::find(there, attached.type, &AcceleratorFacts::type) != there.end();
        // What the zone does not have shows when the machine is made.
        if (known && !why.empty()) return refused(400, "invalid", why);
        instance["guestAccelerators"] = Json::array({{{"acceleratorType", link(*name)}, {"acceleratorCount", count}}});
        instance["practice"]["attached"] = true;
    }
    return {};
}

Checked check_metadata(const Json& metadata) {
    std::set<std::string> keys;
    const Json items = metadata.value("items", Json::array());
    for (std::size_t index = 0; index < items.size(); ++index) {
        const std::string key = text_in(items[index], "key");
        const std::string field = fmt::format("resource.metadata.items[{}].key", index);
        const bool fits = !key.empty() && key.size() <= 128 && std::ranges::all_of(key, [](unsigned char letter) {
            return std::isalnum(letter) != 0 || letter == '-' || letter == '_';
        });
        if (!fits) return std::unexpected(invalid_value(field, key, "Must be a match of regex '[a-zA-Z0-9-_]{1,128}'"));
        if (!keys.insert(key).second)
            return std::unexpected(invalid_value(field, key, fmt::format("Metadata has duplicate key: {}", key)));
        if (text_in(items[index], "value").size() > 256UL * 1024)
            return std::unexpected(invalid_value(fmt::format("resource.metadata.items[{}].value", index), key,
                                                 "Metadata values are at most 262144 characters."));
    }
    return {};
}

Json settled_metadata(const Json& items) {
    Json metadata = {{"kind", "compute#metadata"}, {"fingerprint", fingerprint(items)}};
    if (!items.empty()) metadata["items"] = items;
    return metadata;
}

std::expected<InstanceWish, Refusal> read_instance(Office& office, const Call& call, const Json& body) {
    InstanceWish wish;
    const std::string zone(call.in_path("zone"));
    if (auto known = check_zone(office, zone); !known) return std::unexpected(known.error());
    if (text_in(body, "name").empty()) return missing("resource.name");
    if (auto fits = check_name("resource.name", text_in(body, "name")); !fits) return std::unexpected(fits.error());
    wish.name = fmt::format("projects/{}/zones/{}/instances/{}", call.in_path("project"), zone, text_in(body, "name"));
    if (office.records.find(wish.name) != nullptr) return std::unexpected(already_exists(wish.name));
    wish.instance = new_resource(office, wish.name, "compute#instance");
    Json& instance = wish.instance;
    instance.update({{"zone", link(fmt::format("projects/{}/zones/{}", call.in_path("project"), zone))},
                     {"status", "PROVISIONING"},
                     {"cpuPlatform", "Intel Haswell"},
                     {"startRestricted", false},
                     {"deletionProtection", body.value("deletionProtection", false)},
                     {"canIpForward", body.value("canIpForward", false)},
                     {"shieldedInstanceConfig",
                      {{"enableSecureBoot", false}, {"enableVtpm", true}, {"enableIntegrityMonitoring", true}}},
                     {"shieldedInstanceIntegrityPolicy", {{"updateAutoLearnPolicy", true}}},
                     {"resourceStatus", Json::object()}});
    instance["practice"]["maintenance"] = "NONE";
    for (const std::string_view field : {"description", "hostname", "minCpuPlatform"})
        if (body.contains(field)) instance[std::string(field)] = body[std::string(field)];
    if (body.contains("hostname"))
        if (auto fits = check_host_name("resource.hostname", text_in(body, "hostname")); !fits)
            return std::unexpected(fits.error());
    if (auto fits = settle_type(office, call, body, instance); !fits) return std::unexpected(fits.error());
    if (auto fits = settle_scheduling(body, instance); !fits) return std::unexpected(fits.error());
    if (auto fits = settle_accelerators(office, instance, body.value("guestAccelerators", Json::array())); !fits)
        return std::unexpected(fits.error());
    if (auto fits = check_scheduling(office, instance); !fits) return std::unexpected(fits.error());
    if (auto fits = settle_rest(office, call, body, instance); !fits) return std::unexpected(fits.error());
    if (auto fits = settle_disks(office, call, body, wish); !fits) return std::unexpected(fits.error());
    // Last, since it takes addresses.
    if (auto fits = read_network(office, call, body, wish); !fits) return std::unexpected(fits.error());
    instance["fingerprint"] = fingerprint(instance);
    return wish;
}

}  // namespace aloft::practice::google
