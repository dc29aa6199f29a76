#include "practice/google/machine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "practice/google/addressing.hpp"
#include "practice/google/names.hpp"

namespace aloft::practice::google {
namespace {

std::vector<std::string> tags_of(const Json& instance) {
    return instance.value("/tags/items"_json_pointer, std::vector<std::string>());
}

bool meant(const Json& rule, std::string_view field, const std::vector<std::string>& words) {
    if (!rule.contains(field)) return true;
    return std::ranges::any_of(rule[std::string(field)], [&](const Json& wished) {
        return std::ranges::find(words, wished.get<std::string>()) != words.end();
    });
}

std::vector<std::string> accounts_of(const Json& instance) {
    std::vector<std::string> accounts;
    for (const Json& account : instance.value("serviceAccounts", Json::array()))
        accounts.push_back(text_in(account, "email"));
    return accounts;
}

/// Which way the packets of a rule go, and in which field it says who is on the other side and which of ours.
struct Direction {
    std::string_view word;
    std::string_view others;
    std::string_view own;
};
constexpr Direction coming_in{"INGRESS", "sourceRanges", "destinationRanges"};
constexpr Direction going_out{"EGRESS", "destinationRanges", "sourceRanges"};

bool is_for(const Json& rule, const Json& instance, const Direction& direction) {
    const std::string address = instance.value("/networkInterfaces/0/networkIP"_json_pointer, std::string());
    const auto own = rule.value(std::string(direction.own), std::vector<std::string>());
    const bool of_ours = own.empty() || std::ranges::any_of(own, [&](const std::string& range) {
                             const auto known = range_of(range);
                             return known && holds(*known, address);
                         });
    return text_in(rule, "direction") == direction.word && !rule.value("disabled", false) && of_ours &&
           meant(rule, "targetTags", tags_of(instance)) && meant(rule, "targetServiceAccounts", accounts_of(instance));
}

/// Where those are that a rule names by their tags or accounts.
void add_named_sources(const Office& office, const Json& rule, const std::string& project,
                       std::vector<std::string>& to) {
    const auto wished_tags = rule.value("sourceTags", std::vector<std::string>());
    const auto wished_accounts = rule.value("sourceServiceAccounts", std::vector<std::string>());
    if (wished_tags.empty() && wished_accounts.empty()) return;
    for (const std::string& name : kept_names(office, project + "/", "instances")) {
        const Json& other = *office.records.find(name);
        const auto tags = tags_of(other);
        const auto accounts = accounts_of(other);
        if (std::ranges::find_first_of(tags, wished_tags) != tags.end() ||
            std::ranges::find_first_of(accounts, wished_accounts) != accounts.end())
            to.push_back(other.value("/networkInterfaces/0/networkIP"_json_pointer, std::string()) + "/32");
    }
}

std::string protocol_of(const Json& rule) {
    const std::string word = text_in(rule, "IPProtocol");
    if (word == "6") return "tcp";
    if (word == "17") return "udp";
    if (word == "1") return "icmp";
    return word;
}

/// In the order in which they count: by their numbers, and of the same number those first that keep out.
std::vector<const Json*> rules_for(const Office& office, const Json& instance, const Direction& direction) {
    const std::string project = project_of(name_of(instance));
    const std::string network = unlinked(instance.value("/networkInterfaces/0/network"_json_pointer, std::string()));
    std::vector<const Json*> rules;
    for (const std::string& name : kept_names(office, project + "/global/firewalls/", "firewalls")) {
        const Json& rule = *office.records.find(name);
        if (unlinked(text_in(rule, "network")) == network && is_for(rule, instance, direction)) rules.push_back(&rule);
    }
    std::ranges::sort(rules, {}, [](const Json* rule) {
        return std::tuple(number_in(*rule, "priority", 1000), rule->contains("allowed"), text_in(*rule, "name"));
    });
    return rules;
}

std::vector<Door> doors_of(const Office& office, const Json& instance, const Direction& direction) {
    std::vector<Door> doors;
    for (const Json* rule : rules_for(office, instance, direction)) {
        auto others = rule->value(std::string(direction.others), std::vector<std::string>());
        if (direction.word == coming_in.word) add_named_sources(office, *rule, project_of(name_of(instance)), others);
        for (const auto& [list, way] : {std::pair("denied", Door::Way::shut), std::pair("allowed", Door::Way::open)})
            for (const Json& entry : rule->value(list, Json::array()))
                doors.push_back({protocol_of(entry), entry.value("ports", std::vector<std::string>()), others, way});
    }
    return doors;
}

}  // namespace

std::string name_of(const Json& resource) { return unlinked(text_in(resource, "selfLink")); }

bool is_running(const Json& instance) { return text_in(instance, "status") == "RUNNING"; }

bool spends(const Json& instance) {
    const std::string status = text_in(instance, "status");
    if (status == "TERMINATED" || status == "SUSPENDED" || status == "STOPPED") return false;
    return !instance.value("/practice/doomed"_json_pointer, false);
}

bool is_spot(const Json& instance) {
    return instance.value("/scheduling/provisioningModel"_json_pointer, std::string()) == "SPOT" ||
           instance.value("/scheduling/preemptible"_json_pointer, false);
}

MachineShape shape_of(const Json& instance) {
    MachineShape shape;
    shape.zone = leaf(text_in(instance, "zone"));
    shape.type = leaf(text_in(instance, "machineType"));
    shape.buying = is_spot(instance) ? Buying::spot : Buying::on_demand;
    // What the type has built in is shown on the instance too, and is none of what was attached.
    if (instance.value("/practice/attached"_json_pointer, false))
        for (const Json& gpus : instance.value("guestAccelerators", Json::array()))
            shape.attached = {std::string(leaf(text_in(gpus, "acceleratorType"))),
                              static_cast<int>(number_in(gpus, "acceleratorCount", 0))};
    return shape;
}

std::optional<MachineTypeFacts> type_of(const Office& office, const Json& instance) {
    return office.places.machine_type(leaf(text_in(instance, "zone")), leaf(text_in(instance, "machineType")));
}

bool has_gpu(const Office& /*office*/, const Json& instance) {
    return !instance.value("guestAccelerators", Json::array()).empty();
}

bool has_local_disks(const Office& office, const Json& instance) {
    const auto type = type_of(office, instance);
    return type && type->local_disk_gb > 0;
}

std::string boot_disk_of(const Json& instance) {
    for (const Json& disk : instance.value("disks", Json::array()))
        if (disk.value("boot", false)) return unlinked(text_in(disk, "source"));
    return {};
}

std::string external_address_of(const Json& instance) {
    return instance.value("/networkInterfaces/0/accessConfigs/0/natIP"_json_pointer, std::string());
}

std::string attribute_in(const Json& metadata, std::string_view key) {
    if (metadata.is_object())
        for (const Json& item : metadata.value("items", Json::array()))
            if (text_in(item, "key") == key) return text_in(item, "value");
    return {};
}

std::string metadata_value(const Office& office, const Json& instance, std::string_view key) {
    std::string value = attribute_in(instance.value("metadata", Json()), key);
    if (!value.empty()) return value;
    const Json* project = office.records.find(project_of(name_of(instance)) + "/compute");
    return project == nullptr ? std::string() : attribute_in(project->value("commonInstanceMetadata", Json()), key);
}

HallMachine hall_machine(const Office& office, const Json& instance) {
    HallMachine machine;
    machine.id = text_in(instance, "id");
    machine.name = text_in(instance, "name");
    const std::string wished = text_in(instance, "hostname");
    const std::string project(part_after(name_of(instance), "projects"));
    machine.hostname = !wished.empty()
                           ? wished
                           : fmt::format("{}.{}.c.{}.internal", machine.name, leaf(text_in(instance, "zone")), project);
    const std::string boot = boot_disk_of(instance);
    for (const Json& attached : instance.value("disks", Json::array())) {
        const std::string name = unlinked(text_in(attached, "source"));
        const Json* disk = office.records.find(name);
        if (disk == nullptr) continue;
        if (name == boot) {
            machine.boot_disk = text_in(*disk, "id");
        } else {
            machine.other_disks.push_back(text_in(*disk, "id"));
        }
    }
    if (const auto type = type_of(office, instance)) {
        machine.cpus = type->cpus;
        machine.memory_mib = type->memory_mib;
    }
    machine.user_data = metadata_value(office, instance, "user-data");
    return machine;
}

HallNetwork hall_network(const Office& office, const Json& instance) {
    HallNetwork network;
    network.internal_address = instance.value("/networkInterfaces/0/networkIP"_json_pointer, std::string());
    network.external_address = external_address_of(instance);
    network.doors = doors_of(office, instance, coming_in);
    network.exits = doors_of(office, instance, going_out);
    return network;
}

HallJob connect_job(const Office& office, const Json& instance) {
    const std::string id = text_in(instance, "id");
    return {id, [id, network = hall_network(office, instance)](Hall& hall) { return hall.connect(id, network); }};
}

HallJobs connect_jobs(const Office& office, std::string_view project, std::string_view network) {
    HallJobs jobs;
    for (const std::string& name : kept_names(office, fmt::format("{}/zones/", project), "instances")) {
        const Json& instance = *office.records.find(name);
        const std::string its = unlinked(instance.value("/networkInterfaces/0/network"_json_pointer, std::string()));
        if (is_running(instance) && its == network) jobs.push_back(connect_job(office, instance));
    }
    return jobs;
}

std::string machine_of_id(const Office& office, std::string_view id) {
    const Json* place = office.records.find(fmt::format("machines/{}", id));
    return place == nullptr ? std::string() : text_in(*place, "name");
}

}  // namespace aloft::practice::google
