#include <gmock/gmock.h>

#include <algorithm>
#include <random>
#include <set>

#include "fakes/fake_catalog.hpp"
#include "market/listing.hpp"
#include "market/ranking.hpp"

namespace aloft::market {
namespace {

/// A made-up market with its catalog, the same for the same seed.
class MadeUp {
public:
    explicit MadeUp(unsigned seed) : random_(seed) {
        const std::vector<std::string> kinds{"", "T4", "L4", "A100", "T4g"};
        for (std::size_t kind = 1; kind < kinds.size(); ++kind)
            content_.gpus.push_back({.name = kinds[kind],
                                     .maker = "NVIDIA",
                                     .memory_mib = 8192 << below(4),
                                     .compute_capability = below(5) == 0 ? 0 : 75,
                                     .tflops_fp16_tenths = below(3000)});
        for (int type = 0; type < 40; ++type) add_type(type, kinds[static_cast<std::size_t>(below(5))]);
        for (const std::string cloud : {"gcp", "aws"})
            for (const std::string region : {"us-east1", "us-west1", "europe-west4"}) {
                content_.regions.push_back({.cloud = cloud, .name = region});
                if (below(4) > 0) content_.regions.back().disk_gb_month = Money{10'000 + below(100'000)};
                if (below(4) > 0) content_.regions.back().address_hour = Money{5'000};
            }
        for (int offering = 0; offering < 400; ++offering) add_offering();
        fake_.emplace(content_);
    }

    Catalog catalog() const { return fake_->catalog(); }

