#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "practice/google/addressing.hpp"
#include "practice/google/compute.hpp"
#include "practice/google/lists.hpp"
#include "practice/google/names.hpp"

namespace aloft::practice::google {
namespace {

/// Places have existed for as long as anybody can tell.
constexpr std::string_view long_ago = "1969-12-31T16:00:00.000-08:00";

std::string stable_id(std::string_view name) {
    return std::to_string(1000 + std::hash<std::string_view>()(name) % 8000);
}

std::string own_name(const Call& call, std::string_view collection, std::string_view name) {
    return fmt::format("projects/{}/{}/{}", call.in_path("project"), collection, name);
}

Json quotas_of(const Office& office, std::string_view project, std::string_view region, const Usage& used) {
    Json quotas = Json::array();
    for (const QuotaKey& key : QuotaBook::keys(region)) {
        const std::string metric = QuotaBook::metric_of(key);
        if (metric.empty()) continue;
        const auto usage = used.find(key);
        quotas.push_back({{"metric", metric},
                          {"limit", office.quota.limit(project, key).value_or(0)},
                          {"usage", usage == used.end() ? 0 : usage->second}});
    }
    return quotas;
}

Json region_json(const Office& office, const Call& call, const std::string& region, const Usage& used) {
    Json zones = Json::array();
    for (const std::string& zone : office.places.zones(region)) zones.push_back(link(own_name(call, "zones", zone)));
    return {{"kind", "compute#region"},
            {"id", stable_id(region)},
            {"creationTimestamp", long_ago},
            {"name", region},
            {"description", region},
            {"status", "UP"},
            {"zones", std::move(zones)},
            {"quotas", quotas_of(office, call.in_path("project"), region, used)},
            {"selfLink", link(own_name(call, "regions", region))},
            {"supportsPzs", false}};
}

Json zone_json(const Office& office, const Call& call, const std::string& zone) {
    return {{"kind", "compute#zone"},
            {"id", stable_id(zone)},
            {"creationTimestamp", long_ago},
            {"name", zone},
            {"description", zone},
            {"status", "UP"},
            {"region", link(own_name(call, "regions", office.places.region_of(zone).value_or("")))},
            {"selfLink", link(own_name(call, "zones", zone))},
            {"availableCpuPlatforms", {"Intel Broadwell", "Intel Cascade Lake", "Intel Haswell", "Intel Skylake"}},
            {"supportsPzs", false}};
}

Outcome get_region(Office& office, const Call& call) {
    const std::string region(call.in_path("region"));
    if (!check_region(office, region)) return std::unexpected(not_found(own_name(call, "regions", region)));
    return region_json(office, call, region, usage_in(office, call.in_path("project")));
}

Outcome list_regions(Office& office, const Call& call) {
    std::vector<Json> items;
    const Usage used = usage_in(office, call.in_path("project"));
    for (const std::string& region : office.places.regions()) items.push_back(region_json(office, call, region, used));
    std::ranges::sort(items, {}, [](const Json& item) { return text_in(item, "name"); });
    return list_answer(call, "compute#regionList", std::move(items));
}

Outcome get_zone(Office& office, const Call& call) {
    const std::string zone(call.in_path("zone"));
    if (!check_zone(office, zone)) return std::unexpected(not_found(own_name(call, "zones", zone)));
    return zone_json(office, call, zone);
}

Outcome list_zones(Office& office, const Call& call) {
    std::vector<Json> items;
    for (const std::string& scope : zone_scopes(office))
        items.push_back(zone_json(office, call, std::string(leaf(scope))));
    return list_answer(call, "compute#zoneList", std::move(items));
}

std::string record_of_project(const Call& call) { return fmt::format("projects/{}/compute", call.in_path("project")); }

Outcome get_project(Office& office, const Call& call) {
    Json project = shown(*office.records.find(record_of_project(call)));
    project["quotas"] = quotas_of(office, call.in_path("project"), "", usage_in(office, call.in_path("project")));
    return project;
}

Outcome set_common_metadata(Office& office, const Call& call) {
    const Json& now = (*office.records.find(record_of_project(call)))["commonInstanceMetadata"];
    if (text_in(call.body, "fingerprint") != text_in(now, "fingerprint"))
        return refused(412, "conditionNotMet", "Supplied fingerprint does not match current metadata fingerprint.");
    Json metadata = {{"kind", "compute#metadata"}, {"items", call.body.value("items", Json::array())}};
    metadata["fingerprint"] = fingerprint(metadata["items"]);
    return begin_change(office, call,
                        {.type = "setMetadata",
                         .target = record_of_project(call),
                         .fields = {{"/commonInstanceMetadata", metadata}},
                         .same = {{"/commonInstanceMetadata/fingerprint", text_in(now, "fingerprint")}}});
}

struct DefaultRule {
    std::string_view name;
    std::string_view description;
    std::string_view sources;
    int priority;
    std::string_view allowed;
};
/// What lets people in to a project's default network.
constexpr std::array<DefaultRule, 4> default_rules = {{
    {"default-allow-icmp", "Allow ICMP from anywhere", "0.0.0.0/0", 65534, R"([{"IPProtocol":"icmp"}])"},
    {"default-allow-internal", "Allow internal traffic on the default network", "10.128.0.0/9", 65534,
     R"([{"IPProtocol":"tcp","ports":["0-65535"]},{"IPProtocol":"udp","ports":["0-65535"]},{"IPProtocol":"icmp"}])"},
    {"default-allow-rdp", "Allow RDP from anywhere", "0.0.0.0/0", 65534, R"([{"IPProtocol":"tcp","ports":["3389"]}])"},
    {"default-allow-ssh", "Allow SSH from anywhere", "0.0.0.0/0", 65534, R"([{"IPProtocol":"tcp","ports":["22"]}])"},
}};

void make_default_network(Office& office, const std::string& project) {
    const std::string network = project + "/global/networks/default";
    Json made = new_resource(office, network, "compute#network");
    made["description"] = "Default network for the project";
    made["autoCreateSubnetworks"] = true;
    made["routingConfig"] = {{"routingMode", "REGIONAL"}};
    made["networkFirewallPolicyEnforcementOrder"] = "AFTER_CLASSIC_FIREWALL";
    made["selfLinkWithId"] = link(project + "/global/networks/" + text_in(made, "id"));
    for (const std::string& region : office.places.regions()) {
        const std::string name = fmt::format("{}/regions/{}/subnetworks/default", project, region);
        Json part = new_resource(office, name, "compute#subnetwork");
        part["network"] = link(network);
        part["region"] = link(fmt::format("{}/regions/{}", project, region));
        part["ipCidrRange"] = default_range(office, region);
        part["fingerprint"] = fingerprint(part);
        made["subnetworks"].push_back(link(name));
        office.records.put(name, std::move(part));
    }
    for (const DefaultRule& rule : default_rules) {
        const std::string name = fmt::format("{}/global/firewalls/{}", project, rule.name);
        Json made_rule = new_resource(office, name, "compute#firewall");
        made_rule.update({{"description", rule.description},
                          {"network", link(network)},
                          {"direction", "INGRESS"},
                          {"priority", rule.priority},
                          {"sourceRanges", {rule.sources}},
                          {"allowed", Json::parse(rule.allowed)},
                          {"logConfig", {{"enable", false}}},
                          {"disabled", false}});
        office.records.put(name, std::move(made_rule));
    }
    office.records.put(network, std::move(made));
}

}  // namespace

void prepare_project(Office& office, std::string_view id) {
    const std::string project = fmt::format("projects/{}", id);
    const std::string record = project + "/compute";
    const Json* about = office.records.find(project);
    if (about == nullptr || office.records.find(record) != nullptr) return;
    const std::string number = text_in(*about, "projectNumber");
    office.records.put(record, {{"kind", "compute#project"},
                                {"id", number},
                                {"creationTimestamp", google_time(office.clock.now())},
                                {"name", id},
                                {"selfLink", link(project)},
                                {"commonInstanceMetadata",
                                 {{"kind", "compute#metadata"}, {"fingerprint", fingerprint(Json::array())}}},
                                {"defaultServiceAccount", number + "-compute@developer.gserviceaccount.com"},
                                {"xpnProjectStatus", "UNSPECIFIED_XPN_PROJECT_STATUS"},
                                {"defaultNetworkTier", "PREMIUM"},
                                {"vmDnsSetting", "ZONAL_ONLY"},
                                {"cloudArmorTier", "CA_STANDARD"}});
    make_default_network(office, project);
}

std::span<const Method> compute_project_methods() {
    static constexpr std::array<Method, 6> methods = {{
        {"compute.projects.get", get_project},
        {"compute.projects.setCommonInstanceMetadata", set_common_metadata},
        {"compute.regions.get", get_region},
        {"compute.regions.list", list_regions},
        {"compute.zones.get", get_zone},
        {"compute.zones.list", list_zones},
    }};
    return methods;
}

}  // namespace aloft::practice::google
