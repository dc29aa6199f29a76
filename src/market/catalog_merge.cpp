#include "market/catalog_merge.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <ranges>
#include <set>
#include <string>

#include "market/folded.hpp"

namespace aloft::market {
namespace {

template <class Row>
void append(std::vector<Row>& to, std::vector<Row>& from) {
    to.insert(to.end(), std::move_iterator(from.begin()), std::move_iterator(from.end()));
}

template <class Row>
void erase_of_cloud(std::vector<Row>& rows, std::string_view cloud) {
    std::erase_if(rows, [&](const Row& row) { return row.cloud == cloud; });
}

template <class Row>
void copy_of_cloud(const std::vector<Row>& from, std::string_view cloud, std::vector<Row>& to) {
    std::ranges::copy_if(from, std::back_inserter(to), [&](const Row& row) { return row.cloud == cloud; });
}

bool is_alias(std::string_view folded_word, std::string_view aliases) {
    return std::ranges::any_of(aliases | std::views::split(' '),
                               [&](auto alias) { return folded(std::string_view(alias)) == folded_word; });
}

/// "RTX6000" has been the name of several cards, so another word for a kind counts only with its memory.
bool same_memory(const GpuKind& one, const GpuKind& other) {
    const int difference = std::abs(one.memory_mib - other.memory_mib);
    return one.memory_mib > 0 && other.memory_mib > 0 && difference * 8 < one.memory_mib;
}

bool same_kind(const GpuKind& known, const GpuKind& kind) {
    const std::string name = folded(kind.name);
    return folded(known.name) == name || (is_alias(name, known.aliases) && same_memory(known, kind));
}

/// The part's kinds under the names that the whole has for them; those that it has not are added to it.
void settle_kinds(CatalogContent& whole, CatalogContent& part) {
    std::map<std::string, std::string> names;
    for (GpuKind& kind : part.gpus) {
        const auto known = std::ranges::find_if(whole.gpus, [&](const GpuKind& each) { return same_kind(each, kind); });
        if (known == whole.gpus.end())
            whole.gpus.push_back(std::move(kind));
        else
            names.emplace(kind.name, known->name);
    }
    const auto rename = [&](std::string& gpu) {
        const auto name = names.find(gpu);
        if (name != names.end()) gpu = name->second;
    };
    for (MachineType& type : part.types) rename(type.gpu);
    for (Offering& offering : part.offerings) rename(offering.gpu);
}

void complete_types(const CatalogContent& whole, CatalogContent& part, std::string_view cloud) {
    std::map<std::string_view, const MachineType*> known;
    for (const MachineType& type : whole.types)
        if (type.cloud == cloud) known.emplace(type.name, &type);
    for (MachineType& type : part.types) {
        const auto found = known.find(type.name);
        if (found == known.end()) continue;
        if (type.local_disk_gb == 0) type.local_disk_gb = found->second->local_disk_gb;
        if (type.millicpus == 0) type.millicpus = found->second->millicpus;
        if (type.memory_mib == 0) type.memory_mib = found->second->memory_mib;
        if (type.architecture == Architecture::x86_64) type.architecture = found->second->architecture;
    }
}

void complete_regions(CatalogContent& whole, CatalogContent& part) {
    for (Region& region : part.regions) {
        const auto known = std::ranges::find_if(
            whole.regions, [&](const Region& each) { return each.cloud == region.cloud && each.name == region.name; });
        if (known == whole.regions.end()) {
            whole.regions.push_back(std::move(region));
            continue;
        }
        if (!region.title.empty()) known->title = std::move(region.title);
        if (!region.endpoint.empty()) known->endpoint = std::move(region.endpoint);
        for (const auto price : {&Region::disk_gb_month, &Region::snapshot_gb_month, &Region::address_hour,
                                 &Region::idle_address_hour, &Region::egress_gb})
            if (region.*price) *known.*price = region.*price;
    }
}

constexpr std::string_view about_regions = "disks";

bool tells_of_regions(const Source& source) { return source.what.find(about_regions) != std::string::npos; }

/// A source of machines and regions together goes on being one of regions.
void settle_sources(CatalogContent& whole, CatalogContent& part, std::string_view cloud) {
    const bool regions_too = std::ranges::any_of(part.sources, tells_of_regions);
    std::erase_if(whole.sources,
                  [&](Source& source) { return source.cloud == cloud && (regions_too || !tells_of_regions(source)); });
    for (Source& source : whole.sources)
        if (source.cloud == cloud) source.what = "prices of disks, snapshots, addresses and egress";
    append(whole.sources, part.sources);
}

}  // namespace

CatalogContent part_of(const CatalogContent& content, std::string_view cloud) {
    CatalogContent part;
    copy_of_cloud(content.types, cloud, part.types);
    copy_of_cloud(content.regions, cloud, part.regions);
    copy_of_cloud(content.offerings, cloud, part.offerings);
    copy_of_cloud(content.sources, cloud, part.sources);
    std::set<std::string_view> used;
    for (const MachineType& type : part.types) used.insert(type.gpu);
    std::ranges::copy_if(content.gpus, std::back_inserter(part.gpus),
                         [&](const GpuKind& kind) { return used.contains(kind.name); });
    return part;
}

CatalogContent with_part(CatalogContent whole, CatalogContent part, std::string_view cloud) {
    settle_kinds(whole, part);
    complete_types(whole, part, cloud);
    complete_regions(whole, part);
    settle_sources(whole, part, cloud);
    erase_of_cloud(whole.types, cloud);
    erase_of_cloud(whole.offerings, cloud);
    append(whole.types, part.types);
    append(whole.offerings, part.offerings);
    return whole;
}

}  // namespace aloft::market
