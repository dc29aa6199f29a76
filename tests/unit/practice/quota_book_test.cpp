#include "practice/quota_book.hpp"

#include <gmock/gmock.h>

#include "fakes/fake_system.hpp"
#include "fakes/google_catalog.hpp"

namespace aloft::practice {
namespace {

using namespace std::chrono_literals;
using Outcome = QuotaDecision::Outcome;
using testing::Contains;
using testing::Key;
using testing::Not;
using testing::UnorderedElementsAre;
using Answer = QuotaAnswerRule::Answer;

const QuotaKey all_gpus{"GPUS-ALL-REGIONS-per-project", {}};
const QuotaKey t4s{"NVIDIA-T4-GPUS-per-project-region", {{"region", "us-central1"}}};
const QuotaKey h100s{"GPUS-PER-GPU-FAMILY-per-project-region",
                     {{"gpu_family", "NVIDIA_H100"}, {"region", "us-central1"}}};
const QuotaKey h200s{"GPUS-PER-GPU-FAMILY-per-project-region",
                     {{"gpu_family", "NVIDIA_H200"}, {"region", "us-central1"}}};

TEST(QuotaBook, TheLimitsOfARegionAndOfAProjectAreToldApart) {
    EXPECT_THAT(QuotaBook::keys("us-central1"), Contains(t4s));
    EXPECT_THAT(QuotaBook::keys("us-central1"), Contains(h100s));
    EXPECT_THAT(QuotaBook::keys("us-central1"), Not(Contains(all_gpus)));
    EXPECT_THAT(QuotaBook::keys(""), Contains(all_gpus));
    for (const QuotaKey& key : QuotaBook::keys("")) EXPECT_TRUE(key.dimensions.empty()) << key.id;
}

TEST(QuotaBook, OlderNamesThereAndBack) {
    EXPECT_EQ(QuotaBook::metric_of(t4s), "NVIDIA_T4_GPUS");
    EXPECT_EQ(QuotaBook::metric_of(all_gpus), "GPUS_ALL_REGIONS");
    EXPECT_EQ(QuotaBook::metric_of(h100s), "") << "the newest have none";
    EXPECT_EQ(QuotaBook::key_of("NVIDIA_T4_GPUS", "us-central1"), t4s);
    EXPECT_EQ(QuotaBook::key_of("GPUS_ALL_REGIONS", "global"), all_gpus);
    EXPECT_EQ(QuotaBook::key_of("GPUS_ALL_REGIONS", "us-central1"), std::nullopt);
    EXPECT_EQ(QuotaBook::key_of("NONSENSE", "global"), std::nullopt);
    for (const char* region : {"us-central1", ""}) {
        for (const QuotaKey& key : QuotaBook::keys(region)) {
            const std::string metric = QuotaBook::metric_of(key);
            if (metric.empty()) continue;
            EXPECT_EQ(QuotaBook::key_of(metric, region), key) << metric;
        }
    }
}

TEST(QuotaBook, TheFirstRuleThatFitsSaysTheLimit) {
    World world{.quota_limits = {{{"NVIDIA_T4_GPUS"}, {"us-*"}, {}, 1},
                                 {{"*GPUS*"}, {}, {}, 0},
                                 {{"PREEMPTIBLE_CPUS"}, {}, {}, {}}}};
    const QuotaBook book(world);
    EXPECT_EQ(book.limit("p", t4s), 1);
    EXPECT_EQ(book.limit("p", {t4s.id, {{"region", "europe-west4"}}}), 0);
    EXPECT_EQ(book.limit("p", all_gpus), 0);
    EXPECT_EQ(book.limit("p", *QuotaBook::key_of("PREEMPTIBLE_CPUS", "us-central1")), std::nullopt);
    EXPECT_EQ(book.limit("p", {"NO-SUCH-per-project", {}}), std::nullopt);
}

TEST(QuotaBook, WhatIsOnlyRentedAsSpotHasNoOtherLimit) {
    const World world;
    const QuotaBook book(world);
    EXPECT_EQ(book.limit("p", h200s), std::nullopt);
    EXPECT_EQ(book.why_not_eligible("p", h200s), "NOT_SUPPORTED");
    EXPECT_GT(book.limit("p", h100s).value(), 0);
}

TEST(QuotaBook, AGrantHoldsForItsProjectAndPlace) {
    const World world{.quota_limits = {{{"*"}, {}, {}, 0}}};
    QuotaBook book(world);
    book.grant("p", t4s, 4);
    EXPECT_EQ(book.limit("p", t4s), 4);
    EXPECT_EQ(book.limit("q", t4s), 0);
    EXPECT_EQ(book.limit("p", {t4s.id, {{"region", "us-east1"}}}), 0);
}

TEST(QuotaBook, AGrantHoldsFromItsMoment) {
    fakes::FakeClock computer;
    WorldClock clock(computer, 0ms);
    const World world{.quota_limits = {{{"*"}, {}, {}, 0}}};
    QuotaBook book(world, &clock);
    book.grant("p", t4s, 4, clock.now() + 1min);
    EXPECT_EQ(book.limit("p", t4s), 0);
    clock.turn(1min);
    EXPECT_EQ(book.limit("p", t4s), 4);
    book.grant("p", t4s, 8, clock.now() + 1min);
    EXPECT_EQ(book.limit("p", t4s), 4) << "the earlier one holds until then";
    book.forget_grants();
    EXPECT_EQ(book.limit("p", t4s), 0);
}

TEST(QuotaBook, AMachineSpendsItsGpusAndWhereTheyAreChosenApartItsProcessors) {
    const fakes::GoogleCatalog catalog;
    const World world;
    const Places places(catalog.catalog(), world);
    const auto spending = [&](const char* type, Accelerators gpus, Buying buying) {
        std::map<std::string, double> spent;
        for (const auto& [key, amount] :
             QuotaBook::spending(*places.machine_type("us-central1-a", type), gpus, buying, "us-central1"))
            spent[QuotaBook::metric_of(key).empty() ? key.dimensions.at("gpu_family") : QuotaBook::metric_of(key)] =
                amount;
        return spent;
    };
    EXPECT_THAT(
        spending("n1-standard-4", {"nvidia-tesla-t4", 2}, Buying::on_demand),
        UnorderedElementsAre(std::pair("NVIDIA_T4_GPUS", 2), std::pair("GPUS_ALL_REGIONS", 2), std::pair("CPUS", 4),
                             std::pair("CPUS_ALL_REGIONS", 4), std::pair("INSTANCES", 1)));
    EXPECT_THAT(spending("n1-standard-4", {"nvidia-tesla-t4", 1}, Buying::spot),
                UnorderedElementsAre(std::pair("PREEMPTIBLE_NVIDIA_T4_GPUS", 1), std::pair("GPUS_ALL_REGIONS", 1),
                                     std::pair("PREEMPTIBLE_CPUS", 4), std::pair("CPUS_ALL_REGIONS", 4),
                                     std::pair("INSTANCES", 1)));
    EXPECT_THAT(spending("g2-standard-4", {}, Buying::on_demand),
                UnorderedElementsAre(std::pair("NVIDIA_L4_GPUS", 1), std::pair("GPUS_ALL_REGIONS", 1),
                                     std::pair("INSTANCES", 1)));
    EXPECT_THAT(
        spending("a3-highgpu-8g", {}, Buying::on_demand),
        UnorderedElementsAre(std::pair("NVIDIA_H100", 8), std::pair("GPUS_ALL_REGIONS", 8), std::pair("INSTANCES", 1)));
}

class Deciding : public testing::Test {
protected:
    World world{.quota_limits = {{{"*"}, {}, {}, 1}},
                .quota_answers = {
                    {{"*H100*", "GPUS_PER_*"}, {}, {}, {}, Answer::not_eligible, 0, 0s, "NOT_ENOUGH_USAGE_HISTORY"},
                    {{"*T4*"}, {}, {}, 8, Answer::refused, 0, 1min, "OTHER"},
                    {{"*T4*"}, {}, {}, 4, Answer::in_part, 4, 2min, ""},
                    {{"*T4*"}, {}, {}, {}, Answer::granted, 0, 30s, ""}}};
    QuotaBook book{world};
    Moment now = *from_iso("2026-11-20T12:00:00Z");
};

TEST_F(Deciding, ByTheFirstRuleThatFitsTheWish) {
    EXPECT_EQ(book.decide("p", t4s, 2, now).granted, 2);
    EXPECT_EQ(book.decide("p", t4s, 2, now).when, now + 30s);
    EXPECT_EQ(book.decide("p", t4s, 6, now).outcome, Outcome::in_part);
    EXPECT_EQ(book.decide("p", t4s, 6, now).granted, 4);
    EXPECT_EQ(book.decide("p", t4s, 9, now).outcome, Outcome::refused);
    EXPECT_EQ(book.decide("p", t4s, 9, now).granted, 1) << "what it has";
    EXPECT_EQ(book.decide("p", t4s, 9, now).reason, "OTHER");
}

TEST_F(Deciding, WithoutARuleItIsGrantedAtOnce) {
    EXPECT_EQ(book.decide("p", all_gpus, 64, now).granted, 64);
    EXPECT_EQ(book.decide("p", all_gpus, 64, now).when, now);
}

TEST_F(Deciding, LessIsNeverRefused) {
    EXPECT_EQ(book.decide("p", h100s, 0, now).outcome, Outcome::granted);
    EXPECT_EQ(book.decide("p", h100s, 0, now).granted, 0);
}

TEST_F(Deciding, WhoIsNotEligibleIsToldBefore) {
    EXPECT_EQ(book.why_not_eligible("p", h100s), "NOT_ENOUGH_USAGE_HISTORY");
    EXPECT_EQ(book.why_not_eligible("p", t4s), "");
    EXPECT_EQ(book.decide("p", h100s, 8, now).outcome, Outcome::refused);
}

}  // namespace
}  // namespace aloft::practice
