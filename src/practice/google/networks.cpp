#include <fmt/format.h>

#include <array>

#include "practice/google/addressing.hpp"
#include "practice/google/admission.hpp"
#include "practice/google/compute.hpp"
#include "practice/google/lists.hpp"
#include "practice/google/names.hpp"

namespace aloft::practice::google {
namespace {

std::string network_in(const Call& call) { return resource_of(call, "networks", "network"); }
std::string part_in(const Call& call) { return resource_of(call, "subnetworks", "subnetwork"); }

/// Who is still in it; empty: nobody.
std::string user_of(const Office& office, const std::string& network) {
    const std::string project = project_of(network);
    for (const std::string& name : kept_names(office, project + "/", "instances")) {
        const Json face = office.records.find(name)->value("/networkInterfaces/0"_json_pointer, Json());
        if (unlinked(text_in(face, "network")) == network || unlinked(text_in(face, "subnetwork")) == network)
            return name;
    }
    for (const std::string_view kind : {"firewalls", "subnetworks"})
        for (const std::string& name : kept_names(office, project + "/", kind)) {
            const Json& document = *office.records.find(name);
            // Parts that Google made itself go with their network.
            if (unlinked(text_in(document, "network")) == network &&
                !document.value("/practice/automatic"_json_pointer, false))
                return name;
        }
    return {};
}

Json part_of(Office& office, const std::string& subnetwork, const std::string& network, const std::string& range) {
    Json part = new_resource(office, subnetwork, "compute#subnetwork");
    part["network"] = link(network);
    part["region"] = link(fmt::format("{}/{}", project_of(subnetwork), scope_of(subnetwork)));
    part["ipCidrRange"] = range;
    part["privateIpGoogleAccess"] = false;
    part["purpose"] = "PRIVATE";
    part["stackType"] = "IPV4_ONLY";
    part["fingerprint"] = fingerprint(part);
    return part;
}

Outcome insert_network(Office& office, const Call& call) {
    const std::string short_name = text_in(call.body, "name");
    if (short_name.empty()) return refused(400, "required", "Required field 'resource.name' not specified");
    if (auto fits = check_name("resource.name", short_name); !fits) return std::unexpected(fits.error());
    const std::string project = fmt::format("projects/{}", call.in_path("project"));
    const std::string name = fmt::format("{}/global/networks/{}", project, short_name);
    if (office.records.find(name) != nullptr) return std::unexpected(already_exists(name));
    if (auto fits = check_quota(office, call.in_path("project"), "NETWORKS", "global", 1); !fits)
        return std::unexpected(fits.error());
    Json network = new_resource(office, name, "compute#network");
    network["autoCreateSubnetworks"] = call.body.value("autoCreateSubnetworks", true);
    network["description"] = call.body.value("description", "");
    network["routingConfig"] = call.body.value("routingConfig", Json{{"routingMode", "REGIONAL"}});
    network["networkFirewallPolicyEnforcementOrder"] = "AFTER_CLASSIC_FIREWALL";
    network["selfLinkWithId"] = link(fmt::format("{}/global/networks/{}", project, text_in(network, "id")));
    if (network["autoCreateSubnetworks"].get<bool>())
        for (const std::string& region : office.places.regions()) {
            const std::string subnetwork = fmt::format("{}/regions/{}/subnetworks/{}", project, region, short_name);
            Json made = part_of(office, subnetwork, name, default_range(office, region));
            made["practice"]["automatic"] = true;
            keep(office, subnetwork, std::move(made));
            network["subnetworks"].push_back(link(subnetwork));
        }
    return begin_creation(office, call, name, std::move(network), "", "");
}

Outcome remove_network(Office& office, const Call& call) {
    const std::string name = network_in(call);
    const auto found = find_resource(office, name);
    if (!found) return std::unexpected(found.error());
    if (const std::string user = user_of(office, name); !user.empty())
        return std::unexpected(in_use_by("network", name, user));
    for (const std::string& part : kept_names(office, project_of(name) + "/regions/", "subnetworks"))
        if (unlinked(text_in(*office.records.find(part), "network")) == name) drop(office, part);
    return begin_removal(office, call, name, "");
}

Outcome insert_part(Office& office, const Call& call) {
    if (auto known = check_region(office, call.in_path("region")); !known) return std::unexpected(known.error());
    const std::string short_name = text_in(call.body, "name");
    if (short_name.empty()) return refused(400, "required", "Required field 'resource.name' not specified");
    if (auto fits = check_name("resource.name", short_name); !fits) return std::unexpected(fits.error());
    if (!call.body.contains("network"))
        return refused(400, "required", "Required field 'resource.network' not specified");
    const auto network = named_in("resource.network", text_in(call.body, "network"),
                                  {std::string(call.in_path("project")), "global", "networks"});
    if (!network) return std::unexpected(network.error());
    const auto found = find_resource(office, *network);
    if (!found) return std::unexpected(found.error());
    const std::string range = text_in(call.body, "ipCidrRange");
    const auto read = range_of(range);
    if (!read || read->bits < 8 || read->bits > 29 || read->first % read->size() != 0)
        return std::unexpected(
            invalid_value("resource.ipCidrRange", range,
                          "Must be a CIDR address range that is contained in the RFC1918 private address blocks."));
    const std::string name = fmt::format("projects/{}/regions/{}/subnetworks/{}", call.in_path("project"),
                                         call.in_path("region"), short_name);
    if (office.records.find(name) != nullptr) return std::unexpected(already_exists(name));
    Json grown = **found;
    grown["subnetworks"].push_back(link(name));
    keep(office, *network, std::move(grown));
    return begin_creation(office, call, name, part_of(office, name, *network, range), "", "");
}

Outcome remove_part(Office& office, const Call& call) {
    const std::string name = part_in(call);
    const auto found = find_resource(office, name);
    if (!found) return std::unexpected(found.error());
    if (const std::string user = user_of(office, name); !user.empty())
        return std::unexpected(in_use_by("subnetwork", name, user));
    const std::string network = unlinked(text_in(**found, "network"));
    if (const Json* whole = office.records.find(network)) {
        Json smaller = *whole;
        Json left = Json::array();
        for (const Json& part : smaller.value("subnetworks", Json::array()))
            if (part != link(name)) left.push_back(part);
        smaller["subnetworks"] = std::move(left);
        keep(office, network, std::move(smaller));
    }
    return begin_removal(office, call, name, "");
}

}  // namespace

std::span<const Method> network_methods() {
    static constexpr std::array<Method, 9> methods = {{
        {"compute.networks.get", [](Office& o, const Call& c) { return get_resource(o, network_in(c)); }},
        {"compute.networks.list",
         [](Office& o, const Call& c) { return list_of(o, c, "compute#networkList", "networks"); }},
        {"compute.networks.insert", insert_network},
        {"compute.networks.delete", remove_network},
        {"compute.subnetworks.get", [](Office& o, const Call& c) { return get_resource(o, part_in(c)); }},
        {"compute.subnetworks.list",
         [](Office& o, const Call& c) { return list_of(o, c, "compute#subnetworkList", "subnetworks"); }},
        {"compute.subnetworks.aggregatedList",
         [](Office& o, const Call& c) {
             return aggregated_list_of(o, c, "compute#subnetworkAggregatedList", "subnetworks");
         }},
        {"compute.subnetworks.insert", insert_part},
        {"compute.subnetworks.delete", remove_part},
    }};
    return methods;
}

}  // namespace aloft::practice::google
