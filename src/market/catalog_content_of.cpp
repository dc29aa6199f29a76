#include "market/catalog.hpp"

namespace aloft::market {
namespace {

class Reader {
public:
    explicit Reader(const Catalog& catalog) : catalog_(catalog) {}

    GpuKind gpu(const GpuRow& row) const {
        return {.name = text(row.name),
                .aliases = text(row.aliases),
                .maker = text(row.maker),
                .generation = text(row.generation),
                .memory_mib = static_cast<int>(row.memory_mib),
                .compute_capability = static_cast<int>(row.compute_capability),
                .tflops_fp32_tenths = static_cast<int>(row.tflops_fp32_tenths),
                .tflops_fp16_tenths = static_cast<int>(row.tflops_fp16_tenths),
                .retired = text(row.retired),
                .instead = text(row.instead)};
    }

    MachineType type(const TypeRow& row) const {
        return {.cloud = text(row.cloud),
                .name = text(row.name),
                .millicpus = static_cast<int>(row.millicpus),
                .memory_mib = static_cast<int>(row.memory_mib),
                .local_disk_gb = static_cast<int>(row.local_disk_gb),
                .architecture = static_cast<Architecture>(row.architecture),
                .gpu = text(catalog_.gpus()[row.gpu].name),
                .gpus = row.gpus,
                .attached = row.attached != 0};
    }

    Region region(const RegionRow& row) const {
        return {.cloud = text(row.cloud),
                .name = text(row.name),
                .title = text(row.title),
                .endpoint = text(row.endpoint),
                .disk_gb_month = money_in(row.disk_gb_month),
                .snapshot_gb_month = money_in(row.snapshot_gb_month),
                .address_hour = money_in(row.address_hour),
                .idle_address_hour = money_in(row.idle_address_hour),
                .egress_gb = money_in(row.egress_gb)};
    }

    Offering offering(const OfferingRow& row) const {
        const TypeRow& type = catalog_.types()[row.type];
        return {.cloud = text(type.cloud),
                .type = text(type.name),
                .gpu = text(catalog_.gpus()[type.gpu].name),
                .gpus = type.gpus,
                .region = text(catalog_.regions()[row.region].name),
                .zone = text(catalog_.zones()[row.zone].name),
                .on_demand = price_in(row.on_demand),
                .spot = price_in(row.spot)};
    }

    Source source(const SourceRow& row) const {
        return {text(row.cloud), text(row.what), text(row.origin), Day(std::chrono::days(row.day))};
    }

private:
    std::string text(TextRef ref) const { return std::string(catalog_.text(ref)); }

    const Catalog& catalog_;
};

}  // namespace

CatalogContent content_of(const Catalog& catalog) {
    const Reader reader(catalog);
    CatalogContent content;
    for (const GpuRow& row : catalog.gpus().subspan(1)) content.gpus.push_back(reader.gpu(row));
    for (const TypeRow& row : catalog.types()) content.types.push_back(reader.type(row));
    for (const RegionRow& row : catalog.regions()) content.regions.push_back(reader.region(row));
    for (const OfferingRow& row : catalog.offerings()) content.offerings.push_back(reader.offering(row));
    for (const SourceRow& row : catalog.sources()) content.sources.push_back(reader.source(row));
    return content;
}

}  // namespace aloft::market
