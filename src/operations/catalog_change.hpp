#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "clouds/catalog_feed.hpp"
#include "operations/catalog.hpp"
#include "system/clock.hpp"
#include "system/interruption.hpp"

namespace aloft {

struct CatalogImport {
    std::filesystem::path file;        ///< in SkyPilot's form
    std::optional<std::string> cloud;  ///< else the folder's or the file's name says it
};

struct CatalogImported {
    std::string cloud;
    int rows = 0;                ///< of the file
    std::size_t offerings = 0;   ///< that came of them
    int other_accelerators = 0;  ///< rows left out because they are of TPUs and the like
    std::vector<market::Refused> refused;
};

/// What the file says of a cloud, instead of what was known of it.
Result<CatalogImported> import_catalog(const CatalogKeeping& keeping, const CatalogImport& wish);

/// Back to what is built in, for one cloud or all; answers for which anything was kept.
Result<std::vector<std::string>> forget_catalog(const CatalogKeeping& keeping, const std::optional<std::string>& cloud);

struct CatalogRefresh {
    std::optional<std::string> cloud;  ///< all of which there is a feed when nothing is said
    std::vector<std::string> regions;
    std::chrono::milliseconds time_limit;
};

enum class Refreshing { changed, unchanged, failed };

struct CloudRefreshed {
    std::string cloud;
    Refreshing outcome = Refreshing::failed;
    std::size_t offerings = 0;
    std::vector<market::Refused> refused;
    std::optional<Error> error;
};

/// Reads the clouds' own sources. One that fails leaves what is known of that cloud as it was. A failure when none of
/// them could be read, or the one that was named.
Result<std::vector<CloudRefreshed>> refresh_catalog(const CatalogKeeping& keeping,
                                                    const std::vector<CatalogFeed*>& feeds, Clock& clock,
                                                    const CatalogRefresh& wish);

}  // namespace aloft
