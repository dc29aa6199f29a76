#pragma once
#include <optional>

#include "clouds/gcp/sku_list.hpp"
#include "core/money.hpp"
#include "market/catalog_content.hpp"

namespace aloft::gcp {

/// What an hour of the machine costs: its cores, memory, GPUs and the local disks that come with it. Nothing when one
/// of these pieces has no price, or when we do not know of which pieces the machine is.
std::optional<Money> hour_of(const market::MachineType& type, std::string_view region, Rented rented,
                             const SkuList& skus);

struct Renewed {
    market::CatalogContent content;
    std::vector<market::Refused> refused;
    std::size_t prices = 0;  ///< that are of today
};

/// The catalog of Google Cloud with the prices that the pieces add up to. What they do not add up to stays as it was, and
/// so does a price on demand that would change by more than half: then rather the pieces are mistaken. `regions` are the
/// only ones to renew; all when empty.
Renewed renew_prices(market::CatalogContent present, const SkuList& skus, const std::vector<std::string>& regions,
                     market::Day today);

}  // namespace aloft::gcp
