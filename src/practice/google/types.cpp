#include "practice/google/types.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "practice/google/compute.hpp"
#include "practice/google/lists.hpp"
#include "practice/google/names.hpp"

namespace aloft::practice::google {
namespace {

constexpr std::string_view long_ago = "1969-12-31T16:00:00.000-08:00";

constexpr std::array<DiskTypeFacts, 6> disk_types = {{
    {"hyperdisk-balanced", "Hyperdisk Balanced Persistent Disk", 4, 65536, 100},
    {"local-ssd", "Local SSD", 375, 375, 375},
    {"pd-balanced", "Balanced Persistent Disk", 10, 65536, 100},
    {"pd-extreme", "Extreme Persistent Disk", 500, 65536, 1000},
    {"pd-ssd", "SSD Persistent Disk", 10, 65536, 100},
    {"pd-standard", "Standard Persistent Disk", 10, 65536, 500},
}};

std::string id_of(std::string_view text) {
    return std::to_string(1000 + std::hash<std::string_view>()(text) % 999'000);
}

/// What every kind of type has.
Json type_json(const Call& call, std::string_view kind, std::string_view collection, std::string_view zone,
               std::string_view name) {
    return {
        {"kind", kind},
        {"id", id_of(name)},
        {"creationTimestamp", long_ago},
        {"name", name},
        {"zone", zone},
        {"selfLink", link(fmt::format("projects/{}/zones/{}/{}/{}", call.in_path("project"), zone, collection, name))}};
}

Json machine_type_json(const Call& call, std::string_view zone, const MachineTypeFacts& facts) {
    Json json = type_json(call, "compute#machineType", "machineTypes", zone, facts.name);
    json.update({{"description", fmt::format("{} vCPUs, {} GB RAM", facts.cpus, facts.memory_mib / 1024)},
                 {"guestCpus", facts.cpus},
                 {"memoryMb", facts.memory_mib},
                 {"imageSpaceGb", 0},
                 {"maximumPersistentDisks", 128},
                 {"maximumPersistentDisksSizeGb", "263168"},
                 {"isSharedCpu", facts.name.starts_with("e2-micro") || facts.name.starts_with("e2-small") ||
                                     facts.name.starts_with("e2-medium")},
                 {"architecture", facts.architecture}});
    if (facts.built_in.count > 0)
        json["accelerators"] = Json::array(
            {{{"guestAcceleratorType", facts.built_in.type}, {"guestAcceleratorCount", facts.built_in.count}}});
    if (facts.local_disk_gb > 0)
        json["bundledLocalSsds"] = {{"defaultInterface", "NVME"}, {"partitionCount", facts.local_disk_gb / 375}};
    return json;
}

Json accelerator_json(const Call& call, std::string_view zone, const AcceleratorFacts& facts) {
    Json json = type_json(call, "compute#acceleratorType", "acceleratorTypes", zone, facts.type);
    json["zone"] = link(fmt::format("projects/{}/zones/{}", call.in_path("project"), zone));
    json["description"] = facts.description;
    json["maximumCardsPerInstance"] = facts.most_per_machine;
    return json;
}

Json disk_type_json(const Call& call, std::string_view zone, const DiskTypeFacts& facts) {
    Json json = type_json(call, "compute#diskType", "diskTypes", zone, facts.name);
    json["zone"] = link(fmt::format("projects/{}/zones/{}", call.in_path("project"), zone));
    json["description"] = facts.description;
    json["validDiskSize"] = fmt::format("{}GB-{}GB", facts.least_gb, facts.most_gb);
    json["defaultDiskSizeGb"] = std::to_string(facts.default_gb);
    return json;
}

using TypesOfZone = std::vector<Json> (*)(const Office&, const Call&, const std::string& zone);

std::vector<Json> in_order(std::vector<Json> types) {
    std::ranges::sort(types, {}, [](const Json& type) { return text_in(type, "name"); });
    return types;
}

std::vector<Json> machine_types_in(const Office& office, const Call& call, const std::string& zone) {
    std::vector<Json> types;
    for (const auto& facts : office.places.machine_types(zone)) types.push_back(machine_type_json(call, zone, facts));
    return in_order(std::move(types));
}

std::vector<Json> accelerators_in(const Office& office, const Call& call, const std::string& zone) {
    std::vector<Json> types;
    for (const auto& facts : office.places.accelerators(zone)) types.push_back(accelerator_json(call, zone, facts));
    return in_order(std::move(types));
}

std::vector<Json> disk_types_in(const Office& /*office*/, const Call& call, const std::string& zone) {
    std::vector<Json> types;
    types.reserve(disk_types.size());
    for (const auto& facts : disk_types) types.push_back(disk_type_json(call, zone, facts));
    return types;
}

Outcome one_of(Office& office, const Call& call, std::string_view collection, std::string_view parameter,
               TypesOfZone types) {
    const std::string zone(call.in_path("zone"));
    if (auto known = check_zone(office, zone); !known) return std::unexpected(known.error());
    for (Json& type : types(office, call, zone))
        if (text_in(type, "name") == call.in_path(parameter)) return std::move(type);
    return std::unexpected(not_found(resource_of(call, collection, parameter)));
}

Outcome all_of_zone(Office& office, const Call& call, std::string_view kind, TypesOfZone types) {
    const std::string zone(call.in_path("zone"));
    if (auto known = check_zone(office, zone); !known) return std::unexpected(known.error());
    return list_answer(call, kind, types(office, call, zone));
}

Outcome all(Office& office, const Call& call, std::string_view kind, std::string_view collection, TypesOfZone types) {
    std::vector<Scoped> scopes;
    for (const std::string& scope : zone_scopes(office))
        scopes.push_back({scope, types(office, call, std::string(leaf(scope)))});
    return aggregated_answer(call, kind, collection, std::move(scopes));
}

}  // namespace

const DiskTypeFacts* disk_type(std::string_view name) {
    const auto* found = std::ranges::find(disk_types, name, &DiskTypeFacts::name);
    return found == disk_types.end() ? nullptr : found;
}

std::span<const Method> type_methods() {
    static constexpr std::array<Method, 9> methods = {{
        {"compute.machineTypes.get",
         [](Office& o, const Call& c) { return one_of(o, c, "machineTypes", "machineType", machine_types_in); }},
        {"compute.machineTypes.list",
         [](Office& o, const Call& c) { return all_of_zone(o, c, "compute#machineTypeList", machine_types_in); }},
        {"compute.machineTypes.aggregatedList",
         [](Office& o, const Call& c) {
             return all(o, c, "compute#machineTypeAggregatedList", "machineTypes", machine_types_in);
         }},
        {"compute.acceleratorTypes.get",
         [](Office& o, const Call& c) { return one_of(o, c, "acceleratorTypes", "acceleratorType", accelerators_in); }},
        {"compute.acceleratorTypes.list",
         [](Office& o, const Call& c) { return all_of_zone(o, c, "compute#acceleratorTypeList", accelerators_in); }},
        {"compute.acceleratorTypes.aggregatedList",
         [](Office& o, const Call& c) {
             return all(o, c, "compute#acceleratorTypeAggregatedList", "acceleratorTypes", accelerators_in);
         }},
        {"compute.diskTypes.get",
         [](Office& o, const Call& c) { return one_of(o, c, "diskTypes", "diskType", disk_types_in); }},
        {"compute.diskTypes.list",
         [](Office& o, const Call& c) { return all_of_zone(o, c, "compute#diskTypeList", disk_types_in); }},
        {"compute.diskTypes.aggregatedList",
         [](Office& o, const Call& c) {
             return all(o, c, "compute#diskTypeAggregatedList", "diskTypes", disk_types_in);
         }},
    }};
    return methods;
}

}  // namespace aloft::practice::google
