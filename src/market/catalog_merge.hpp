#pragma once
#include <string_view>

#include "market/catalog_content.hpp"

namespace aloft::market {

/// What is there of one cloud, with the kinds of GPU that its machines have.
CatalogContent part_of(const CatalogContent& content, std::string_view cloud);

/// The whole with its rows of one cloud replaced by the part's. What the part does not know stays as it was: of a
/// kind of GPU its speed, of a type its local disk and architecture, of a region its title and prices.
CatalogContent with_part(CatalogContent whole, CatalogContent part, std::string_view cloud);

}  // namespace aloft::market
