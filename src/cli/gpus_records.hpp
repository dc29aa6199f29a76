#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "cli/view_gpus.hpp"

namespace aloft::cli {

// The list of offers for programs.

nlohmann::json gpus_record(const market::Catalog& catalog, const GpuList& list);
std::string gpus_csv(const market::Catalog& catalog, const GpuList& list);

}  // namespace aloft::cli
