#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "operations/catalog.hpp"

namespace aloft {

enum class Whose { built_in, persons };

struct CloudSummary {
    std::string name;
    Whose whose = Whose::built_in;  ///< persons: imported or refreshed
    std::size_t offerings = 0;
    std::size_t types = 0;
    std::size_t gpus = 0;  ///< kinds
    std::size_t regions = 0;  ///< in which something is offered
    std::vector<market::Source> sources;
};

/// How much the catalog knows, and where that comes from.
struct CatalogSummary {
    std::vector<CloudSummary> clouds;
    std::vector<market::Source> sources;  ///< of what belongs to no cloud
};

Result<CatalogSummary> summarize_catalog(const CatalogKeeping& keeping);

}  // namespace aloft
