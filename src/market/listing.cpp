#include "market/listing.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <tuple>

#include "core/words.hpp"
#include "market/sizing.hpp"

namespace aloft::market {
namespace {

using std::chrono::milliseconds;

constexpr Words<ListOrder, 4> orders{{{ListOrder::price, "price"},
                                      {ListOrder::speed, "speed"},
                                      {ListOrder::price_per_speed, "price-per-tflop"},
                                      {ListOrder::distance, "distance"}}};

constexpr double unknown_is_last = std::numeric_limits<double>::infinity();

std::int64_t speed(const Listed& row) { return std::int64_t{row.gpu->tflops_fp16_tenths} * row.type->gpus; }

/// The price that counts: of the way of buying that is asked for, else of the other one, behind all of the first.
std::tuple<bool, std::int64_t> price(const Listed& row, Spot spot) {
    const std::optional<Bill>& first = spot == Spot::only ? row.spot : row.on_demand;
    const std::optional<Bill>& second = spot == Spot::only ? row.on_demand : row.spot;
    if (first) return {false, first->hour.micros};
    return {true, second ? second->hour.micros : 0};
}

/// What is only sold in the other way lies behind all of the first.
constexpr double behind = 1e15;

double measure(const Listed& row, const Lister& lister) {
    const auto [other_way, micros] = price(row, lister.wish.spot);
    switch (lister.order) {
        case ListOrder::price: return 0;
        case ListOrder::speed: return -static_cast<double>(speed(row));
        case ListOrder::price_per_speed:
            if (speed(row) == 0) return unknown_is_last;
            return (other_way ? behind : 0) + static_cast<double>(micros) / static_cast<double>(speed(row));
        case ListOrder::distance: return row.distance ? static_cast<double>(row.distance->count()) : unknown_is_last;
    }
    return 0;
}

void sort(const Catalog& catalog, const Lister& lister, std::vector<Listed>& rows) {
    std::ranges::sort(rows, {}, [&](const Listed& row) {
        return std::tuple(measure(row, lister), price(row, lister.wish.spot), catalog.text(row.gpu->name),
                          catalog.text(row.region->cloud), catalog.text(row.region->name),
                          catalog.text(row.type->name));
    });
}

void take_cheaper(std::optional<Bill>& best, const Bill& bill) {
    if (!best || bill.hour < best->hour) best = bill;
}

/// Both prices are shown, whichever is asked for.
Wish of_both_ways(Wish wish) {
    wish.spot = Spot::prefer;
    return wish;
}

/// Of sorted places the first one. One that is too small for the usual work stands for others only where there is no
/// larger one, or where the person says what size is meant.
Listed best_of(const std::vector<Listed>& places, const Wish& wish) {
    const auto sized =
        std::ranges::find_if(places, [](const Listed& place) { return is_well_sized(*place.gpu, *place.type); });
    Listed best = wish.cpus || wish.memory || sized == places.end() ? places.front() : *sized;
    std::vector<std::pair<const RegionRow*, std::string_view>> zones;
    for (const Listed& place : places)
        for (const std::string_view zone : place.zones) zones.emplace_back(place.region, zone);
    std::ranges::sort(zones);
    best.zone_count = static_cast<int>(std::distance(zones.begin(), std::ranges::unique(zones).begin()));
    return best;
}

template <class Key>
std::vector<Listed> best_of_each(const Catalog& catalog, const Lister& lister, const Key& key) {
    std::map<decltype(key(Listed{})), std::vector<Listed>> groups;
    for (Listed& place : list_places(catalog, lister)) groups[key(place)].push_back(std::move(place));
    std::vector<Listed> rows;
    rows.reserve(groups.size());
    for (const auto& [same, places] : groups) rows.push_back(best_of(places, lister.wish));
    sort(catalog, lister, rows);
    return rows;
}

}  // namespace

std::string_view to_string(ListOrder order) { return word_of(orders, order); }
std::optional<ListOrder> list_order_from(std::string_view word) { return value_of(orders, word); }

std::vector<Listed> list_places(const Catalog& catalog, const Lister& lister) {
    std::map<std::pair<const TypeRow*, const RegionRow*>, Listed> places;
    for (const Candidate& candidate : search(catalog, of_both_ways(lister.wish))) {
        Listed& row = places[{candidate.type, candidate.region}];
        row.gpu = candidate.gpu;
        row.type = candidate.type;
        row.region = candidate.region;
        take_cheaper(candidate.buying == Buying::spot ? row.spot : row.on_demand, candidate.bill);
        const std::string_view zone = catalog.text(catalog.zones()[candidate.offering->zone].name);
        if (std::ranges::find(row.zones, zone) == row.zones.end()) row.zones.push_back(zone);
    }
    std::vector<Listed> rows;
    rows.reserve(places.size());
    for (auto& [place, row] : places) {
        if (lister.wish.spot == Spot::only && !row.spot) continue;
        std::ranges::sort(row.zones);
        row.zone_count = static_cast<int>(row.zones.size());
        if (lister.distance) row.distance = lister.distance(*row.region);
        rows.push_back(std::move(row));
    }
    sort(catalog, lister, rows);
    return rows;
}

std::vector<Listed> list_kinds(const Catalog& catalog, const Lister& lister) {
    std::vector<Listed> rows = best_of_each(catalog, lister, [](const Listed& place) { return place.gpu; });
    std::erase_if(rows, [](const Listed& row) { return row.type->gpus == 0; });
    return rows;
}

std::vector<Listed> list_regions(const Catalog& catalog, const Lister& lister) {
    return best_of_each(catalog, lister,
                        [](const Listed& place) { return std::tuple(place.gpu, place.type->gpus, place.region); });
}

}  // namespace aloft::market
