#include <fmt/format.h>

#include <array>

#include "practice/google/addressing.hpp"
#include "practice/google/admission.hpp"
#include "practice/google/compute.hpp"
#include "practice/google/lists.hpp"
#include "practice/google/names.hpp"

namespace aloft::practice::google {
namespace {

std::string address_in(const Call& call) { return resource_of(call, "addresses", "address"); }

/// What a reservation is to be.
struct Reservation {
    std::string type;
    std::string number;
    std::string user;        ///< the machine that has it already; empty: none
    std::string subnetwork;  ///< of one inside
};

std::string user_of(const Office& office, const Call& call, const Reservation& reservation) {
    const Json::json_pointer place(reservation.type == "INTERNAL" ? "/networkInterfaces/0/networkIP"
                                                                  : "/networkInterfaces/0/accessConfigs/0/natIP");
    for (const std::string& name :
         kept_names(office, fmt::format("projects/{}/zones/", call.in_path("project")), "instances"))
        if (office.records.find(name)->value(place, std::string()) == reservation.number) return name;
    return {};
}

/// The next, or one that a machine has already, which stays its for good then.
std::expected<Reservation, Refusal> read_outside(Office& office, const Call& call) {
    Reservation reservation{"EXTERNAL", text_in(call.body, "address"), {}, {}};
    if (call.body.contains("subnetwork"))
        return std::unexpected(invalid_value("resource.subnetwork", text_in(call.body, "subnetwork"),
                                             "Subnetwork can only be specified for internal addresses."));
    if (reservation.number.empty()) {
        reservation.number = next_external_address(office);
        return reservation;
    }
    reservation.user = user_of(office, call, reservation);
    const std::string project = fmt::format("projects/{}", call.in_path("project"));
    if (reservation.user.empty() || !reserved_address(office, project, reservation.number).empty())
        return std::unexpected(invalid_value("resource.address", reservation.number,
                                             "Must be an in-use ephemeral external IP address of the project."));
    return reservation;
}

std::expected<Reservation, Refusal> read_inside(Office& office, const Call& call) {
    const std::string project(call.in_path("project"));
    const std::string said = text_in(call.body, "subnetwork");
    const auto subnetwork = named_in("resource.subnetwork", said.empty() ? "default" : said,
                                     {project, fmt::format("regions/{}", call.in_path("region")), "subnetworks"});
    if (!subnetwork) return std::unexpected(subnetwork.error());
    const auto found = find_resource(office, *subnetwork);
    if (!found) return std::unexpected(found.error());
    Reservation reservation{"INTERNAL", text_in(call.body, "address"), {}, *subnetwork};
    if (reservation.number.empty()) {
        reservation.number = next_internal_address(office, **found);
        return reservation;
    }
    if (!holds(range_of_subnetwork(office, **found), reservation.number))
        return std::unexpected(invalid_value("resource.address", reservation.number,
                                             "Requested internal IP address is outside the subnetwork CIDR range."));
    reservation.user = user_of(office, call, reservation);
    const bool reserved = !reserved_address(office, "projects/" + project, reservation.number).empty();
    if (reserved || (reservation.user.empty() && is_taken(office, reservation.number)))
        return std::unexpected(
            invalid_value("resource.address", reservation.number, "Specified IP address is already reserved."));
    return reservation;
}

std::expected<Reservation, Refusal> read_reservation(Office& office, const Call& call) {
    if (call.body.value("addressType", "EXTERNAL") == "INTERNAL") return read_inside(office, call);
    if (auto fits = check_quota(office, call.in_path("project"), "STATIC_ADDRESSES", call.in_path("region"), 1); !fits)
        return std::unexpected(fits.error());
    return read_outside(office, call);
}

Outcome insert_address(Office& office, const Call& call) {
    if (auto known = check_region(office, call.in_path("region")); !known) return std::unexpected(known.error());
    const std::string short_name = text_in(call.body, "name");
    if (short_name.empty()) return refused(400, "required", "Required field 'resource.name' not specified");
    if (auto fits = check_name("resource.name", short_name); !fits) return std::unexpected(fits.error());
    const std::string name =
        fmt::format("projects/{}/regions/{}/addresses/{}", call.in_path("project"), call.in_path("region"), short_name);
    if (office.records.find(name) != nullptr) return std::unexpected(already_exists(name));
    const Json labels = call.body.value("labels", Json::object());
    if (auto fits = check_labels(labels); !fits) return std::unexpected(fits.error());
    const auto reservation = read_reservation(office, call);
    if (!reservation) return std::unexpected(reservation.error());
    Json address = new_resource(office, name, "compute#address");
    address.update(
        {{"address", reservation->number},
         {"addressType", reservation->type},
         {"description", call.body.value("description", "")},
         {"networkTier", call.body.value("networkTier", "PREMIUM")},
         {"region", link(fmt::format("projects/{}/regions/{}", call.in_path("project"), call.in_path("region")))},
         {"status", "RESERVING"},
         {"labelFingerprint", fingerprint(labels)}});
    if (!reservation->subnetwork.empty())
        address.update({{"subnetwork", link(reservation->subnetwork)}, {"purpose", "GCE_ENDPOINT"}});
    if (!labels.empty()) address["labels"] = labels;
    if (!reservation->user.empty()) address["users"] = Json::array({link(reservation->user)});
    return begin_creation(office, call, name, std::move(address), reservation->user.empty() ? "RESERVED" : "IN_USE",
                          "");
}

Outcome remove_address(Office& office, const Call& call) {
    const auto found = find_resource(office, address_in(call));
    if (!found) return std::unexpected(found.error());
    const auto users = (*found)->value("users", std::vector<std::string>());
    if (!users.empty()) return std::unexpected(in_use_by("address", address_in(call), unlinked(users.front())));
    return begin_removal(office, call, address_in(call), "");
}

}  // namespace

std::span<const Method> address_methods() {
    static constexpr std::array<Method, 6> methods = {{
        {"compute.addresses.get", [](Office& o, const Call& c) { return get_resource(o, address_in(c)); }},
        {"compute.addresses.list",
         [](Office& o, const Call& c) -> Outcome {
             if (auto known = check_region(o, c.in_path("region")); !known) return std::unexpected(known.error());
             return list_of(o, c, "compute#addressList", "addresses");
         }},
        {"compute.addresses.aggregatedList",
         [](Office& o, const Call& c) {
             return aggregated_list_of(o, c, "compute#addressAggregatedList", "addresses");
         }},
        {"compute.addresses.insert", insert_address},
        {"compute.addresses.delete", remove_address},
        {"compute.addresses.setLabels",
         [](Office& o, const Call& c) { return set_labels(o, c, resource_of(c, "addresses", "resource")); }},
    }};
    return methods;
}

}  // namespace aloft::practice::google