    Wish wish() {
        Wish wish;
        if (below(2) == 0) wish.gpus = {below(2) == 0 ? "T4" : "L4"};
        if (below(4) == 0) wish.gpus.emplace_back("A100");
        if (below(3) == 0) wish.count = below(5);
        if (below(4) == 0) wish.gpu_memory_least = gibibytes(1 + below(40));
        if (below(6) == 0) wish.gpu_memory_most = gibibytes(10 + below(60));
        if (below(6) == 0) wish.all_gpu_memory = gibibytes(10 + below(100));
        if (below(4) == 0) wish.cpus = 1 + below(32);
        if (below(4) == 0) wish.memory = gibibytes(1 + below(128));
        if (below(3) == 0) wish.disk = gibibytes(1 + below(500));
        wish.spot = std::vector{Spot::never, Spot::prefer, Spot::only}[static_cast<std::size_t>(below(3))];
        if (below(4) == 0) wish.clouds = {"gcp"};
        if (below(4) == 0) wish.regions = {below(2) == 0 ? "us-*" : "gcp/*4-b"};
        if (below(4) == 0) wish.most_an_hour = Money{100'000 + below(5'000'000)};
        return wish;
    }

    int below(int end) { return std::uniform_int_distribution<int>(0, end - 1)(random_); }

private:
    void add_type(int number, const std::string& gpu) {
        content_.types.push_back({.cloud = below(2) == 0 ? "gcp" : "aws",
                                  .name = "type" + std::to_string(number),
                                  .millicpus = 500 << below(8),
                                  .memory_mib = 2048 << below(8),
                                  .architecture = below(6) == 0 ? Architecture::arm64 : Architecture::x86_64,
                                  .gpu = gpu,
                                  .gpus = gpu.empty() ? 0 : 1 << below(4)});
    }

    void add_offering() {
        const MachineType& type = content_.types[static_cast<std::size_t>(below(40))];
        const std::string region =
            std::vector{"us-east1", "us-west1", "europe-west4"}[static_cast<std::size_t>(below(3))];
        Offering offering{type.cloud,   type.name,   type.gpu,
                          type.gpus,    region,      region + (below(2) == 0 ? "-a" : "-b"),
                          std::nullopt, std::nullopt};
        const Money price{10'000 + below(10'000'000)};
        const Day day{std::chrono::year(2026) / 7 / 30};
        const Certainty certainty = below(2) == 0 ? Certainty::published : Certainty::estimated;
        if (below(5) > 0) offering.on_demand = Price{price, day, certainty};
        if (!offering.on_demand || below(3) > 0)
            offering.spot = Price{Money{price.micros / (1 + below(4))}, day, certainty};
        content_.offerings.push_back(offering);
    }

    std::mt19937 random_;
    CatalogContent content_;
    std::optional<fakes::FakeCatalog> fake_;
};

using Name = std::tuple<const OfferingRow*, Buying>;

std::set<Name> names(const std::vector<Candidate>& candidates) {
    std::set<Name> names;
    for (const Candidate& candidate : candidates) names.emplace(candidate.offering, candidate.buying);
    return names;
}

/// The wish, read once more and slowly.
bool satisfies(const Catalog& catalog, const Wish& wish, const OfferingRow& row, Buying buying) {
    const TypeRow& type = catalog.types()[row.type];
    const GpuRow& gpu = catalog.gpus()[type.gpu];
    const RegionRow& region = catalog.regions()[row.region];
    const std::string name(catalog.text(gpu.name));
    const std::string cloud(catalog.text(region.cloud));
    const PriceCell& price = buying == Buying::spot ? row.spot : row.on_demand;
    if (price.micros == no_price) return false;
    if (wish.spot == Spot::never && buying == Buying::spot) return false;
    if (wish.spot == Spot::only && buying == Buying::on_demand) return false;
    if (!wish.gpus.empty() && std::ranges::find(wish.gpus, name) == wish.gpus.end()) return false;
    if (wish.gpus.empty() && wish.count.value_or(0) == 0 && wish.count && type.gpus != 0) return false;
    const bool speaks = wish.gpu_memory_least || wish.gpu_memory_most || wish.all_gpu_memory;
    if (type.gpus == 0 && (!wish.gpus.empty() || wish.count.value_or(0) != 0 || speaks)) return false;
    if (wish.count && type.gpus != *wish.count) return false;
    if (wish.gpu_memory_least && mebibytes(gpu.memory_mib) < *wish.gpu_memory_least) return false;
    if (wish.gpu_memory_most && mebibytes(gpu.memory_mib) > *wish.gpu_memory_most) return false;
    if (wish.all_gpu_memory && mebibytes(gpu.memory_mib).count * type.gpus < wish.all_gpu_memory->count) return false;
    if (wish.cpus && static_cast<double>(type.millicpus) / 1000 < *wish.cpus) return false;
    if (wish.memory && mebibytes(type.memory_mib) < *wish.memory) return false;
    if (!wish.clouds.empty() && std::ranges::find(wish.clouds, cloud) == wish.clouds.end()) return false;
    if (!wish.regions.empty()) {
        const std::string zone(catalog.text(catalog.zones()[row.zone].name));
        const bool in_america = catalog.text(region.name).starts_with("us-");
        const bool is_4b = cloud == "gcp" && zone.ends_with("4-b");
        if (wish.regions.front() == "us-*" ? !in_america : !is_4b) return false;
    }
    const Bytes disk = wish.disk.value_or(gibibytes(type.gpus == 0 ? 50 : 100));
    return !wish.most_an_hour || bill_for(price, region, disk).hour <= *wish.most_an_hour;
}

class Markets : public testing::TestWithParam<unsigned> {};
INSTANTIATE_TEST_SUITE_P(Seeds, Markets, testing::Range(0U, 60U));

TEST_P(Markets, search_finds_what_satisfies_and_nothing_else) {
    MadeUp market(GetParam());
    const Catalog catalog = market.catalog();
    for (int round = 0; round < 20; ++round) {
        const Wish wish = market.wish();
        std::set<Name> expected;
        for (const OfferingRow& row : catalog.offerings())
            for (const Buying buying : {Buying::on_demand, Buying::spot})
                if (satisfies(catalog, wish, row, buying)) expected.emplace(&row, buying);
        EXPECT_EQ(names(search(catalog, wish)), expected);
    }
}

TEST_P(Markets, one_wish_more_never_adds_an_offer) {
    MadeUp market(GetParam());
    const Catalog catalog = market.catalog();
    for (int round = 0; round < 20; ++round) {
        Wish wish = market.wish();
        wish.disk = gibibytes(100);
        const std::set<Name> before = names(search(catalog, wish));
        Wish more = wish;
        switch (market.below(7)) {
            case 0: more.cpus = more.cpus.value_or(0) + 2; break;
            case 1: more.memory = gibibytes(64 + (more.memory ? more.memory->count >> 30 : 0)); break;
            case 2:
                more.gpu_memory_least = gibibytes(1 + (more.gpu_memory_least ? more.gpu_memory_least->count >> 30 : 0));
                break;
            case 3: more.most_an_hour = Money{more.most_an_hour ? more.most_an_hour->micros / 2 : 1'000'000}; break;
            case 4:
                if (more.clouds.empty()) more.clouds = {"aws"};
                break;
            case 5:
                if (more.regions.empty()) more.regions = {"us-*"};
                break;
            default:
                if (more.spot == Spot::prefer) more.spot = Spot::only;
                break;
        }
        for (const Name& name : names(search(catalog, more))) EXPECT_TRUE(before.contains(name));
    }
}

TEST_P(Markets, prices_add_up) {
    MadeUp market(GetParam());
    const Catalog catalog = market.catalog();
    for (const Candidate& candidate : search(catalog, market.wish())) {
        const std::int64_t disk_month =
            candidate.region->disk_gb_month == no_price
                ? 0
                : std::int64_t{candidate.region->disk_gb_month} * (candidate.disk.count >> 30);
        const std::int64_t address =
            candidate.region->address_hour == no_price ? 0 : std::int64_t{candidate.region->address_hour};
        const std::int64_t disk = candidate.bill.stopped_hour.micros;
        EXPECT_LE(std::abs(disk * hours_a_month - disk_month), hours_a_month) << "to the millionth of an hour";
        EXPECT_EQ(candidate.bill.hour.micros, candidate.bill.machine_hour.micros + disk + address);
        EXPECT_EQ(candidate.bill.left_out.size(), static_cast<std::size_t>((disk_month == 0) + (address == 0)));
    }
}

TEST_P(Markets, a_cheaper_offer_ranks_behind_for_a_stated_reason_only) {
    MadeUp market(GetParam());
    const Catalog catalog = market.catalog();
    Knowledge knowledge;
    knowledge.lack_of_capacity = [&](const Candidate& candidate) -> std::optional<Objection> {
        if (candidate.offering->zone == 0) return Objection{Drawback::no_capacity, "no capacity just now"};
        if (candidate.offering->zone == 1) return Objection{Drawback::ran_out_a_while_ago, "none two hours ago"};
        return std::nullopt;
    };
    knowledge.quota = [&](const Candidate& candidate) {
        QuotaJudgement judgement;
        judgement.allowance = candidate.offering->region % 3 == 0 ? Allowance::lacking : Allowance::enough;
        judgement.why = "limit 0";
        return judgement;
    };
    const Wish wish = market.wish();
    const auto candidates = search(catalog, wish);
    const auto ranking = rank(catalog, candidates, wish, OfferOrder::price, knowledge);
    ASSERT_EQ(ranking.size(), candidates.size()) << "nothing is left out";
    const auto heaviest = [](const Ranked& ranked) {
        return ranked.objections.empty() ? -1 : static_cast<int>(ranked.objections.back().drawback);
    };
    for (std::size_t later = 1; later < ranking.size(); ++later) {
        const Ranked& better = ranking[later - 1];
        const Ranked& worse = ranking[later];
        if (worse.candidate.bill.hour < better.candidate.bill.hour) {
            ASSERT_FALSE(worse.objections.empty());
            EXPECT_GT(heaviest(worse), heaviest(better));
        }
    }
}

TEST_P(Markets, lists_show_the_cheapest_of_each_place) {
    MadeUp market(GetParam());
    const Catalog catalog = market.catalog();
    Lister lister{.wish = market.wish()};
    lister.wish.most_an_hour.reset();
    const auto rows = list_places(catalog, lister);
    for (const Listed& row : rows) EXPECT_TRUE(row.spot || lister.wish.spot != Spot::only);
    Wish both = lister.wish;
    if (both.spot == Spot::never) both.spot = Spot::prefer;
    for (const Candidate& candidate : search(catalog, both)) {
        const auto row = std::ranges::find_if(
            rows, [&](const Listed& one) { return one.type == candidate.type && one.region == candidate.region; });
        ASSERT_NE(row, rows.end());
        const auto& best = candidate.buying == Buying::spot ? row->spot : row->on_demand;
        ASSERT_TRUE(best);
        EXPECT_LE(best->hour, candidate.bill.hour);
    }
}

}  // namespace
}  // namespace aloft::market
