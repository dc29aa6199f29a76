#pragma once
#include <cstddef>
#include <memory>
#include <span>

#include "core/event.hpp"
#include "market/catalog.hpp"
#include "operations/surroundings.hpp"
#include "system/home.hpp"

namespace aloft {

/// Where the catalog comes from: what is built in, and what the person has imported or refreshed.
struct CatalogKeeping {
    Home home;
    std::span<const std::byte> built_in;
    EventSink& events;
};

CatalogKeeping keeping_of(Surroundings& around);

/// A catalog, and its bytes for as long as it is looked at.
struct OpenCatalog {
    market::Catalog catalog;
    std::shared_ptr<const void> bytes;  ///< nothing for the built-in one, whose bytes are the program's
};

/// The person's own catalog where there is one, else the built-in one. One that is damaged, or of another aloft, is told
/// and made anew from what was imported and refreshed.
Result<OpenCatalog> open_catalog(const CatalogKeeping& keeping);

}  // namespace aloft
