#include "market/skypilot_row.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace aloft::market {
namespace {

struct Column {
    std::string_view name;
    std::string_view SkyPilotRow::* cell;
    bool needed;
};

constexpr std::array<Column, 11> columns{{
    {"InstanceType", &SkyPilotRow::type, true},
    {"AcceleratorName", &SkyPilotRow::gpu, true},
    {"AcceleratorCount", &SkyPilotRow::gpus, true},
    {"vCPUs", &SkyPilotRow::cpus, true},
    {"MemoryGiB", &SkyPilotRow::memory, true},
    {"GpuInfo", &SkyPilotRow::gpu_info, false},
    {"Price", &SkyPilotRow::on_demand, true},
    {"SpotPrice", &SkyPilotRow::spot, false},
    {"Region", &SkyPilotRow::region, true},
    {"AvailabilityZone", &SkyPilotRow::zone, false},
    {"Arch", &SkyPilotRow::architecture, false},
}};

/// What stands behind `key` and its colon.
std::string_view value_of(std::string_view dictionary, std::string_view key) {
    const std::size_t at = dictionary.find(key);
    if (at == std::string_view::npos) return {};
    std::string_view rest = dictionary.substr(at + key.size());
    rest.remove_prefix(std::min(rest.find_first_not_of("'\": "), rest.size()));
    return rest.substr(0, rest.find_first_of("'\",}"));
}

}  // namespace

Result<SkyPilotColumns> SkyPilotColumns::of(const CsvRow& head, std::string_view origin) {
    static_assert(columns.size() == known);
    SkyPilotColumns found;
    found.count_ = head.cells.size();
    for (std::size_t index = 0; index < columns.size(); ++index) {
        const auto place = std::ranges::find(head.cells, columns[index].name);
        found.place_[index] = static_cast<std::size_t>(place - head.cells.begin());
        if (columns[index].needed && place == head.cells.end())
            return mistake_in(origin, head.line,
                              fmt::format("the column {} is missing, which every catalog in SkyPilot's form has",
                                          columns[index].name));
    }
    return found;
}

SkyPilotRow SkyPilotColumns::row(const CsvRow& line) const {
    SkyPilotRow row;
    row.line = line.line;
    for (std::size_t index = 0; index < columns.size(); ++index)
        if (place_[index] < line.cells.size()) row.*columns[index].cell = line.cells[place_[index]];
    return row;
}

SkyPilotGpuInfo read_gpu_info(std::string_view info) {
    SkyPilotGpuInfo read;
    read.maker = value_of(info, "Manufacturer");
    const std::string_view memory = value_of(info, "SizeInMiB");
    std::from_chars(memory.data(), memory.data() + memory.size(), read.memory_mib);
    return read;
}

}  // namespace aloft::market
