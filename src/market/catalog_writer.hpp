#pragma once
#include <string>
#include <vector>

#include "market/catalog_content.hpp"

namespace aloft::market {

/// A row that cannot be, and why: "us-central1-a a2-highgpu-1g: spot is dearer than on demand".
struct Refused {
    std::string what;
    std::string why;
    bool operator==(const Refused&) const = default;
};

struct WrittenCatalog {
    std::string bytes;
    std::vector<Refused> refused;  ///< left out of it
};

/// The catalog's bytes, the same ones for the same content in any order. Rows that cannot be are left out and listed:
/// spot dearer than on demand, no price at all, of a type, kind or region that is not there, a price of nothing.
WrittenCatalog write_catalog(CatalogContent content);

}  // namespace aloft::market
