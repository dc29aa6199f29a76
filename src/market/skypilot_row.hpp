#pragma once
#include <array>
#include <string_view>

#include "core/result.hpp"
#include "market/csv.hpp"

namespace aloft::market {

/// One line of a file of SkyPilot's, its cells by name; empty where the file has no such column.
struct SkyPilotRow {
    int line = 0;
    std::string_view type, gpu, gpus, cpus, memory, gpu_info, on_demand, spot, region, zone, architecture;
};

/// Where in a line the columns are that we know.
class SkyPilotColumns {
public:
    /// A failure when one is missing without which nothing can be known.
    static Result<SkyPilotColumns> of(const CsvRow& head, std::string_view origin);
    SkyPilotRow row(const CsvRow& line) const;
    /// A line with fewer or more cells has shifted columns.
    std::size_t count() const { return count_; }

private:
    static constexpr std::size_t known = 11;
    std::array<std::size_t, known> place_{};
    std::size_t count_ = 0;
};

/// What the column GpuInfo says, which is a Python dictionary or the GPU's name once more.
struct SkyPilotGpuInfo {
    std::string_view maker;  ///< empty when it is not said
    int memory_mib = 0;      ///< of one
};
SkyPilotGpuInfo read_gpu_info(std::string_view info);

}  // namespace aloft::market
