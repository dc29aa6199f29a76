#include "market/candidate_spending.hpp"

namespace aloft::market {
namespace {

constexpr int whole = 1000;

/// A part of a processor counts as one.
int processors(const TypeRow& type) { return (static_cast<int>(type.millicpus) + whole - 1) / whole; }

/// Where a disk of that kind counts.
std::int64_t& gigabytes_of(Spending& spending, const BootDisk* disk) {
    const DiskType type = disk == nullptr ? DiskType::balanced : disk->type;
    switch (type) {
        case DiskType::standard: return spending.slow_disk_gb;
        case DiskType::hyperdisk: return spending.hyperdisk_gb;
        case DiskType::balanced:
        case DiskType::ssd: break;
    }
    return spending.disk_gb;
}

}  // namespace

Spending spending_of(const Catalog& catalog, const Candidate& candidate) {
    Spending spending{.cloud = catalog.text(candidate.type->cloud),
                      .region = catalog.text(candidate.region->name),
                      .machine_type = catalog.text(candidate.type->name),
                      .gpu = catalog.text(candidate.gpu->name),
                      .gpus = candidate.type->gpus,
                      .cpus = processors(*candidate.type),
                      .buying = candidate.buying,
                      .kept_addresses = candidate.address == PublicAddress::fixed ? 1 : 0};
    gigabytes_of(spending, candidate.boot_disk) = candidate.disk.count / gibibytes(1).count;
    return spending;
}

}  // namespace aloft::market
