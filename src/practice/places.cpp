#include "practice/places.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <set>
#include <utility>

#include "market/attached.hpp"
#include "market/boot_disks.hpp"
#include "market/google_gpus.hpp"
#include "practice/world.hpp"

namespace aloft::practice {
namespace {

constexpr std::string_view cloud = "gcp";
constexpr std::int64_t hours_in_month = 730;
constexpr std::int64_t spot_share_of_unknown = 3;  ///< where only the other price is known, spot is a third of it

struct Prices {
    std::optional<Money> on_demand;
    std::optional<Money> spot;
};

/// Where one is not known the other tells it, so that whatever runs costs something.
Money of(const Prices& prices, Buying buying) {
    if (buying == Buying::spot && prices.spot) return *prices.spot;
    if (buying == Buying::spot && prices.on_demand) return {prices.on_demand->micros / spot_share_of_unknown};
    if (prices.on_demand) return *prices.on_demand;
    return prices.spot.value_or(Money{}) * spot_share_of_unknown;
}

/// Where the catalog has no price of its region.
constexpr Money usual_disk_gb_month{100'000}, usual_snapshot_gb_month{50'000}, usual_address_hour{5'000},
    usual_idle_address_hour{10'000};

Money hour_of_month(Money month, std::int64_t gb) {
    return {(month.micros * gb + hours_in_month / 2) / hours_in_month};
}

const market::RegionRow* region_row(const market::Catalog& catalog, std::string_view region) {
    for (const market::RegionRow& row : catalog.regions()) {
        if (catalog.text(row.cloud) == cloud && catalog.text(row.name) == region) return &row;
    }
    return nullptr;
}

MachineTypeFacts facts_of(const market::Catalog& catalog, const market::TypeRow& row) {
    MachineTypeFacts facts{
        .name = std::string(catalog.text(row.name)),
        .cpus = static_cast<int>((row.millicpus + 999) / 1000),
        .memory_mib = static_cast<int>(row.memory_mib),
        .architecture = row.architecture == std::to_underlying(market::Architecture::arm64) ? "ARM64" : "X86_64",
        .built_in = {},
        .local_disk_gb = static_cast<int>(row.local_disk_gb)};
    if (row.gpus == 0 || row.attached != 0) return facts;
    if (const market::GoogleGpu* gpu = market::google_gpu_of_kind(catalog.text(catalog.gpus()[row.gpu].name)))
        facts.built_in = {std::string(gpu->accelerator), row.gpus};
    return facts;
}

std::string rate_name(const MachineShape& shape, std::string_view what) {
    return shape.buying == Buying::spot ? fmt::format("{}, spot", what) : std::string(what);
}

}  // namespace

struct Places::Sold {
    MachineTypeFacts facts;
    Prices prices;
};

struct Places::Zone {
    std::string name;
    std::string region;
    std::map<std::string, Sold, std::less<>> types;
    std::map<std::string, Prices, std::less<>> attachable;  ///< one GPU's, by Google's name
};

namespace {

/// What GPUs cost without the machine that they are attached to: the sum less the host's price.
std::optional<Money> difference(const std::optional<Money>& sum, const std::optional<Money>& host, int gpus) {
    if (!sum || !host) return std::nullopt;
    return Money{(sum->micros - host->micros) / gpus};
}

}  // namespace

Places::Places(const market::Catalog& catalog, const World& world) : catalog_(catalog), world_(world) {
    std::map<std::string, std::shared_ptr<Zone>, std::less<>> zones;
    std::vector<std::pair<Zone*, const market::OfferingRow*>> with_gpus;
    for (const market::OfferingRow& row : catalog.offerings()) {
        const market::TypeRow& type = catalog.types()[row.type];
        if (catalog.text(type.cloud) != cloud) continue;
        const std::string name(catalog.text(catalog.zones()[row.zone].name));
        std::shared_ptr<Zone>& zone = zones[name];
        if (!zone) {
            zone = std::make_shared<Zone>();
            zone->name = name;
            zone->region = catalog.text(catalog.regions()[row.region].name);
        }
        if (type.attached != 0 && type.gpus > 0) {
            with_gpus.emplace_back(zone.get(), &row);
            continue;
        }
        MachineTypeFacts facts = facts_of(catalog, type);
        const Prices prices{market::money_in(row.on_demand.micros), market::money_in(row.spot.micros)};
        std::string type_name = facts.name;
        zone->types.try_emplace(std::move(type_name), Sold{std::move(facts), prices});
    }
    for (const auto& [zone, row] : with_gpus) {
        const market::TypeRow& type = catalog.types()[row->type];
        const market::GoogleGpu* const gpu = market::google_gpu_of_kind(catalog.text(catalog.gpus()[type.gpu].name));
        const auto host = zone->types.find(catalog.text(type.name));
        if (gpu == nullptr || host == zone->types.end()) continue;
        Prices& prices = zone->attachable[std::string(gpu->accelerator)];
        if (!prices.on_demand)
            prices.on_demand =
                difference(market::money_in(row->on_demand.micros), host->second.prices.on_demand, type.gpus);
        if (!prices.spot)
            prices.spot = difference(market::money_in(row->spot.micros), host->second.prices.spot, type.gpus);
    }
    zones_.insert(zones.begin(), zones.end());
}

const Places::Zone* Places::zone(std::string_view name) const {
    const auto found = zones_.find(name);
    if (found == zones_.end()) return nullptr;
    const Zone& zone = *found->second;
    return matches_any(world_.zones, zone.name) && matches_any(world_.regions, zone.region) ? &zone : nullptr;
}

std::vector<std::string> Places::regions() const {
    std::set<std::string> names;
    for (const auto& [name, unused] : zones_) {
        if (const Zone* known = zone(name)) names.insert(known->region);
    }
    return {names.begin(), names.end()};
}

std::vector<std::string> Places::zones(std::string_view region) const {
    std::vector<std::string> names;
    for (const auto& [name, unused] : zones_) {
        const Zone* const known = zone(name);
        if (known != nullptr && known->region == region) names.push_back(name);
    }
    return names;
}

std::optional<std::string> Places::region_of(std::string_view name) const {
    const Zone* const known = zone(name);
    if (known == nullptr) return std::nullopt;
    return known->region;
}

std::vector<MachineTypeFacts> Places::machine_types(std::string_view name) const {
    std::vector<MachineTypeFacts> types;
    if (const Zone* known = zone(name)) {
        types.reserve(known->types.size());
        for (const auto& [unused, sold] : known->types) types.push_back(sold.facts);
    }
    return types;
}

std::optional<MachineTypeFacts> Places::machine_type(std::string_view in_zone, std::string_view name) const {
    const Zone* const known = zone(in_zone);
    if (known == nullptr) return std::nullopt;
    const auto found = known->types.find(name);
    if (found == known->types.end()) return std::nullopt;
    return found->second.facts;
}

std::vector<AcceleratorFacts> Places::accelerators(std::string_view name) const {
    const Zone* const known = zone(name);
    if (known == nullptr) return {};
    std::map<std::string, int> most;
    for (const auto& [unused, sold] : known->types) {
        if (sold.facts.built_in.count == 0) continue;
        int& count = most[sold.facts.built_in.type];
        count = std::max(count, sold.facts.built_in.count);
    }
    for (const market::Ceiling& ceiling : market::ceilings()) {
        const market::GoogleGpu* const gpu = market::google_gpu_of_kind(ceiling.gpu);
        if (gpu == nullptr || !known->attachable.contains(gpu->accelerator)) continue;
        int& count = most[std::string(gpu->accelerator)];
        count = std::max(count, ceiling.gpus);
    }
    std::vector<AcceleratorFacts> facts;
    facts.reserve(most.size());
    for (const auto& [type, count] : most)
        facts.push_back({type, std::string(market::google_gpu_of_accelerator(type)->description), count});
    return facts;
}

std::string Places::why_not_attached(const MachineTypeFacts& type, const Accelerators& gpus) const {
    if (gpus.count == 0 || gpus == type.built_in) return {};
    const market::GoogleGpu* const gpu = market::google_gpu_of_accelerator(gpus.type);
    std::set<int> counts;
    for (const market::Ceiling& ceiling : market::ceilings()) {
        if (gpu == nullptr || ceiling.gpu != gpu->kind || !market::is_host(cloud, type.name)) continue;
        counts.insert(ceiling.gpus);
        constexpr int mib_in_gib = 1024;
        if (ceiling.gpus == gpus.count && type.cpus <= ceiling.cpus &&
            type.memory_mib <= ceiling.memory_gib * mib_in_gib)
            return {};
    }
    if (!counts.empty() && !counts.contains(gpus.count))
        return fmt::format("The number of {} accelerators must be one of {}, not {}.", gpus.type,
                           fmt::join(counts, ", "), gpus.count);
    return fmt::format("[{}, {}] features are not compatible for creating instance.", type.name, gpus.type);
}

Money Places::price(std::string_view thing, std::string_view in_zone, std::optional<Buying> buying, Moment at,
                    Money otherwise) const {
    for (const PriceRule& rule : world_.prices) {
        if (!matches(rule.thing, thing) || !matches_any(rule.zones, in_zone) || !rule.hours.hold(at)) continue;
        if (rule.spot && (!buying || *rule.spot != (*buying == Buying::spot))) continue;
        return rule.hour;
    }
    return otherwise;
}

std::vector<Rate> Places::machine_rates(const MachineShape& shape, Moment at) const {
    const Zone* const known = zone(shape.zone);
    if (known == nullptr) return {};
    const auto type = known->types.find(shape.type);
    if (type == known->types.end()) return {};
    std::vector<Rate> rates{{rate_name(shape, shape.type),
                             price(shape.type, shape.zone, shape.buying, at, of(type->second.prices, shape.buying))}};
    const auto gpu = known->attachable.find(shape.attached.type);
    if (shape.attached.count == 0 || shape.attached == type->second.facts.built_in || gpu == known->attachable.end())
        return rates;
    const Money one = price(shape.attached.type, shape.zone, shape.buying, at, of(gpu->second, shape.buying));
    rates.push_back({rate_name(shape, fmt::format("{} {}", shape.attached.count, shape.attached.type)),
                     one * shape.attached.count});
    return rates;
}

Rate Places::disk_rate(std::string_view in_zone, std::string_view disk_type, int gb) const {
    const std::optional<std::string> region = region_of(in_zone);
    const market::RegionRow* const row = region ? region_row(catalog_, *region) : nullptr;
    const Money balanced =
        row == nullptr ? usual_disk_gb_month : market::money_in(row->disk_gb_month).value_or(usual_disk_gb_month);
    const market::BootDisk* const known = market::boot_disk_named(cloud, disk_type);
    const Money month{(balanced.micros * (known == nullptr ? 100 : known->price_hundredths) + 50) / 100};
    return {fmt::format("{} GB {}", gb, disk_type),
            hour_of_month(price(disk_type, in_zone, std::nullopt, {}, month), gb)};
}

Rate Places::snapshot_rate(std::string_view region, int gb) const {
    const market::RegionRow* const row = region_row(catalog_, region);
    const Money month = row == nullptr ? usual_snapshot_gb_month
                                       : market::money_in(row->snapshot_gb_month).value_or(usual_snapshot_gb_month);
    return {fmt::format("{} GB snapshot", gb), hour_of_month(price("snapshot", region, std::nullopt, {}, month), gb)};
}

Rate Places::address_rate(std::string_view region, bool in_use) const {
    const market::RegionRow* const row = region_row(catalog_, region);
    const Money usual = in_use ? usual_address_hour : usual_idle_address_hour;
    const Money hour =
        row == nullptr ? usual : market::money_in(in_use ? row->address_hour : row->idle_address_hour).value_or(usual);
    const std::string_view thing = in_use ? "address" : "idle-address";
    return {in_use ? "address in use" : "address not in use", price(thing, region, std::nullopt, {}, hour)};
}

}  // namespace aloft::practice
