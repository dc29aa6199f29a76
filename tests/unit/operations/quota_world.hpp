#pragma once
#include <gmock/gmock.h>

#include "fakes/bench.hpp"
#include "fakes/fake_catalog.hpp"
#include "fakes/fake_quota_cloud.hpp"
#include "operations/quota.hpp"

namespace aloft {

/// T4s in three regions of Google and one of Amazon, at rising prices, and an H100 that is on demand only.
inline market::CatalogContent quota_catalog() {
    using namespace market;
    const auto price = [](std::int64_t micros) {
        return Price{Money{micros}, std::chrono::year(2026) / 7 / 30, Certainty::published};
    };
    CatalogContent content;
    content.gpus = {{.name = "T4", .maker = "NVIDIA", .memory_mib = 16384},
                    {.name = "H100", .maker = "NVIDIA", .memory_mib = 81920},
                    {.name = "K80", .maker = "NVIDIA", .retired = "no zone offers it", .instead = "T4"}};
    content.types = {
        {.cloud = "gcp",
         .name = "n1-standard-4",
         .millicpus = 4000,
         .memory_mib = 15360,
         .gpu = "T4",
         .gpus = 1,
         .attached = true},
        {.cloud = "gcp",
         .name = "n1-standard-8",
         .millicpus = 8000,
         .memory_mib = 30720,
         .gpu = "T4",
         .gpus = 1,
         .attached = true},
        {.cloud = "gcp", .name = "a3-highgpu-8g", .millicpus = 208000, .memory_mib = 1916928, .gpu = "H100", .gpus = 8},
        {.cloud = "aws", .name = "g4dn.xlarge", .millicpus = 4000, .memory_mib = 16384, .gpu = "T4", .gpus = 1}};
    content.regions = {
        {.cloud = "gcp", .name = "us-central1", .title = "Iowa", .disk_gb_month = Money{0}, .address_hour = Money{0}},
        {.cloud = "gcp", .name = "us-west1", .title = "Oregon", .disk_gb_month = Money{0}, .address_hour = Money{0}},
        {.cloud = "gcp",
         .name = "europe-west4",
         .title = "Eemshaven",
         .disk_gb_month = Money{0},
         .address_hour = Money{0}},
        {.cloud = "aws",
         .name = "us-east-1",
         .title = "Virginia",
         .disk_gb_month = Money{0},
         .address_hour = Money{0}}};
    content.offerings = {
        {"gcp", "n1-standard-4", "T4", 1, "us-central1", "us-central1-a", price(540'000), price(250'000)},
        {"gcp", "n1-standard-8", "T4", 1, "us-central1", "us-central1-a", price(730'000), price(320'000)},
        {"gcp", "n1-standard-4", "T4", 1, "us-central1", "us-central1-b", price(540'000), price(250'000)},
        {"gcp", "n1-standard-4", "T4", 1, "us-west1", "us-west1-a", price(550'000), price(260'000)},
        {"gcp", "n1-standard-4", "T4", 1, "europe-west4", "europe-west4-b", price(600'000), price(200'000)},
        {"aws", "g4dn.xlarge", "T4", 1, "us-east-1", "use1-az2", price(526'000), price(190'000)},
        {"gcp", "a3-highgpu-8g", "H100", 8, "us-central1", "us-central1-a", price(88'490'000), std::nullopt}};
    content.sources = {};
    return content;
}

inline QuotaRef google(const std::string& id, const std::string& region = "") { return {"gcp", id, region, {}}; }
inline QuotaRef amazon(const std::string& id, const std::string& region = "us-east-1") {
    return {"aws", id, region, {}};
}

/// A new account: processors, disks and addresses are there, GPUs are not, as far as the cloud tells.
inline QuotaBook new_account() {
    QuotaBook book;
    book[google("GPUS_ALL_REGIONS")] = {0, 0};
    book[google("CPUS_ALL_REGIONS")] = {32, 0};
    for (const std::string region : {"us-central1", "us-west1", "europe-west4"}) {
        book[google("NVIDIA_T4_GPUS", region)] = {0, 0};
        book[google("PREEMPTIBLE_NVIDIA_T4_GPUS", region)] = {0, 0};
        book[google("CPUS", region)] = {24, 0};
        book[google("SSD_TOTAL_GB", region)] = {500, 0};
        book[google("IN_USE_ADDRESSES", region)] = {8, 0};
    }
    return book;
}

class QuotaWorld : public ::testing::Test {
protected:
    QuotaWorld() {
        gcp.book = new_account();
        bench.around.clouds = {&bench.cloud, &gcp};
    }

    std::vector<QuotaRequest> recorded() { return *bench.ledger->quota_requests(); }

    /// "NVIDIA_T4_GPUS in us-central1 to 1", in the order in which they arrived.
    std::vector<std::string> wished() const {
        std::vector<std::string> texts;
        for (const QuotaWish& wish : gcp.wishes)
            texts.push_back(describe(wish.quota) + " to " + std::to_string(wish.limit));
        return texts;
    }

    fakes::Bench bench;
    fakes::FakeQuotaCloud gcp{"gcp", bench.clock};
    fakes::FakeCatalog file{quota_catalog()};
    market::Catalog catalog = file.catalog();
};

}  // namespace aloft
