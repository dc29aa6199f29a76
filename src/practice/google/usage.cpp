#include <fmt/format.h>

#include <array>
#include <utility>

#include "practice/google/machine.hpp"
#include "practice/google/names.hpp"
#include "practice/google/office.hpp"
#include "practice/google/shelf.hpp"
#include "practice/google/spared.hpp"

namespace aloft::practice::google {
namespace {

/// What counts by there being one, wherever it is.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> counted = {{
    {"snapshots", "SNAPSHOTS"},
    {"networks", "NETWORKS"},
    {"firewalls", "FIREWALLS"},
    {"subnetworks", "SUBNETWORKS"},
}};

std::string_view metric_of_disk(std::string_view type) {
    if (type == "pd-standard") return "DISKS_TOTAL_GB";
    return type.starts_with("hyperdisk") ? "HDB_TOTAL_GB" : "SSD_TOTAL_GB";
}

/// Adds up what a project has.
class Sum {
public:
    explicit Sum(const Office& office) : office_(office) {}

    void add(const std::string& name, std::string_view collection, const Json& thing) {
        if (collection == "instances") return add_instance(name, thing);
        if (collection == "addresses")
            return add(text_in(thing, "addressType") == "INTERNAL" ? "INTERNAL_ADDRESSES" : "STATIC_ADDRESSES",
                       part_after(name, "regions"), 1);
        if (collection == "disks")
            return add(metric_of_disk(leaf(text_in(thing, "type"))), region_of(name),
                       static_cast<double>(number_in(thing, "sizeGb", 0)));
        for (const auto& [kind, metric] : counted)
            if (collection == kind) return add(metric, "", 1);
    }

    Usage used;

private:
    std::string region_of(const std::string& name) const {
        return office_.places.region_of(part_after(name, "zones")).value_or("");
    }

    void add(std::string_view metric, std::string_view region, double amount) {
        if (const auto key = QuotaBook::key_of(metric, region)) used[*key] += amount;
    }

    void add_instance(const std::string& name, const Json& instance) {
        const std::string region = region_of(name);
        add("INSTANCES", region, 1);
        if (!external_address_of(instance).empty()) add("IN_USE_ADDRESSES", region, 1);
        const auto type = type_of(office_, instance);
        if (!type || !spends(instance)) return;
        const MachineShape shape = shape_of(instance);
        for (const auto& [key, amount] : QuotaBook::spending(*type, shape.attached, shape.buying, region))
            // It is an instance whether or not it runs.
            if (QuotaBook::metric_of(key) != "INSTANCES") used[key] += amount;
    }

    const Office& office_;
};

/// "disks" of "projects/p/zones/z/disks/d".
std::string_view collection_of(std::string_view name) {
    const auto last = name.rfind('/');
    const std::string_view before = name.substr(0, last);
    return before.substr(before.rfind('/') + 1);
}

}  // namespace

Usage usage_in(const Office& office, std::string_view project) {
    Sum sum(office);
    for (const std::string& name : office.records.names(fmt::format("projects/{}/", project)))
        do_unless_broken(office, name, [&] { sum.add(name, collection_of(name), *office.records.find(name)); });
    return std::move(sum.used);
}

double usage_of(const Office& office, std::string_view project, const QuotaKey& key) {
    const Usage used = usage_in(office, project);
    const auto found = used.find(key);
    return found == used.end() ? 0 : found->second;
}

}  // namespace aloft::practice::google
