#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <map>

#include "market/catalog_columns.hpp"
#include "market/catalog_text.hpp"
#include "market/csv.hpp"
#include "market/figures.hpp"

namespace aloft::market {
namespace {

std::string line(std::initializer_list<std::string> cells) {
    std::string line;
    for (const std::string& cell : cells) line += csv_cell(cell) + ",";
    line.back() = '\n';
    return line;
}

std::string count(int number) { return number == 0 ? std::string() : fmt::format("{}", number); }
std::string figure(int scaled, int places) { return scaled == 0 ? std::string() : decimal(scaled, places); }
std::string amount(const std::optional<Money>& money) { return money ? dollars(*money) : std::string(); }
std::string day(const std::optional<Price>& price) { return price ? to_string(price->day) : std::string(); }

std::string amount(const std::optional<Price>& price) {
    if (!price) return {};
    return (price->certainty == Certainty::estimated ? "~" : "") + dollars(price->hour);
}

std::string line_of(const GpuKind& gpu) {
    return line({gpu.name, gpu.maker, gpu.generation, count(gpu.memory_mib), figure(gpu.compute_capability, 1),
                 figure(gpu.tflops_fp32_tenths, 1), figure(gpu.tflops_fp16_tenths, 1), gpu.aliases, gpu.retired,
                 gpu.instead});
}

std::string line_of(const MachineType& type) {
    return line({type.cloud, type.name, figure(type.millicpus, 3), count(type.memory_mib), count(type.local_disk_gb),
                 std::string(to_string(type.architecture)), type.gpu, count(type.gpus),
                 type.attached ? "attached" : ""});
}

std::string line_of(const Region& region) {
    return line({region.cloud, region.name, region.title, region.endpoint, amount(region.disk_gb_month),
                 amount(region.snapshot_gb_month), amount(region.address_hour), amount(region.idle_address_hour),
                 amount(region.egress_gb)});
}

std::string line_of(const Source& source) {
    return line({source.cloud, source.what, source.origin, to_string(source.day)});
}

/// The lines of a table in the order of their names, whatever the order of the content.
template <class Fact>
std::string table(std::string_view columns, const std::vector<Fact>& facts) {
    if (facts.empty()) return {};
    std::vector<std::string> lines;
    lines.reserve(facts.size());
    for (const Fact& fact : facts) lines.push_back(line_of(fact));
    std::ranges::sort(lines);
    return fmt::format("{}\n{}", columns, fmt::join(lines, ""));
}

/// All of a line but its zones. One whose zone has no name stands alone.
struct Around {
    std::string before, after;
    bool unnamed_zone;
    auto operator<=>(const Around&) const = default;
};

std::string short_zone(const Offering& offering) {
    const bool in_region = offering.zone.starts_with(offering.region + "-");
    return in_region ? offering.zone.substr(offering.region.size()) : offering.zone;
}

/// Zones that cost the same share a line.
std::string offerings_table(const std::vector<Offering>& offerings) {
    if (offerings.empty()) return {};
    std::map<Around, std::vector<std::string>> zones;
    for (const Offering& each : offerings) {
        Around around{line({each.cloud, each.type, each.gpu, count(each.gpus), each.region}),
                      line({amount(each.on_demand), day(each.on_demand), amount(each.spot), day(each.spot)}),
                      each.zone.empty()};
        around.before.back() = ',';
        zones[std::move(around)].push_back(short_zone(each));
    }
    std::string text = fmt::format("{}\n", offering_columns);
    for (auto& [around, names] : zones) {
        std::ranges::sort(names);
        text += around.before + csv_cell(fmt::format("{}", fmt::join(names, " "))) + "," + around.after;
    }
    return text;
}

}  // namespace

std::string to_text(const CatalogContent& content) {
    return table(source_columns, content.sources) + table(gpu_columns, content.gpus) +
           table(type_columns, content.types) + table(region_columns, content.regions) +
           offerings_table(content.offerings);
}

}  // namespace aloft::market
