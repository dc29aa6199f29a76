#include "market/catalog.hpp"

#include <gmock/gmock.h>

#include <cstring>
#include <random>

#include "market/catalog_writer.hpp"

namespace aloft::market {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr Day today{std::chrono::year(2026) / 7 / 30};

Price price(std::int64_t micros) { return {Money{micros}, today, Certainty::published}; }

CatalogContent small() {
    CatalogContent content;
    content.gpus = {{.name = "T4", .aliases = "nvidia-tesla-t4", .maker = "NVIDIA", .memory_mib = 16384},
                    {.name = "L4", .maker = "NVIDIA", .memory_mib = 24576},
                    {.name = "L4/8", .maker = "NVIDIA", .memory_mib = 3072},
                    {.name = "K80", .retired = "no zone offers it", .instead = "T4 L4"}};
    content.types = {
        {.cloud = "gcp",
         .name = "n1-standard-4",
         .millicpus = 4000,
         .memory_mib = 15360,
         .gpu = "T4",
         .gpus = 1,
         .attached = true},
        {.cloud = "gcp", .name = "n1-standard-4", .millicpus = 4000, .memory_mib = 15360},
        {.cloud = "gcp", .name = "g2-standard-4", .millicpus = 4000, .memory_mib = 16384, .gpu = "L4", .gpus = 1}};
    content.regions = {{.cloud = "gcp", .name = "us-central1", .title = "Iowa", .disk_gb_month = Money{100'000}},
                       {.cloud = "gcp", .name = "europe-west4", .title = "Eemshaven"}};
    content.offerings = {
        {"gcp", "n1-standard-4", "T4", 1, "europe-west4", "europe-west4-a", price(600'000), price(200'000)},
        {"gcp", "n1-standard-4", "T4", 1, "us-central1", "us-central1-a", price(540'000), price(250'000)},
        {"gcp", "n1-standard-4", "T4", 1, "us-central1", "us-central1-b", std::nullopt, price(250'000)},
        {"gcp", "n1-standard-4", "", 0, "us-central1", "us-central1-a", price(190'000), std::nullopt},
        {"gcp", "g2-standard-4", "L4", 1, "us-central1", "us-central1-a", price(707'000), price(397'000)}};
    content.sources = {{"gcp", "prices", "Google's price list", today}};
    return content;
}

/// Bytes at a multiple of eight, as a mapped file has them.
class Aligned {
public:
    explicit Aligned(std::string_view bytes) : words_(bytes.size() / 8 + 1), size_(bytes.size()) {
        std::memcpy(words_.data(), bytes.data(), bytes.size());
    }
    std::span<std::byte> bytes() { return std::as_writable_bytes(std::span(words_)).first(size_); }

private:
    std::vector<std::uint64_t> words_;
    std::size_t size_;
};

TEST(Catalog, comes_back_as_it_was_written) {
    Aligned file(write_catalog(small()).bytes);
    const auto catalog = Catalog::over(file.bytes(), "here");
    ASSERT_TRUE(catalog) << catalog.error().detail;
    const CatalogContent content = content_of(*catalog);
    const CatalogContent wished = small();
    EXPECT_THAT(content.gpus, testing::UnorderedElementsAreArray(wished.gpus));
    EXPECT_THAT(content.types, testing::UnorderedElementsAreArray(wished.types));
    EXPECT_THAT(content.regions, testing::UnorderedElementsAreArray(wished.regions));
    EXPECT_THAT(content.offerings, testing::UnorderedElementsAreArray(wished.offerings));
    EXPECT_EQ(content.sources, wished.sources);
}

TEST(Catalog, is_the_same_in_whatever_order_it_is_written) {
    CatalogContent shuffled = small();
    std::ranges::reverse(shuffled.gpus);
    std::ranges::reverse(shuffled.types);
    std::ranges::reverse(shuffled.regions);
    std::ranges::reverse(shuffled.offerings);
    EXPECT_EQ(write_catalog(shuffled).bytes, write_catalog(small()).bytes);
}

TEST(Catalog, keeps_the_offerings_of_a_kind_together_cheapest_first) {
    Aligned file(write_catalog(small()).bytes);
    const auto catalog = Catalog::over(file.bytes(), "here");
    ASSERT_TRUE(catalog);
    std::vector<std::uint32_t> prices;
    for (const OfferingRow& row : catalog->offerings_of(*catalog->find_gpu("T4")))
        prices.push_back(row.on_demand.micros);
    EXPECT_THAT(prices, ElementsAre(540'000, 600'000, no_price));
    EXPECT_EQ(catalog->offerings_of(catalog->gpus().front()).size(), 1) << "machines without a GPU";
}

TEST(Catalog, knows_a_gpu_by_its_other_words) {
    Aligned file(write_catalog(small()).bytes);
    const auto catalog = Catalog::over(file.bytes(), "here");
    ASSERT_TRUE(catalog);
    EXPECT_EQ(catalog->find_gpu("t4"), catalog->find_gpu("NVIDIA Tesla T4"));
    EXPECT_NE(catalog->find_gpu("L4"), catalog->find_gpu("l4/8"));
    EXPECT_EQ(catalog->find_gpu("T5"), nullptr);
    EXPECT_EQ(catalog->find_gpu(""), nullptr);
    EXPECT_THAT(catalog->like("k8"), testing::Contains("K80"));
    EXPECT_THAT(catalog->like("L"), testing::Not(testing::Contains("T4")));
}

TEST(Catalog, leaves_out_and_names_what_cannot_be) {
    CatalogContent content = small();
    content.offerings.push_back(
        {"gcp", "g2-standard-4", "L4", 1, "us-central1", "us-central1-b", price(300'000), price(400'000)});
    content.offerings.push_back({"gcp", "g2-standard-4", "L4", 1, "us-central1", "us-central1-c", {}, {}});
    content.offerings.push_back({"gcp", "g2-standard-4", "L4", 1, "mars", "mars-a", price(1), {}});
    content.offerings.push_back({"gcp", "g9", "L4", 1, "us-central1", "us-central1-c", price(1), {}});
    content.offerings.push_back({"gcp", "g2-standard-4", "L4", 1, "us-central1", "us-central1-f", price(0), {}});
    content.types.push_back({.cloud = "gcp", .name = "strange", .gpu = "L5", .gpus = 1});
    const WrittenCatalog written = write_catalog(content);
    std::vector<std::string> words;
    for (const Refused& refused : written.refused) words.push_back(refused.what + ": " + refused.why);
    EXPECT_THAT(words, testing::UnorderedElementsAre(
                           "gcp us-central1-b g2-standard-4 with 1 L4: spot, $0.40, is dearer than on demand, $0.30",
                           "gcp us-central1-c g2-standard-4 with 1 L4: it has no price",
                           "gcp mars-a g2-standard-4 with 1 L4: there is no region mars",
                           "gcp us-central1-c g9 with 1 L4: there is no such machine type",
                           "gcp us-central1-f g2-standard-4 with 1 L4: a price of nothing",
                           "gcp strange: it has 1 of a GPU \"L5\""));
    EXPECT_EQ(write_catalog(small()).bytes, written.bytes);
}

std::string complaint(std::string_view bytes) {
    Aligned file(bytes);
    const auto catalog = Catalog::over(file.bytes(), "here");
    return catalog ? "" : catalog.error().detail;
}

TEST(Catalog, refuses_what_is_not_one) {
    const std::string whole = write_catalog(small()).bytes;
    EXPECT_EQ(complaint(whole), "");
    EXPECT_THAT(complaint(""), HasSubstr("too short"));
    EXPECT_THAT(complaint(std::string(4096, 'x')), HasSubstr("something else"));
    EXPECT_THAT(complaint(whole.substr(0, whole.size() - 1)), HasSubstr("not whole"));
    std::string newer = whole;
    newer[8] = 9;
    EXPECT_THAT(complaint(newer), HasSubstr("version 9"));
}

TEST(Catalog, finds_every_flipped_bit_and_every_cut) {
    const std::string whole = write_catalog(small()).bytes;
    for (std::size_t size = 0; size < whole.size(); ++size) EXPECT_NE(complaint(whole.substr(0, size)), "") << size;
    std::mt19937 random(7);
    for (std::size_t at = 0; at < whole.size(); ++at) {
        std::string damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ (1 << (random() % 8)));
        EXPECT_NE(complaint(damaged), "") << at;
    }
}

}  // namespace
}  // namespace aloft::market
