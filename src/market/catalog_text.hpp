#pragma once
#include <span>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "market/catalog_content.hpp"

/// A catalog as text that people read, compare and correct: comma-separated tables, one fact a line. A line that names
/// a table's columns begins that table; a text may have several, and several texts make one catalog. The tables and
/// their columns stand in catalog_text.cpp, and with examples in catalog/README.md.
namespace aloft::market {

struct CatalogText {
    std::string_view origin;  ///< what a mistake calls it: "offerings-gcp.csv"
    std::string_view text;
};

/// What the texts say together, GPUs that are priced apart added to their hosts. Nothing may be said twice. Whether
/// all that is referred to is there, `write_catalog` finds out: a text may hold one cloud's part alone.
Result<CatalogContent> read_catalog_text(std::span<const CatalogText> texts);

/// All of it as one text that reads as the same content, in the order of its names. Each type, kind, region and
/// offering may be there once only.
std::string to_text(const CatalogContent& content);

}  // namespace aloft::market
