#include "practice/google/network_wish.hpp"

#include <fmt/format.h>

#include "practice/google/addressing.hpp"
#include "practice/google/compute.hpp"
#include "practice/google/names.hpp"
#include "practice/google/operations.hpp"

namespace aloft::practice::google {
namespace {

using Checked = std::expected<void, Refusal>;

std::string project_in_path(const Call& call) { return fmt::format("projects/{}", call.in_path("project")); }

std::string region_of_call(const Office& office, const Call& call) {
    return office.places.region_of(call.in_path("zone")).value_or("");
}

bool is_in_use(const Office& office, const std::string& address) {
    return text_in(*office.records.find(address), "status") == "IN_USE";
}

/// The subnetwork's record, with the interface's links to it and to its network.
std::expected<const Json*, Refusal> settle_place(const Office& office, const Call& call, Json& face) {
    const std::string project(call.in_path("project"));
    const std::string said = text_in(face, "network");
    const auto network = named_in("resource.networkInterfaces[0].network", said.empty() ? "default" : said,
                                  {project, "global", "networks"});
    if (!network) return std::unexpected(network.error());
    const std::string part = text_in(face, "subnetwork");
    const auto subnetwork =
        named_in("resource.networkInterfaces[0].subnetwork", part.empty() ? leaf(*network) : std::string_view(part),
                 {project, "regions/" + region_of_call(office, call), "subnetworks"});
    if (!subnetwork) return std::unexpected(subnetwork.error());
    if (part.empty() || !said.empty())
        if (auto found = find_resource(office, *network); !found) return std::unexpected(found.error());
    const auto found = find_resource(office, *subnetwork);
    if (!found) return found;
    face["network"] = text_in(**found, "network");
    face["subnetwork"] = link(*subnetwork);
    return found;
}

/// Said as a number, or by the name of a reservation.
std::string said_number(const Office& office, const Call& call, const std::string& said) {
    if (range_of(said + "/32")) return said;
    const auto name =
        named_in("resource.networkInterfaces[0].networkIP", said,
                 {std::string(call.in_path("project")), "regions/" + region_of_call(office, call), "addresses"});
    const Json* address = name ? office.records.find(*name) : nullptr;
    return address == nullptr ? said : text_in(*address, "address");
}

Checked settle_internal_address(Office& office, const Call& call, const Json& subnetwork, Json& face,
                                InstanceWish& wish) {
    const std::string said = text_in(face, "networkIP");
    if (said.empty()) {
        face["networkIP"] = next_internal_address(office, subnetwork);
        return {};
    }
    const std::string number = said_number(office, call, said);
    if (!holds(range_of_subnetwork(office, subnetwork), number))
        return std::unexpected(invalid_value("resource.networkInterfaces[0].networkIP", said,
                                             "Requested internal IP address is outside the subnetwork CIDR range."));
    face["networkIP"] = number;
    const std::string reserved = reserved_address(office, project_in_path(call), number);
    if (!reserved.empty() && !is_in_use(office, reserved)) {
        wish.reserved_addresses.push_back(reserved);
    } else if (is_taken(office, number)) {
        wish.failure =
            failure_of("IP_IN_USE_BY_ANOTHER_RESOURCE",
                       fmt::format("IP '{}' is already being used by another resource.", number), 400, "BAD REQUEST");
    }
    return {};
}

Checked settle_external_address(const Office& office, const Call& call, Json& face, InstanceWish& wish) {
    if (face.value("accessConfigs", Json::array()).size() > 1)
        return refused(400, "invalid", "At most one access config currently supported.");
    for (Json& access : face["accessConfigs"]) {
        auto reserved =
            read_external_address(office, call, access, "resource.networkInterfaces[0].accessConfigs[0].natIP");
        if (!reserved) return std::unexpected(reserved.error());
        if (!reserved->empty()) wish.reserved_addresses.push_back(*reserved);
        access.emplace("name", "External NAT");
        access.emplace("type", "ONE_TO_ONE_NAT");
        access.emplace("networkTier", "PREMIUM");
        access["kind"] = "compute#accessConfig";
    }
    if (face["accessConfigs"].empty()) face.erase("accessConfigs");
    return {};
}

}  // namespace

std::expected<std::string, Refusal> read_external_address(const Office& office, const Call& call, const Json& access,
                                                          const std::string& field) {
    const std::string wished = text_in(access, "natIP");
    if (wished.empty()) return std::string();
    const std::string region = region_of_call(office, call);
    const std::string reserved = reserved_address(office, project_in_path(call), wished);
    if (reserved.empty() || part_after(reserved, "regions") != region ||
        text_in(*office.records.find(reserved), "addressType") != "EXTERNAL")
        return std::unexpected(invalid_value(
            field, wished, fmt::format("The specified external IP address was not found in region '{}'.", region)));
    if (is_in_use(office, reserved))
        return refused(400, "invalid", fmt::format("External IP address: {} is already in-use.", wished));
    return reserved;
}

Checked read_network(Office& office, const Call& call, const Json& body, InstanceWish& wish) {
    const Json interfaces = body.value("networkInterfaces", Json::array());
    if (interfaces.empty())
        return std::unexpected(
            invalid_value("resource.networkInterfaces", "", "At least one network interface is required."));
    if (interfaces.size() > 1)
        return std::unexpected(invalid_value("resource.networkInterfaces", std::to_string(interfaces.size()),
                                             "The practice cloud's machines have one network interface."));
    Json face = interfaces[0];
    const auto subnetwork = settle_place(office, call, face);
    if (!subnetwork) return std::unexpected(subnetwork.error());
    if (auto fits = settle_external_address(office, call, face, wish); !fits) return fits;
    if (auto fits = settle_internal_address(office, call, **subnetwork, face, wish); !fits) return fits;
    face["kind"] = "compute#networkInterface";
    face["name"] = "nic0";
    face["stackType"] = "IPV4_ONLY";
    face["fingerprint"] = fingerprint(face);
    wish.instance["networkInterfaces"] = Json::array({std::move(face)});
    give_external_address(office, wish.instance);
    return {};
}

}  // namespace aloft::practice::google
