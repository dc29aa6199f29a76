#include "market/catalog_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <map>
#include <span>
#include <tuple>
#include <unordered_map>

#include "market/catalog_rows.hpp"
#include "market/checksum.hpp"
#include "market/likely_price.hpp"

namespace aloft::market {
namespace {

/// Every text once.
class Texts {
public:
    TextRef add(const std::string& text) {
        const auto [place, is_new] = places_.try_emplace(text, static_cast<std::uint32_t>(all_.size()));
        if (is_new) all_ += text;
        return {place->second, static_cast<std::uint32_t>(text.size())};
    }
    const std::string& all() const { return all_; }

private:
    std::string all_;
    std::unordered_map<std::string, std::uint32_t> places_;
};

std::uint32_t number(int value) { return static_cast<std::uint32_t>(std::max(value, 0)); }

std::uint32_t micros(const std::optional<Money>& money) {
    return money ? static_cast<std::uint32_t>(money->micros) : no_price;
}

std::uint16_t day(Day when) {
    return static_cast<std::uint16_t>(std::clamp<std::int64_t>(when.time_since_epoch().count(), 0, 0xffff));
}

PriceCell cell(const std::optional<Price>& price) {
    if (!price) return {no_price, 0, 0};
    return {static_cast<std::uint32_t>(price->hour.micros), day(price->day),
            static_cast<std::uint16_t>(price->certainty)};
}

std::string name_of(const Offering& offering) {
    std::string name = fmt::format("{} {} {}", offering.cloud, offering.zone, offering.type);
    if (!offering.gpu.empty()) name += fmt::format(" with {} {}", offering.gpus, offering.gpu);
    return name;
}

using TypeKey = std::tuple<std::string, std::string, std::string, int>;  ///< cloud, name, GPU, how many
using RegionKey = std::pair<std::string, std::string>;                  ///< cloud, name
using OfferingKey = std::tuple<TypeKey, std::string, std::string>;      ///< type, region, zone

TypeKey key_of(const MachineType& type) { return {type.cloud, type.name, type.gpu, type.gpus}; }
TypeKey type_key_of(const Offering& offering) { return {offering.cloud, offering.type, offering.gpu, offering.gpus}; }
RegionKey key_of(const Region& region) { return {region.cloud, region.name}; }
OfferingKey key_of(const Offering& offering) { return {type_key_of(offering), offering.region, offering.zone}; }

/// In order, of those with the same key the first.
template <class Value, class Key>
void sort_and_keep_one_of_each(std::vector<Value>& values, Key key) {
    std::map<decltype(key(values.front())), Value> first;
    for (Value& value : values) first.try_emplace(key(value), std::move(value));
    values.clear();
    for (auto& [same, value] : first) values.push_back(std::move(value));
}

class Writer {
public:
    explicit Writer(CatalogContent content) : content_(std::move(content)) {}

    WrittenCatalog write() {
        put_in_order();
        add_gpus();
        add_types();
        add_regions();
        add_offerings();
        for (const Source& source : content_.sources)
            sources_.push_back(
                {texts_.add(source.cloud), texts_.add(source.what), texts_.add(source.origin), day(source.day), 0});
        return {bytes(), std::move(refused_)};
    }

private:
    void refuse(std::string what, std::string why) { refused_.push_back({std::move(what), std::move(why)}); }

    void put_in_order() {
        sort_and_keep_one_of_each(content_.gpus, [](const GpuKind& gpu) { return gpu.name; });
        sort_and_keep_one_of_each(content_.types, [](const MachineType& type) { return key_of(type); });
        sort_and_keep_one_of_each(content_.regions, [](const Region& region) { return key_of(region); });
        sort_and_keep_one_of_each(content_.offerings, [](const Offering& offering) { return key_of(offering); });
        std::ranges::sort(content_.sources, {}, [](const Source& source) {
            return std::tie(source.cloud, source.what, source.day, source.origin);
        });
    }

    void add_gpus() {
        const TextRef none = texts_.add("");
        gpus_.push_back({none, none, none, none, none, none, 0, 0, 0, 0, 0, 0});
        gpu_index_[""] = 0;
        for (const GpuKind& gpu : content_.gpus) {
            gpu_index_[gpu.name] = static_cast<std::uint32_t>(gpus_.size());
            gpus_.push_back({texts_.add(gpu.name), texts_.add(gpu.aliases), texts_.add(gpu.maker),
                             texts_.add(gpu.generation), texts_.add(gpu.retired), texts_.add(gpu.instead),
                             number(gpu.memory_mib), number(gpu.compute_capability), number(gpu.tflops_fp32_tenths),
                             number(gpu.tflops_fp16_tenths), 0, 0});
        }
    }

