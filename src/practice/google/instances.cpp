#include <fmt/format.h>

#include <array>

#include "practice/google/addressing.hpp"
#include "practice/google/admission.hpp"
#include "practice/google/compute.hpp"
#include "practice/google/instance_wish.hpp"
#include "practice/google/lists.hpp"
#include "practice/google/machine.hpp"
#include "practice/google/machine_life.hpp"
#include "practice/google/metering.hpp"
#include "practice/google/names.hpp"

namespace aloft::practice::google {
namespace {

std::string instance_in(const Call& call) { return resource_of(call, "instances", "instance"); }

/// What Google gives a machine to end by itself.
int soft_seconds(const Json& instance) { return is_spot(instance) ? 30 : 90; }

/// "vm" does not exist in the region, so its type cannot be had, and so on: how the operation will fail.
Json failure_of_wish(const Office& office, const InstanceWish& wish) {
    if (!wish.failure.is_null()) return wish.failure;
    for (const Json& gpus : wish.instance.value("guestAccelerators", Json::array())) {
        const std::string name = unlinked(text_in(gpus, "acceleratorType"));
        bool there = false;
        for (const AcceleratorFacts& facts : office.places.accelerators(part_after(name, "zones")))
            there = there || facts.type == leaf(name);
        if (!there) return failure_of("RESOURCE_NOT_FOUND", not_found(name).message, 404, "NOT FOUND");
    }
    for (const NewDisk& disk : wish.disks)
        if (Json failure = why_unfit(leaf(text_in(wish.instance, "machineType")), leaf(text_in(disk.document, "type")));
            !failure.is_null())
            return failure;
    return why_not_on(office, wish.instance);
}

Json begin_insert(Office& office, const Call& call, InstanceWish wish, const std::string& group) {
    Json failure = failure_of_wish(office, wish);
    if (!failure.is_null()) wish.instance["practice"]["doomed"] = true;
    Json disks = Json::array();
    const Moment now = office.clock.now();
    for (NewDisk& disk : wish.disks) {
        disks.push_back(disk.name);
        keep(office, disk.name, std::move(disk.document));
        meter(office, disk.name, now);
    }
    // Disks that there were already are its from now on.
    for (const Json& attached : wish.instance.value("disks", Json::array())) {
        const std::string name = unlinked(text_in(attached, "source"));
        Json disk = *office.records.find(name);
        disk["users"] = Json::array({link(wish.name)});
        keep(office, name, std::move(disk));
    }
    office.records.put("machines/" + text_in(wish.instance, "id"), {{"name", wish.name}});
    keep(office, wish.name, std::move(wish.instance));
    for (const std::string& address : wish.reserved_addresses) use_address(office, address, wish.name, now);
    return begin_operation(office, call.caller,
                           {.type = group.empty() ? "insert" : "compute.instances.insert",
                            .target = wish.name,
                            .effect = "instance.create",
                            .arguments = {{"disks", std::move(disks)}},
                            .failure = std::move(failure),
                            .group = group});
}

Outcome insert_instance(Office& office, const Call& call) {
    for (const std::string_view source : {"sourceInstanceTemplate", "sourceMachineImage"})
        if (!call.in_query(source).empty()) return std::unexpected(not_found(unlinked(call.in_query(source))));
    auto wish = read_instance(office, call, call.body);
    if (!wish) return std::unexpected(wish.error());
    return begin_insert(office, call, std::move(*wish), "");
}

/// "vm-####" with the number that comes: "vm-0001".
std::string numbered(const std::string& pattern, int number) {
    const auto first = pattern.find('#');
    const auto last = pattern.find_last_of('#');
    if (first == std::string::npos) return pattern;
    return pattern.substr(0, first) + fmt::format("{:0{}}", number, last - first + 1) + pattern.substr(last + 1);
}

std::expected<std::vector<std::string>, Refusal> bulk_names(const Call& call) {
    std::vector<std::string> names;
    const auto count = number_in(call.body, "count", 0);
    const std::string pattern = text_in(call.body, "namePattern");
    if (count < 1 || count > 1000)
        return std::unexpected(
            invalid_value("resource.count", std::to_string(count), "It must be between 1 and 1000."));
    if (!pattern.empty()) {
        for (int number = 1; number <= count; ++number) names.push_back(numbered(pattern, number));
        if (pattern.find('#') == std::string::npos && count > 1)
            return std::unexpected(
                invalid_value("resource.namePattern", pattern, "The pattern must contain at least one '#'."));
        return names;
    }
    const Json each = call.body.value("perInstanceProperties", Json::object());
    for (const auto& [name, properties] : each.items()) names.push_back(name);
    if (names.size() != static_cast<std::size_t>(count))
        return refused(
            400, "invalid",
            "Invalid value for field 'resource.namePattern': ''. Either namePattern or perInstanceProperties "
            "for each instance must be specified.");
    return names;
}

Outcome bulk_insert(Office& office, const Call& call) {
    const auto names = bulk_names(call);
    if (!names) return std::unexpected(names.error());
    if (!call.body.contains("instanceProperties"))
        return refused(400, "required", "Required field 'resource.instanceProperties' not specified");
    const std::string zone(call.in_path("zone"));
    const std::string group = fmt::format("{:x}", office.random.next());
    Json operations = Json::array();
    Json body = call.body["instanceProperties"];
    // Templates say bare names of types, and what they say of each machine has other names than an instance's fields.
    for (const std::string field : {"resourceManagerTags", "resourcePolicies", "postKeyRevocationActionType"})
        body.erase(field);
    for (Json& gpus : body.contains("guestAccelerators") ? body["guestAccelerators"] : body["none"])
        if (text_in(gpus, "acceleratorType").find('/') == std::string::npos)
            gpus["acceleratorType"] =
                fmt::format("zones/{}/acceleratorTypes/{}", zone, text_in(gpus, "acceleratorType"));
    body.erase("none");
    // All of them are found in order before the first one is made.
    bool first = true;
    for (const std::string& name : *names) {
        body["name"] = name;
        auto wish = read_instance(office, call, body);
        if (!wish) return std::unexpected(wish.error());
        if (!std::exchange(first, false)) continue;
        const int count = static_cast<int>(names->size());
        if (!has_stock_for(office, wish->instance, count))
            return refused(
                503, "insufficientCapacity",
                fmt::format(
                    "The zone 'projects/{}/zones/{}' does not have enough resources available to fulfill the request for {} instance(s).  Try a different zone, or try again later.",
                    call.in_path("project"), zone, count));
    }
    for (const std::string& name : *names) {
        body["name"] = name;
        auto wish = read_instance(office, call, body);
        if (!wish) return std::unexpected(wish.error());
        const Json operation = begin_insert(office, call, std::move(*wish), group);
        operations.push_back(unlinked(text_in(operation, "selfLink")));
    }
    return begin_operation(
        office, call.caller,
        {.type = "bulkInsert",
         .target = fmt::format("projects/{}/zones/{}/instances/{}", call.in_path("project"), zone, names->front()),
         .effect = "bulk",
         .arguments = {{"operations", std::move(operations)}},
         .group = group});
}

std::unexpected<Refusal> not_ready(const std::string& name) {
    return refused(400, "resourceNotReady", fmt::format("The resource '{}' is not ready", name));
}

struct PowerChange {
    std::string type;
    std::string effect;
    Json arguments;
};

Json begin_power(Office& office, const Call& call, PowerChange change, Json failure = nullptr) {
    return begin_operation(office, call.caller,
                           {.type = std::move(change.type),
                            .target = instance_in(call),
                            .effect = std::move(change.effect),
                            .arguments = std::move(change.arguments),
                            .failure = std::move(failure)});
}

/// Nothing is to be done, and Google answers with an operation all the same.
Json begin_nothing(Office& office, const Call& call, const std::string& type) {
    return begin_change(office, call, {.type = type, .target = instance_in(call), .fields = Json::object()});
}

Outcome start_from(Office& office, const Call& call, std::string_view type, std::string_view from) {
    const auto found = find_resource(office, instance_in(call));
    if (!found) return std::unexpected(found.error());
    const std::string status = text_in(**found, "status");
    if (type == "start" && status == "RUNNING") return begin_nothing(office, call, "start");
    if (status != from) return not_ready(instance_in(call));
    return begin_power(office, call, {std::string(type), "instance.start", {{"disks", Json::array()}}},
                       why_not_on(office, **found));
}

Outcome start_instance(Office& office, const Call& call) { return start_from(office, call, "start", "TERMINATED"); }
Outcome resume(Office& office, const Call& call) { return start_from(office, call, "resume", "SUSPENDED"); }

Outcome stop_instance(Office& office, const Call& call) {
    const auto found = find_resource(office, instance_in(call));
    if (!found) return std::unexpected(found.error());
    const std::string status = text_in(**found, "status");
    if (status == "TERMINATED") return begin_nothing(office, call, "stop");
    if (status == "STOPPING" || status == "SUSPENDING" || status == "SUSPENDED") return not_ready(instance_in(call));
    if (has_local_disks(office, **found) && call.in_query("discardLocalSsd").empty())
        return refused(400, "badRequest",
                       "VM has a Local SSD attached but an undefined value for `discard-local-ssd`. If using gcloud, "
                       "please add `--discard-local-ssd=false` or `--discard-local-ssd=true` to your command.");
    return begin_power(office, call,
                       {"stop", "instance.stop", {{"to", "TERMINATED"}, {"soft_seconds", soft_seconds(**found)}}});
}

Outcome suspend(Office& office, const Call& call) {
    const auto found = find_resource(office, instance_in(call));
    if (!found) return std::unexpected(found.error());
    if (has_gpu(office, **found))
        return refused(400, "unsupportedOperation", "Instances with guest accelerators do not support suspend.");
    if (!is_running(**found)) return not_ready(instance_in(call));
    return begin_power(office, call,
                       {"suspend", "instance.stop", {{"to", "SUSPENDED"}, {"soft_seconds", soft_seconds(**found)}}});
}

Outcome reset(Office& office, const Call& call) {
    const auto found = find_resource(office, instance_in(call));
    if (!found) return std::unexpected(found.error());
    if (!is_running(**found)) return not_ready(instance_in(call));
    return begin_power(office, call, {"reset", "instance.reset", Json::object()});
}

Outcome remove_instance(Office& office, const Call& call) {
    const auto found = find_resource(office, instance_in(call));
    if (!found) return std::unexpected(found.error());
    if ((*found)->value("deletionProtection", false))
        return refused(
            412, "conditionNotMet",
            fmt::format("Invalid resource usage: 'Resource cannot be deleted if it's protected against deletion: {}'.",
                        instance_in(call)));
    return begin_power(office, call, {"delete", "instance.delete", Json::object()});
}

Outcome simulate_maintenance(Office& office, const Call& call) {
    const auto found = find_resource(office, instance_in(call));
    if (!found) return std::unexpected(found.error());
    if (!is_running(**found)) return not_ready(instance_in(call));
    if (!is_spot(**found)) {
        // It is moved, or restarted where it cannot be: its metadata says so meanwhile.
        const bool moves = (*found)->value("/scheduling/onHostMaintenance"_json_pointer, std::string()) == "MIGRATE";
        return begin_change(office, call,
                            {.type = "compute.instances.simulateMaintenanceEvent",
                             .target = instance_in(call),
                             .fields = {{"/practice/maintenance",
                                         moves ? "MIGRATE_ON_HOST_MAINTENANCE" : "TERMINATE_ON_HOST_MAINTENANCE"}},
                             .early = true});
    }
    preempt_now(office, instance_in(call), office.clock.now());
    return begin_nothing(office, call, "compute.instances.simulateMaintenanceEvent");
}

Outcome guest_attributes(Office& office, const Call& call) {
    const std::string name = instance_in(call);
    const auto found = find_resource(office, name);
    if (!found) return std::unexpected(found.error());
    const std::string path(call.in_query(call.in_query("queryPath").empty() ? "variableKey" : "queryPath"));
    Json items = Json::array();
    const Json attributes = (*found)->value("/practice/guest"_json_pointer, Json::object());
    for (const auto& [key, value] : attributes.items()) {
        const bool is_wished =
            path.empty() || path.ends_with('/') ? key.starts_with(path) : key == path || key.starts_with(path + "/");
        if (!is_wished) continue;
        const auto slash = key.find('/');
        items.push_back({{"namespace", key.substr(0, slash)},
                         {"key", slash == std::string::npos ? "" : key.substr(slash + 1)},
                         {"value", value}});
    }
    if (items.empty()) return std::unexpected(not_found(fmt::format("{}/guestAttributes/{}", name, path)));
    Json answer = {{"kind", "compute#guestAttributes"}, {"selfLink", link(name + "/guestAttributes/" + path)}};
    if (call.in_query("queryPath").empty() && items.size() == 1) {
        answer["variableKey"] = path;
        answer["variableValue"] = items[0]["value"];
        return answer;
    }
    answer["queryPath"] = path;
    answer["queryValue"] = {{"items", std::move(items)}};
    return answer;
}

}  // namespace

std::span<const Method> instance_methods() {
    static constexpr std::array<Method, 13> methods = {{
        {"compute.instances.get", [](Office& o, const Call& c) { return get_resource(o, instance_in(c)); }},
        {"compute.instances.list",
         [](Office& o, const Call& c) -> Outcome {
             if (auto known = check_zone(o, c.in_path("zone")); !known) return std::unexpected(known.error());
             return list_of(o, c, "compute#instanceList", "instances");
         }},
        {"compute.instances.aggregatedList",
         [](Office& o, const Call& c) {
             return aggregated_list_of(o, c, "compute#instanceAggregatedList", "instances");
         }},
        {"compute.instances.insert", insert_instance},
        {"compute.instances.bulkInsert", bulk_insert},
        {"compute.instances.start", start_instance},
        {"compute.instances.resume", resume},
        {"compute.instances.stop", stop_instance},
        {"compute.instances.suspend", suspend},
        {"compute.instances.reset", reset},
        {"compute.instances.delete", remove_instance},
        {"compute.instances.simulateMaintenanceEvent", simulate_maintenance},
        {"compute.instances.getGuestAttributes", guest_attributes},
    }};
    return methods;
}

}  // namespace aloft::practice::google
