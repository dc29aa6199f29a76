#include "market/catalog_text.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "market/attached.hpp"
#include "market/catalog_columns.hpp"
#include "market/csv.hpp"
#include "market/text_row.hpp"

namespace aloft::market {
namespace {

struct Reading {
    CatalogContent content;
    std::vector<AttachedGpu> attached;
    std::set<std::tuple<std::string_view, std::string, std::string, std::string, int>> said;  ///< table and names

    bool again(std::string_view table, const std::string& one, const std::string& two = {},
               const std::string& three = {}, int number = 0) {
        return !said.emplace(table, one, two, three, number).second;
    }
};

void read_gpu(TextRow& row, Reading& reading) {
    GpuKind gpu;
    gpu.name = row.name();
    gpu.maker = row.text();
    gpu.generation = row.text();
    gpu.memory_mib = row.number();
    gpu.compute_capability = row.number(1);
    gpu.tflops_fp32_tenths = row.number(1);
    gpu.tflops_fp16_tenths = row.number(1);
    gpu.aliases = row.text();
    gpu.retired = row.text();
    gpu.instead = row.text();
    if (reading.again("gpu", gpu.name)) return row.refuse(gpu.name + " is said twice");
    reading.content.gpus.push_back(std::move(gpu));
}

void read_type(TextRow& row, Reading& reading) {
    MachineType type;
    type.cloud = row.name();
    type.name = row.name();
    type.millicpus = row.number(3);
    type.memory_mib = row.number();
    type.local_disk_gb = row.number();
    type.architecture = row.architecture();
    type.gpu = row.text();
    type.gpus = row.number();
    type.attached = row.flag("attached");
    if (type.gpu.empty() != (type.gpus == 0)) row.refuse("a GPU and how many belong together");
    if (reading.again("type", type.cloud, type.name, type.gpu, type.gpus)) row.refuse(type.name + " is said twice");
    reading.content.types.push_back(std::move(type));
}

void read_region(TextRow& row, Reading& reading) {
    Region region;
    region.cloud = row.name();
    region.name = row.name();
    region.title = row.text();
    region.endpoint = row.text();
    region.disk_gb_month = row.money();
    region.snapshot_gb_month = row.money();
    region.address_hour = row.money();
    region.idle_address_hour = row.money();
    region.egress_gb = row.money();
    if (reading.again("region", region.cloud, region.name)) row.refuse(region.name + " is said twice");
    reading.content.regions.push_back(std::move(region));
}

void read_offering(TextRow& row, Reading& reading) {
    Offering offering;
    offering.cloud = row.name();
    offering.type = row.name();
    offering.gpu = row.text();
    offering.gpus = row.number();
    offering.region = row.name();
    const std::vector<std::string> zones = row.zones(offering.region);
    offering.on_demand = row.price();
    offering.spot = row.price();
    if (offering.gpu.empty() != (offering.gpus == 0)) row.refuse("a GPU and how many belong together");
    for (const std::string& zone : zones) {
        offering.zone = zone;
        if (reading.again("offering", offering.cloud + " " + offering.type, offering.gpu, offering.region + " " + zone,
                          offering.gpus))
            return row.refuse(offering.type + " in " + zone + " is said twice");
        reading.content.offerings.push_back(offering);
    }
}

void read_attached(TextRow& row, Reading& reading) {
    AttachedGpu gpu;
    gpu.cloud = row.name();
    gpu.gpu = row.name();
    gpu.region = row.name();
    const std::vector<std::string> zones = row.zones(gpu.region);
    gpu.on_demand = row.price();
    gpu.spot = row.price();
    for (const std::string& zone : zones) {
        gpu.zone = zone;
        if (reading.again("attached", gpu.cloud, gpu.gpu, zone)) return row.refuse(zone + " is said twice");
        reading.attached.push_back(gpu);
    }
}

void read_source(TextRow& row, Reading& reading) {
    Source source;
    source.cloud = row.text();
    source.what = row.name();
    source.origin = row.name();
    source.day = row.day();
    reading.content.sources.push_back(std::move(source));
}

struct Table {
    std::string_view columns;  ///< the line that begins it
    void (*read)(TextRow& row, Reading& reading);
};

constexpr Table tables[] = {
    {gpu_columns, read_gpu},           {type_columns, read_type},         {region_columns, read_region},
    {offering_columns, read_offering}, {attached_columns, read_attached}, {source_columns, read_source},
};

bool names(std::string_view columns, std::span<const std::string_view> cells) {
    for (const std::string_view cell : cells) {
        if (columns.substr(0, columns.find(',')) != cell) return false;
        columns.remove_prefix(std::min(cell.size() + 1, columns.size()));
    }
    return columns.empty();
}

const Table* table_that_begins(const CsvRow& row) {
    const Table* table =
        std::ranges::find_if(tables, [&](const Table& each) { return names(each.columns, row.cells); });
    return table == std::end(tables) ? nullptr : table;
}

/// The failure, or nothing.
std::optional<Error> read_rows(const CatalogText& text, const Csv& csv, Reading& reading) {
    const Table* table = nullptr;
    std::span<const std::string_view> columns;
    for (const CsvRow& line : csv.rows()) {
        if (const Table* next = table_that_begins(line)) {
            table = next;
            columns = line.cells;
            continue;
        }
        if (!table) return mistake_in(text.origin, line.line, "these are not the columns of any table").error();
        TextRow row(columns, line.cells);
        if (!row.mistake()) table->read(row, reading);
        if (const auto& mistake = row.mistake()) return mistake_in(text.origin, line.line, *mistake).error();
    }
    return std::nullopt;
}

}  // namespace

Result<CatalogContent> read_catalog_text(std::span<const CatalogText> texts) {
    Reading reading;
    for (const CatalogText& text : texts) {
        const auto csv = Csv::read(text.text, text.origin);
        if (!csv) return failed(csv);
        if (auto mistake = read_rows(text, *csv, reading)) return std::unexpected(std::move(*mistake));
    }
    attach(reading.content, reading.attached);
    return std::move(reading.content);
}

}  // namespace aloft::market
