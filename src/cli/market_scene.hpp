#pragma once
#include <memory>

#include "cli/call.hpp"
#include "operations/catalog.hpp"

namespace aloft::cli {

/// The scene with the catalog opened, and what shows the work in it.
struct MarketScene {
    std::unique_ptr<ProgressView> progress;
    Scene scene;
    OpenCatalog catalog;
};

Result<MarketScene> open_market(Call& call);

}  // namespace aloft::cli
