#include "practice/google/metadata_tree.hpp"

#include <fmt/format.h>

#include "practice/google/machine.hpp"
#include "practice/google/names.hpp"

namespace aloft::practice::google {
namespace {

Json attributes_of(const Json& metadata) {
    Json attributes = Json::object();
    if (metadata.is_object())
        for (const Json& item : metadata.value("items", Json::array()))
            attributes[text_in(item, "key")] = text_in(item, "value");
    return attributes;
}

/// Namespaces with their keys, from "hostkeys/ssh-rsa".
Json guest_attributes_of(const Json& instance) {
    Json tree = Json::object();
    const Json guest = instance.value("/practice/guest"_json_pointer, Json::object());
    for (const auto& [path, value] : guest.items()) {
        const auto slash = path.find('/');
        if (slash == std::string::npos) continue;
        tree[path.substr(0, slash)][path.substr(slash + 1)] = value;
    }
    return tree;
}

Json disks_of(const Json& instance) {
    Json disks = Json::array();
    for (const Json& disk : instance.value("disks", Json::array()))
        disks.push_back({{"deviceName", text_in(disk, "deviceName")},
                         {"index", number_in(disk, "index", 0)},
                         {"interface", text_in(disk, "interface")},
                         {"mode", text_in(disk, "mode")},
                         {"type", "PERSISTENT-BALANCED"}});
    return disks;
}

Json interfaces_of(const Json& instance, const std::string& number) {
    const Json face = instance.value("/networkInterfaces/0"_json_pointer, Json::object());
    Json access = Json::array();
    if (face.contains("accessConfigs"))
        access.push_back({{"externalIp", external_address_of(instance)}, {"type", "ONE_TO_ONE_NAT"}});
    return Json::array(
        {{{"accessConfigs", std::move(access)},
          {"dnsServers", {"169.254.169.254"}},
          {"forwardedIps", Json::array()},
          {"gateway", ""},
          {"ip", text_in(face, "networkIP")},
          {"ipAliases", Json::array()},
          {"mac", fmt::format("42:01:{:02x}:{:02x}:{:02x}:{:02x}", number_in(instance, "id", 0) >> 24U & 255U,
                              number_in(instance, "id", 0) >> 16U & 255U, number_in(instance, "id", 0) >> 8U & 255U,
                              number_in(instance, "id", 0) & 255U)},
          {"mtu", 1460},
          {"network", fmt::format("projects/{}/networks/{}", number, leaf(text_in(face, "network")))},
          {"subnetmask", "255.255.240.0"},
          {"targetInstanceIps", Json::array()}}});
}

Json accounts_of(const Json& instance) {
    Json accounts = Json::object();
    for (const Json& account : instance.value("serviceAccounts", Json::array())) {
        Json entry = {{"aliases", {"default"}},
                      {"email", text_in(account, "email")},
                      {"scopes", account.value("scopes", Json::array())}};
        accounts["default"] = entry;
        accounts[text_in(account, "email")] = std::move(entry);
    }
    return accounts;
}

std::string upper(bool value) { return value ? "TRUE" : "FALSE"; }

Json scheduling_of(const Json& instance) {
    const Json scheduling = instance.value("scheduling", Json::object());
    Json told = {{"automaticRestart", upper(scheduling.value("automaticRestart", false))},
                 {"onHostMaintenance", text_in(scheduling, "onHostMaintenance")},
                 {"preemptible", upper(is_spot(instance))},
                 {"provisioningModel", text_in(scheduling, "provisioningModel")}};
    const std::string end =
        instance.value("/resourceStatus/scheduling/terminationTimestamp"_json_pointer, std::string());
    if (!end.empty()) told["terminationTime"] = end;
    return told;
}

std::vector<std::string> license_ids_of(const Json& instance) {
    std::vector<std::string> ids;
    for (const Json& license : instance.value("/disks/0/licenses"_json_pointer, Json::array()))
        ids.push_back(std::to_string(std::hash<std::string>()(license.get<std::string>()) % 9'000'000));
    return ids;
}

std::uint64_t number_of_project(const Office& office, const Json& instance) {
    const Json* about = office.records.find(project_of(name_of(instance)));
    const std::string number = about == nullptr ? "" : text_in(*about, "projectNumber");
    return number.empty() ? 0 : std::stoull(number);
}

}  // namespace

Json identity_claims(const Office& office, const Json& instance, IdentityFormat format) {
    if (format == IdentityFormat::standard) return Json::object();
    const auto made = from_google_time(text_in(instance, "creationTimestamp"));
    const auto since = made ? made->time_since_epoch() : std::chrono::milliseconds(0);
    Json engine = {{"project_id", part_after(name_of(instance), "projects")},
                   {"project_number", number_of_project(office, instance)},
                   {"zone", leaf(text_in(instance, "zone"))},
                   {"instance_id", text_in(instance, "id")},
                   {"instance_name", text_in(instance, "name")},
                   {"instance_creation_timestamp", std::chrono::floor<std::chrono::seconds>(since).count()}};
    if (format == IdentityFormat::full_with_licenses) engine["license_id"] = license_ids_of(instance);
    return {{"google", {{"compute_engine", std::move(engine)}}}};
}

Json metadata_tree(const Office& office, const Json& instance) {
    const std::string name = name_of(instance);
    const std::string project = project_of(name);
    const Json* about = office.records.find(project);
    const Json* compute = office.records.find(project + "/compute");
    const std::string number = about == nullptr ? "" : text_in(*about, "projectNumber");
    const auto place = [&](std::string_view kind, std::string_view link) {
        return fmt::format("projects/{}/{}/{}", number, kind, leaf(link));
    };
    const std::string image = [&] {
        const Json* boot = office.records.find(boot_disk_of(instance));
        return boot == nullptr ? std::string() : unlinked(text_in(*boot, "sourceImage"));
    }();
    const Json practice = instance.value("practice", Json::object());
    Json licenses = Json::array();
    for (const std::string& id : license_ids_of(instance)) licenses.push_back({{"id", id}});
    return {{"instance",
             {{"attributes", attributes_of(instance.value("metadata", Json()))},
              {"cpu-platform", text_in(instance, "cpuPlatform")},
              {"description", text_in(instance, "description")},
              {"disks", disks_of(instance)},
              {"guest-attributes", guest_attributes_of(instance)},
              {"hostname", hall_machine(office, instance).hostname},
              {"id", static_cast<std::uint64_t>(number_in(instance, "id", 0))},
              {"image", image},
              {"licenses", std::move(licenses)},
              {"machine-type", place("machineTypes", text_in(instance, "machineType"))},
              {"maintenance-event", practice.value("maintenance", "NONE")},
              {"name", text_in(instance, "name")},
              {"network-interfaces", interfaces_of(instance, number)},
              {"preempted", upper(practice.value("preempted", false))},
              {"remaining-cpu-time", -1},
              {"scheduling", scheduling_of(instance)},
              {"service-accounts", accounts_of(instance)},
              {"tags", instance.value("/tags/items"_json_pointer, Json::array())},
              {"virtual-clock", {{"drift-token", "0"}}},
              {"zone", place("zones", text_in(instance, "zone"))}}},
            {"project",
             {{"attributes",
               compute == nullptr ? Json::object() : attributes_of(compute->value("commonInstanceMetadata", Json()))},
              {"numeric-project-id", number.empty() ? 0ULL : std::stoull(number)},
              {"project-id", part_after(name, "projects")}}}};
}

}  // namespace aloft::practice::google
