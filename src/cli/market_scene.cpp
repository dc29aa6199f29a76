#include "cli/market_scene.hpp"

namespace aloft::cli {

Result<MarketScene> open_market(Call& call) {
    std::unique_ptr<ProgressView> progress = progress_for(call);
    Result<Scene> scene = open_scene(call, *progress);
    if (!scene) return failed(scene);
    Result<OpenCatalog> catalog = open_catalog(keeping_of(scene->around));
    if (!catalog) return failed(catalog);
    return MarketScene{std::move(progress), std::move(*scene), std::move(*catalog)};
}

}  // namespace aloft::cli
