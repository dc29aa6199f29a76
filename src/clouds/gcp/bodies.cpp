#include "clouds/gcp/bodies.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

#include "clouds/gcp/fields.hpp"
#include "clouds/gcp/places.hpp"
#include "core/bytes.hpp"
#include "core/spec.hpp"
#include "core/time_span.hpp"
#include "market/google_types.hpp"
#include "system/clock.hpp"

namespace aloft::gcp {
namespace {

using nlohmann::json;

std::string value(const Resource& wished, std::string_view property) {
    const std::string* text = aloft::wished(wished, property);
    return text == nullptr ? std::string() : *text;
}

std::string zone_of(const ResourceRef& ref) {
    const auto place = place_from(ref.place);
    return place ? place->zone : std::string();
}

/// The names of access configs. The first is what Google itself calls one.
constexpr std::string_view passing_way = "External NAT";
constexpr std::string_view kept_way = "aloft-static";

std::string labels_as_text(const Labels& labels) {
    return fmt::format("aloft-machine={} aloft-plan={} aloft-owner={}", labels.machine, labels.plan, labels.owner);
}

/// "8h" of {"seconds": "28800"}, which may come as a number too; empty for none.
std::string deadline_in(const json& scheduling) {
    const json& said = member(member(scheduling, "maxRunDuration"), "seconds");
    std::int64_t seconds = 0;
    if (said.is_number_integer()) seconds = said.get<std::int64_t>();
    if (said.is_string()) {
        const auto& text = said.get_ref<const std::string&>();
        std::from_chars(text.data(), text.data() + text.size(), seconds);
    }
    return seconds > 0 ? time_span_text(std::chrono::seconds(seconds)) : std::string();
}

/// "2026-11-20T17:00:00.000-08:00" as our own times are; empty for what is none. Google's clocks go by the Pacific.
std::string in_utc(const std::string& time) {
    const auto there = from_iso(time);
    const std::size_t day_ends = std::min(time.find('T'), time.size());
    const std::size_t sign = time.find_first_of("+-", day_ends);
    if (!there || sign == std::string::npos) return there ? to_iso(*there) : std::string();
    int hours = 0, minutes = 0;
    const char* const end = time.data() + time.size();
    std::from_chars(time.data() + sign + 1, end, hours);
    if (sign + 4 < time.size()) std::from_chars(time.data() + sign + 4, end, minutes);
    const auto offset = std::chrono::hours(hours) + std::chrono::minutes(minutes);
    return to_iso(time[sign] == '-' ? *there + offset : *there - offset);
}

json labels_as_json(const Labels& labels) {
    return {{"aloft-machine", labels.machine}, {"aloft-plan", labels.plan}, {"aloft-owner", labels.owner}};
}

json metadata(const SignInKeys& keys) {
    json items = json::array();
    const auto add = [&](const char* key, std::string text) {
        items.push_back({{"key", key}, {"value", std::move(text)}});
    };
    add("ssh-keys", fmt::format("{}:{}", machine_user, keys.public_key));
    // With OS Login the machine would let in nobody by a key of its metadata.
    add("enable-oslogin", "FALSE");
    add("block-project-ssh-keys", "TRUE");
    add("enable-guest-attributes", "TRUE");
    add("install-nvidia-driver", "True");
    add("user-data", keys.user_data);
    return {{"items", std::move(items)}};
}

/// "10" gigabytes of Google are 10 GiB.
std::string gigabytes(const std::string& size) {
    const auto bytes = parse_bytes(size);
    constexpr std::int64_t gib = std::int64_t{1} << 30;
    return bytes ? std::to_string((bytes->count + gib - 1) / gib) : std::string();
}

Condition condition_of(const std::string& status) {
    if (status == "RUNNING") return Condition::ready;
    if (status == "TERMINATED" || status == "STOPPED" || status == "SUSPENDED") return Condition::stopped;
    return Condition::partial;
}

}  // namespace

json disk_body(const Resource& wished) {
    const std::string zone = zone_of(wished.ref);
    const std::string type = value(wished, "type");
    const std::string snapshot = value(wished, "snapshot");
    json body{
        {"name", wished.ref.name},
        {"sizeGb", gigabytes(value(wished, "size"))},
        {"type", fmt::format("zones/{}/diskTypes/{}", zone, type)},
        {snapshot.empty() ? "sourceImage" : "sourceSnapshot", snapshot.empty() ? value(wished, "image") : snapshot},
        {"labels", labels_as_json(wished.labels)}};
    // As fast as costs nothing beside the size: what Google takes by itself grows with the size, and is billed.
    if (type.starts_with("hyperdisk-")) {
        body["provisionedIops"] = "3000";
        body["provisionedThroughput"] = "140";
    }
    return body;
}

json snapshot_body(const Resource& wished) {
    return {{"name", wished.ref.name}, {"labels", labels_as_json(wished.labels)}};
}

json firewall_body(const Resource& wished) {
    const std::string kept_out = value(wished, "kept_out");
    json body{{"name", wished.ref.name},
              {"description", labels_as_text(wished.labels)},
              {"network", "global/networks/default"},
              {"direction", "INGRESS"},
              {kept_out.empty() ? "allowed" : "denied", json::array({{{"IPProtocol", "tcp"}, {"ports", {"22"}}}})},
              {"sourceRanges", {kept_out.empty() ? value(wished, "sources") : kept_out}},
              {"targetTags", {resource_name(wished.labels)}}};
    // Who is let in has 1000, and what Google's default network allows to everybody 65534: the lower number counts.
    if (!kept_out.empty()) body["priority"] = 65000;
    return body;
}

json address_body(const Resource& wished) {
    // An address takes labels only by a second call, and would be nobody's if that were never made.
    return {{"name", wished.ref.name}, {"description", labels_as_text(wished.labels)}, {"addressType", "EXTERNAL"}};
}

json way_in(std::string_view public_address, const std::string& number) {
    json way{{"type", "ONE_TO_ONE_NAT"}, {"name", passing_way}};
    if (public_address != to_string(PublicAddress::fixed)) return way;
    way["name"] = kept_way;
    way["natIP"] = number;
    return way;
}

Inside inside(std::string_view machine_type, std::string_view gpus) {
    return {.gpus = !gpus.empty() || market::bundled_gpus(machine_type).has_value(),
            .local_disks = market::has_local_disks(machine_type)};
}

json accelerators(std::string_view gpus, std::string_view zone) {
    const std::size_t colon = gpus.find(':');
    if (colon == std::string_view::npos) return json::array();
    int count = 0;
    std::from_chars(gpus.data() + colon + 1, gpus.data() + gpus.size(), count);
    return json::array({{{"acceleratorType", fmt::format("zones/{}/acceleratorTypes/{}", zone, gpus.substr(0, colon))},
                         {"acceleratorCount", count}}});
}

json scheduling(std::string_view buying, Inside inside, std::string_view deadline) {
    json said{{"onHostMaintenance", inside.gpus ? "TERMINATE" : "MIGRATE"}, {"automaticRestart", true}};
    if (const auto span = time_span(deadline)) {
        said["maxRunDuration"] = {{"seconds", std::to_string(span->count())}};
        said["instanceTerminationAction"] = "STOP";
        // Said where there are some, and refused where there are none.
        if (inside.local_disks) said["onInstanceStopAction"] = {{"discardLocalSsd", true}};
    }
    if (buying != "spot") return said;
    said["provisioningModel"] = "SPOT";
    said["instanceTerminationAction"] = "STOP";
    said["onHostMaintenance"] = "TERMINATE";
    said["automaticRestart"] = false;
    return said;
}

json instance_body(const Resource& wished, const SignInKeys& keys, const std::string& number) {
    const std::string zone = zone_of(wished.ref);
    const std::string type = value(wished, "machine_type");
    const std::string gpus = value(wished, "gpus");
    const auto place = place_from(wished.ref.place);
    json body{{"name", wished.ref.name},
              {"machineType", fmt::format("zones/{}/machineTypes/{}", zone, type)},
              {"disks", json::array({{{"boot", true},
                                      {"autoDelete", false},
                                      {"source", fmt::format("projects/{}/zones/{}/disks/{}",
                                                             place ? place->project : "", zone, wished.ref.name)}}})},
              {"networkInterfaces",
               json::array({{{"network", "global/networks/default"},
                             {"accessConfigs", json::array({way_in(value(wished, "public_address"), number)})}}})},
              {"scheduling", scheduling(value(wished, "buying"), inside(type, gpus), value(wished, "deadline"))},
              {"metadata", metadata(keys)},
              {"labels", labels_as_json(wished.labels)},
              {"tags", {{"items", {wished.ref.name}}}},
              {"shieldedInstanceConfig", {{"enableVtpm", true}, {"enableIntegrityMonitoring", true}}}};
    if (!gpus.empty()) body["guestAccelerators"] = accelerators(gpus, zone);
    return body;
}

Labels labels_of(const json& thing) {
    const json& labels = member(thing, "labels");
    if (labels.is_object() && !labels.empty())
        return {text_in(labels, "aloft-machine"), text_in(labels, "aloft-plan"), text_in(labels, "aloft-owner")};
    const std::string description = thing.is_object() ? text_in(thing, "description") : std::string();
    const auto word = [&](std::string_view name) {
        const std::size_t at = description.find(name);
        if (at == std::string::npos) return std::string();
        const std::size_t begin = at + name.size();
        return description.substr(begin, description.find(' ', begin) - begin);
    };
    return {word("aloft-machine="), word("aloft-plan="), word("aloft-owner=")};
}

Found found_disk(const ResourceRef& ref, const json& disk) {
    const std::string size = text_in(disk, "sizeGb");
    Found found{ref,
                text_in(disk, "status") == "READY" ? Condition::ready : Condition::partial,
                {{"size", size.empty() ? "" : size + "GB"}, {"type", last_part(text_in(disk, "type"))}},
                labels_of(disk)};
    if (const std::string snapshot = path_of_link(text_in(disk, "sourceSnapshot")); !snapshot.empty())
        found.properties["snapshot"] = snapshot;
    return found;
}

Found found_snapshot(const ResourceRef& ref, const json& snapshot) {
    const std::string size = text_in(snapshot, "diskSizeGb");
    return {ref,
            text_in(snapshot, "status") == "READY" ? Condition::ready : Condition::partial,
            {{"size", size.empty() ? "" : size + "GB"}},
            labels_of(snapshot)};
}

Found found_firewall(const ResourceRef& ref, const json& rule) {
    const json& sources = member(rule, "sourceRanges");
    std::string said;
    if (sources.is_array())
        for (const json& source : sources)
            if (source.is_string()) said += (said.empty() ? "" : ",") + source.get<std::string>();
    return {ref, Condition::ready, {{member(rule, "denied").empty() ? "sources" : "kept_out", said}}, labels_of(rule)};
}

Found found_address(const ResourceRef& ref, const json& address) {
    const std::string status = text_in(address, "status");
    return {ref,
            status == "RESERVED" || status == "IN_USE" ? Condition::ready : Condition::partial,
            {{"number", text_in(address, "address")}},
            labels_of(address)};
}

bool is_changing(const json& instance) {
    constexpr std::array<std::string_view, 7> soon_another{"PENDING",    "PROVISIONING", "STAGING",       "STOPPING",
                                                           "SUSPENDING", "REPAIRING",    "DEPROVISIONING"};
    return std::ranges::find(soon_another, text_in(instance, "status")) != soon_another.end();
}

Found found_instance(const ResourceRef& ref, const json& instance) {
    Found found{ref, condition_of(text_in(instance, "status")), {}, labels_of(instance)};
    found.properties["machine_type"] = last_part(text_in(instance, "machineType"));
    const json& gpu = first_of(member(instance, "guestAccelerators"));
    const std::string type = found.properties["machine_type"];
    const json& count = member(gpu, "acceleratorCount");
    const bool attached = gpu.is_object() && count.is_number() && !market::bundled_gpus(type);
    found.properties["gpus"] =
        attached ? fmt::format("{}:{}", last_part(text_in(gpu, "acceleratorType")), count.get<int>()) : "";
    const json& rented = member(instance, "scheduling");
    found.properties["buying"] =
        rented.is_object() && text_in(rented, "provisioningModel") == "SPOT" ? "spot" : "on-demand";
    found.properties["deadline"] = deadline_in(rented);
    const json& status = member(member(instance, "resourceStatus"), "scheduling");
    if (const std::string end = in_utc(text_in(status, "terminationTimestamp")); !end.empty())
        found.properties["ends"] = end;
    found.properties["user"] = machine_user;
    const json& interface = first_of(member(instance, "networkInterfaces"));
    const json& outside = first_of(member(interface, "accessConfigs"));
    if (interface.is_object()) found.properties["address"] = text_in(interface, "networkIP");
    const std::string way = outside.is_object() ? text_in(outside, "name") : std::string();
    found.properties["way_in"] = way;
    if (!way.empty())
        found.properties["public_address"] =
            to_string(way == kept_way ? PublicAddress::fixed : PublicAddress::ephemeral);
    else if (interface.is_object() && !outside.is_object())
        found.properties["public_address"] = "";  // a change was cut off between the old one and the new one
    if (outside.is_object() && !text_in(outside, "natIP").empty()) {
        found.properties["host"] = text_in(outside, "natIP");
        found.properties["port"] = "22";
    }
    return found;
}

}  // namespace aloft::gcp
