#pragma once
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "market/catalog_content.hpp"
#include "market/catalog_writer.hpp"

/// The comma-separated form in which SkyPilot publishes a cloud's machine types and prices ("vms.csv"), all versions of
/// it: the first line names the columns, in any order, and those that we do not know are passed over.
namespace aloft::market {

struct SkyPilotFile {
    std::string_view text;
    std::string_view origin;  ///< what failures and the catalog call it: "vms.csv"
    std::string_view cloud;  ///< the file does not say it
    Day day;  ///< the file's; it does not say that either
};

struct SkyPilotImport {
    CatalogContent content;  ///< of that cloud alone
    std::vector<Refused> refused;
    int rows = 0;
    int other_accelerators = 0;  ///< rows of TPUs and the like, which are no GPUs
};

/// A row that cannot be is refused alone; a file of which nothing is left is a failure.
Result<SkyPilotImport> read_skypilot_csv(const SkyPilotFile& file);

}  // namespace aloft::market
