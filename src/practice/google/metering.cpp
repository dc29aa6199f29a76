#include "practice/google/metering.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "practice/google/machine.hpp"
#include "practice/google/names.hpp"

namespace aloft::practice::google {
namespace {

struct Cost {
    std::string state;
    std::vector<Rate> rates;
};

/// Whether the address is one that was reserved, which costs by itself.
bool is_reserved(const Office& office, const Json& instance, const std::string& address) {
    const std::string project = project_of(name_of(instance));
    return std::ranges::any_of(kept_names(office, project + "/regions/", "addresses"), [&](const std::string& name) {
        return text_in(*office.records.find(name), "address") == address;
    });
}

Cost cost_of_instance(const Office& office, const Json& instance, Moment at) {
    Cost cost{text_in(instance, "status"), {}};
    // From the moment it runs to the moment it has stopped, as Google bills.
    if (cost.state != "RUNNING" && cost.state != "STOPPING" && cost.state != "SUSPENDING") return cost;
    const MachineShape shape = shape_of(instance);
    cost.state = "RUNNING";
    cost.rates = office.places.machine_rates(shape, at);
    const std::string address = external_address_of(instance);
    if (!address.empty() && !is_reserved(office, instance, address))
        cost.rates.push_back(office.places.address_rate(office.places.region_of(shape.zone).value_or(""), true));
    return cost;
}

Cost cost_of(const Office& office, std::string_view name, const Json& thing, Moment at) {
    const std::string kind = text_in(thing, "kind");
    const int gb = static_cast<int>(number_in(thing, "sizeGb", number_in(thing, "diskSizeGb", 0)));
    if (kind == "compute#instance") return cost_of_instance(office, thing, at);
    if (kind == "compute#disk")
        return {text_in(thing, "status"),
                {office.places.disk_rate(part_after(name, "zones"), leaf(text_in(thing, "type")), gb)}};
    if (kind == "compute#snapshot") {
        const std::string zone(leaf(text_in(thing.value("practice", Json::object()), "zone")));
        return {text_in(thing, "status"),
                {office.places.snapshot_rate(office.places.region_of(zone).value_or(""), gb)}};
    }
    if (text_in(thing, "addressType") == "INTERNAL") return {text_in(thing, "status"), {}};
    return {text_in(thing, "status"),
            {office.places.address_rate(part_after(name, "regions"), text_in(thing, "status") == "IN_USE")}};
}

}  // namespace

void meter(Office& office, std::string_view name, Moment at) {
    const std::string last_name = fmt::format("meters/{}", name);
    const Json* last = office.records.find(last_name);
    const Json* thing = office.records.find(name);
    const std::string id = thing != nullptr ? text_in(*thing, "id") : last != nullptr ? text_in(*last, "id") : "";
    Cost cost = thing != nullptr ? cost_of(office, name, *thing, at) : Cost{};
    std::erase_if(cost.rates, [](const Rate& rate) { return rate.hour.micros == 0; });
    // A machine that is not on yet is nothing to the bill.
    if (last == nullptr && cost.rates.empty()) return;
    Json said = {{"id", id}, {"state", cost.state}, {"rates", Json::array()}};
    for (const Rate& rate : cost.rates) said["rates"].push_back({rate.what, rate.hour.micros});
    if (last != nullptr && *last == said) return;
    const std::string project(part_after(name, "projects"));
    office.records.append(
        {at, project, std::string(name.substr(project_of(name).size() + 1)), id, cost.state, std::move(cost.rates)});
    if (thing == nullptr) {
        office.records.remove(last_name);
    } else {
        office.records.put(last_name, std::move(said));
    }
}

}  // namespace aloft::practice::google
