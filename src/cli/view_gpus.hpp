#pragma once
#include <string>
#include <vector>

#include "cli/paint.hpp"
#include "market/listing.hpp"

namespace aloft::cli {

/// What a list of offers says beside its rows.
struct GpuList {
    enum class Of { kinds, regions, places };
    Of of = Of::kinds;
    std::vector<market::Listed> rows;
    std::size_t most = 0;  ///< rows to show
    Bytes disk;            ///< that is in the prices; 0 where each kind has the one that is advised
    Buying buying = Buying::on_demand;  ///< of the price of a month
    std::vector<std::string> quota;  ///< a word for each row; empty where no quota is known at all
};

/// One table, which gives up columns where the terminal is narrow, and what its prices mean.
std::string gpus_view(const market::Catalog& catalog, const GpuList& list, const Paint& paint, int columns);

}  // namespace aloft::cli
