#pragma once
#include <array>
#include <utility>

#include "fakes/fake_catalog.hpp"
#include "market/attached.hpp"
#include "market/catalog.hpp"
#include "market/catalog_content.hpp"

namespace aloft::fakes {

/// A small Google Cloud: three zones of us-central1 and one of europe-west4, with prices that are easy to add up.
inline market::CatalogContent google_content() {
    using namespace market;
    const Day day{std::chrono::days(20'000)};
    const auto price = [&](std::int64_t micros) { return Price{{micros}, day, Certainty::published}; };
    CatalogContent content;
    content.gpus = {{.name = "T4", .maker = "NVIDIA", .memory_mib = 16384},
                    {.name = "V100", .maker = "NVIDIA", .memory_mib = 16384},
                    {.name = "L4", .maker = "NVIDIA", .memory_mib = 24576},
                    {.name = "H100", .maker = "NVIDIA", .memory_mib = 81920}};
    content.types = {
        {.cloud = "gcp", .name = "n1-standard-4", .millicpus = 4000, .memory_mib = 15360},
        {.cloud = "gcp", .name = "n1-standard-96", .millicpus = 96000, .memory_mib = 368640},
        {.cloud = "gcp", .name = "e2-standard-2", .millicpus = 2000, .memory_mib = 8192},
        {.cloud = "gcp", .name = "g2-standard-4", .millicpus = 4000, .memory_mib = 16384, .gpu = "L4", .gpus = 1},
        {.cloud = "gcp",
         .name = "a3-highgpu-8g",
         .millicpus = 208000,
         .memory_mib = 1916928,
         .local_disk_gb = 6000,
         .gpu = "H100",
         .gpus = 8}};
    content.regions = {{.cloud = "gcp", .name = "europe-west4", .title = "Eemshaven"},
                       {.cloud = "gcp",
                        .name = "us-central1",
                        .title = "Iowa",
                        .disk_gb_month = Money{100'000},
                        .snapshot_gb_month = Money{50'000},
                        .address_hour = Money{5'000},
                        .idle_address_hour = Money{10'000}}};
    const auto offer = [&](const char* type, const char* gpu, int gpus, const char* region, const char* zone,
                           std::optional<Price> on_demand, std::optional<Price> spot) {
        content.offerings.push_back({"gcp", type, gpu, gpus, region, zone, on_demand, spot});
    };
    for (const char* zone : {"us-central1-a", "us-central1-b", "us-central1-f"}) {
        offer("n1-standard-4", "", 0, "us-central1", zone, price(190'000), price(40'000));
        offer("n1-standard-96", "", 0, "us-central1", zone, price(4'560'000), price(960'000));
        offer("e2-standard-2", "", 0, "us-central1", zone, price(67'000), price(20'000));
        offer("g2-standard-4", "L4", 1, "us-central1", zone, price(707'000), price(283'000));
    }
    offer("a3-highgpu-8g", "H100", 8, "us-central1", "us-central1-a", price(88'490'000), std::nullopt);
    offer("n1-standard-4", "", 0, "europe-west4", "europe-west4-a", price(210'000), price(45'000));
    std::vector<AttachedGpu> gpus;
    for (const char* zone : {"us-central1-a", "us-central1-b"})
        gpus.push_back({"gcp", "T4", "us-central1", zone, price(350'000), price(110'000)});
    gpus.push_back({"gcp", "V100", "us-central1", "us-central1-f", price(2'480'000), price(1'230'000)});
    attach(content, gpus);
    return content;
}

/// The bytes live as long as the object.
class GoogleCatalog {
public:
    GoogleCatalog() : fake_(google_content()), catalog_(fake_.catalog()) {}
    const market::Catalog& catalog() const { return catalog_; }

private:
    FakeCatalog fake_;
    market::Catalog catalog_;
};

}  // namespace aloft::fakes
