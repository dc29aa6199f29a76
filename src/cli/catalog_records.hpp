#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "operations/catalog_change.hpp"
#include "operations/catalog_summary.hpp"
#include "system/clock.hpp"

/// What `aloft catalog --json` prints.
namespace aloft::cli {

nlohmann::json fields_of(const CatalogSummary& summary, Instant now);
nlohmann::json fields_of(const CatalogImported& imported);
nlohmann::json fields_of(const std::vector<CloudRefreshed>& clouds);

}  // namespace aloft::cli