    void add_types() {
        for (const MachineType& type : content_.types) {
            const auto gpu = gpu_index_.find(type.gpu);
            if (gpu == gpu_index_.end() || type.gpu.empty() != (type.gpus == 0)) {
                refuse(type.cloud + " " + type.name, fmt::format("it has {} of a GPU \"{}\"", type.gpus, type.gpu));
                continue;
            }
            type_index_[key_of(type)] = static_cast<std::uint32_t>(types_.size());
            types_.push_back({texts_.add(type.cloud), texts_.add(type.name), number(type.millicpus),
                              number(type.memory_mib), number(type.local_disk_gb), gpu->second,
                              static_cast<std::uint16_t>(type.gpus), static_cast<std::uint8_t>(type.architecture),
                              static_cast<std::uint8_t>(type.attached), 0});
        }
    }

    void add_regions() {
        for (const Region& region : content_.regions) {
            region_index_[key_of(region)] = static_cast<std::uint16_t>(regions_.size());
            regions_.push_back({texts_.add(region.cloud), texts_.add(region.name), texts_.add(region.title),
                                texts_.add(region.endpoint), micros(region.disk_gb_month),
                                micros(region.snapshot_gb_month), micros(region.address_hour),
                                micros(region.idle_address_hour), micros(region.egress_gb), 0});
        }
    }

    std::uint16_t zone(const std::string& name) {
        const auto [place, is_new] = zone_index_.try_emplace(name, static_cast<std::uint16_t>(zones_.size()));
        if (is_new) zones_.push_back({texts_.add(name)});
        return place->second;
    }

    std::optional<std::string> mistake_in(const Offering& offering) const {
        if (!type_index_.contains(type_key_of(offering))) return "there is no such machine type";
        if (!region_index_.contains({offering.cloud, offering.region}))
            return fmt::format("there is no region {}", offering.region);
        std::string why = why_impossible(offering);
        if (!why.empty()) return why;
        return std::nullopt;
    }

    void add_offerings() {
        for (const Offering& offering : content_.offerings) {
            if (auto mistake = mistake_in(offering)) {
                refuse(name_of(offering), std::move(*mistake));
                continue;
            }
            offerings_.push_back({type_index_.at(type_key_of(offering)),
                                  region_index_.at({offering.cloud, offering.region}), zone(offering.zone),
                                  cell(offering.on_demand), cell(offering.spot)});
        }
        // An offering without a price on demand has the largest number there is, and so comes last.
        std::ranges::sort(offerings_, {}, [&](const OfferingRow& row) {
            return std::tuple(types_[row.type].gpu, row.on_demand.micros, row.spot.micros, row.type, row.region,
                              row.zone);
        });
        for (std::uint32_t index = 0; index < offerings_.size(); ++index) {
            GpuRow& gpu = gpus_[types_[offerings_[index].type].gpu];
            if (gpu.offerings++ == 0) gpu.first_offering = index;
        }
    }

    template <class Row>
    static Section append(std::string& bytes, std::span<const Row> rows) {
        bytes.resize((bytes.size() + 7) / 8 * 8);
        const Section section{bytes.size(), rows.size()};
        bytes.append(reinterpret_cast<const char*>(rows.data()), rows.size_bytes());
        return section;
    }

    std::string bytes() const {
        CatalogHeader header{};
        std::memcpy(header.magic, catalog_magic, sizeof catalog_magic);
        header.version = catalog_version;
        std::string bytes(sizeof header, '\0');
        header.gpus = append(bytes, std::span<const GpuRow>(gpus_));
        header.types = append(bytes, std::span<const TypeRow>(types_));
        header.regions = append(bytes, std::span<const RegionRow>(regions_));
        header.zones = append(bytes, std::span<const ZoneRow>(zones_));
        header.offerings = append(bytes, std::span<const OfferingRow>(offerings_));
        header.sources = append(bytes, std::span<const SourceRow>(sources_));
        header.text = append(bytes, std::span<const char>(texts_.all()));
        header.size = bytes.size();
        header.checksum = seal(header, std::as_bytes(std::span(bytes)).subspan(sizeof header));
        std::memcpy(bytes.data(), &header, sizeof header);
        return bytes;
    }

    CatalogContent content_;
    Texts texts_;
    std::vector<GpuRow> gpus_;
    std::vector<TypeRow> types_;
    std::vector<RegionRow> regions_;
    std::vector<ZoneRow> zones_;
    std::vector<OfferingRow> offerings_;
    std::vector<SourceRow> sources_;
    std::map<std::string, std::uint32_t> gpu_index_;
    std::map<TypeKey, std::uint32_t> type_index_;
    std::map<RegionKey, std::uint16_t> region_index_;
    std::map<std::string, std::uint16_t> zone_index_;
    std::vector<Refused> refused_;
};

}  // namespace

WrittenCatalog write_catalog(CatalogContent content) { return Writer(std::move(content)).write(); }

}  // namespace aloft::market
