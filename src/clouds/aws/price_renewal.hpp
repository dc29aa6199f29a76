#pragma once
#include <map>
#include <string>

#include "clouds/aws/price_list.hpp"
#include "core/result.hpp"
#include "market/catalog_content.hpp"

namespace aloft::aws {

using PricesByRegion = std::map<std::string, ListedPrices>;

struct Renewed {
    market::CatalogContent content;
    std::vector<market::Refused> refused;
};

/// The catalog of EC2 with the prices on demand that the lists say. A machine type that a region's list has no more
/// cannot be had on demand there; one that it has anew is offered in a zone that is not known. Types that the catalog
/// does not know stay unknown: the list says how many GPUs they have, and not of which kind.
///
/// A failure when a list has so little of what is known that it must be another thing.
Result<Renewed> renew_prices(market::CatalogContent present, const PricesByRegion& lists, market::Day today);

}  // namespace aloft::aws
