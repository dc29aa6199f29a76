#include "cli/gpus_records.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

namespace aloft::cli {
namespace {

using market::Bill;
using market::Catalog;
using market::Certainty;
using market::Listed;

nlohmann::json money(const std::optional<Money>& amount) {
    if (!amount) return nullptr;
    return {{"usd", to_string(*amount).substr(1)}, {"micros", amount->micros}};
}

nlohmann::json bill_record(const std::optional<Bill>& bill) {
    if (!bill) return nullptr;
    return {{"machine_hour", money(bill->machine_hour)},
            {"hour", money(bill->hour)},
            {"stopped_hour", money(bill->stopped_hour)},
            {"month", money(bill->hour * market::hours_a_month)},
            {"stopped_month", money(bill->stopped_hour * market::hours_a_month)},
            {"estimated", bill->certainty == Certainty::estimated},
            {"left_out", bill->left_out}};
}

nlohmann::json row_record(const Catalog& catalog, const GpuList& list, std::size_t index) {
    const Listed& row = list.rows[index];
    const market::GpuRow& gpu = *row.gpu;
    return {{"gpu", catalog.text(gpu.name)},
            {"maker", catalog.text(gpu.maker)},
            {"generation", catalog.text(gpu.generation)},
            {"gpu_memory_mib", gpu.memory_mib},
            {"compute_capability", gpu.compute_capability / 10.0},
            {"tflops_fp32", gpu.tflops_fp32_tenths / 10.0},
            {"tflops_fp16", gpu.tflops_fp16_tenths / 10.0},
            {"count", row.type->gpus},
            {"cloud", catalog.text(row.region->cloud)},
            {"region", catalog.text(row.region->name)},
            {"zones", row.zones},
            {"zone_count", row.zone_count},
            {"machine_type", catalog.text(row.type->name)},
            {"cpus", row.type->millicpus / 1000.0},
            {"memory_mib", row.type->memory_mib},
            {"architecture", to_string(static_cast<market::Architecture>(row.type->architecture))},
            {"on_demand", bill_record(row.on_demand)},
            {"spot", bill_record(row.spot)},
            {"distance_ms", row.distance ? nlohmann::json(row.distance->count()) : nlohmann::json(nullptr)},
            {"quota", list.quota.empty() ? "unknown" : list.quota[index]}};
}

std::string csv_price(const std::optional<Bill>& bill) {
    return bill ? fmt::format("{:.6f}", static_cast<double>(bill->hour.micros) / 1e6) : "";
}

}  // namespace

nlohmann::json gpus_record(const Catalog& catalog, const GpuList& list) {
    nlohmann::json rows = nlohmann::json::array();
    for (std::size_t index = 0; index < list.rows.size(); ++index) rows.push_back(row_record(catalog, list, index));
    return {{"offers", rows}};
}

std::string gpus_csv(const Catalog& catalog, const GpuList& list) {
    std::string text =
        "gpu,gpu_memory_mib,count,tflops_fp16,cloud,region,zones,machine_type,cpus,memory_mib,on_demand_hour,spot_hour\n";
    for (const Listed& row : list.rows)
        text += fmt::format("{},{},{},{:g},{},{},{},{},{:g},{},{},{}\n", catalog.text(row.gpu->name),
                            row.gpu->memory_mib, row.type->gpus, row.gpu->tflops_fp16_tenths / 10.0,
                            catalog.text(row.region->cloud), catalog.text(row.region->name), fmt::join(row.zones, " "),
                            catalog.text(row.type->name), row.type->millicpus / 1000.0, row.type->memory_mib,
                            csv_price(row.on_demand), csv_price(row.spot));
    return text;
}

}  // namespace aloft::cli
