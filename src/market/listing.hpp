#pragma once
#include <chrono>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "market/search.hpp"

namespace aloft::market {

enum class ListOrder { price, speed, price_per_speed, distance };
std::string_view to_string(ListOrder order);
std::optional<ListOrder> list_order_from(std::string_view word);

/// A kind of machine in one region, which may stand for others that it is the best of.
struct Listed {
    const GpuRow* gpu = nullptr;
    const TypeRow* type = nullptr;
    const RegionRow* region = nullptr;
    std::optional<Bill> on_demand;  ///< the cheapest zone's
    std::optional<Bill> spot;
    std::vector<std::string_view> zones;  ///< that have this machine
    int zone_count = 0;                   ///< that have one of those for which it stands
    std::optional<std::chrono::milliseconds> distance;
};

struct Lister {
    Wish wish;  ///< its `spot`: `only` puts the spot price first
    ListOrder order = ListOrder::price;
    std::function<std::optional<std::chrono::milliseconds>(const RegionRow&)> distance;
};

/// A row for each kind of GPU that has an offer: the best of its places. Machines without GPUs make no row.
std::vector<Listed> list_kinds(const Catalog& catalog, const Lister& lister);

/// A row for each number of GPUs in each region: the best machine with so many there.
std::vector<Listed> list_regions(const Catalog& catalog, const Lister& lister);

/// A row for each machine type in each region.
std::vector<Listed> list_places(const Catalog& catalog, const Lister& lister);

}  // namespace aloft::market
