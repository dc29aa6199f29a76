#pragma once
#include <string>
#include <vector>

#include "cli/paint.hpp"
#include "operations/catalog_change.hpp"
#include "operations/catalog_summary.hpp"
#include "system/clock.hpp"

namespace aloft::cli {

std::string catalog_view(const CatalogSummary& summary, Instant now, const Paint& paint, int columns);
/// What came of an import, with the first of the refused rows.
std::string import_view(const CatalogImported& imported, const Paint& paint, int columns);
std::string refresh_view(const std::vector<CloudRefreshed>& clouds, const Paint& paint, int columns);
std::string forget_view(const std::vector<std::string>& clouds);

}  // namespace aloft::cli
