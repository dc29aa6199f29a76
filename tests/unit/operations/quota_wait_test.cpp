#include "operations/quota_wait.hpp"

#include "unit/operations/quota_world.hpp"

namespace aloft {
namespace {

using namespace std::chrono_literals;
using Decision = fakes::FakeQuotaCloud::Decision;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class WaitTest : public QuotaWorld {
protected:
    Result<QuotaPlace> wait(int cheapest = 1) {
        return ask_and_wait(bench.around, catalog,
                            {.question = {.gpus = {"T4"}, .clouds = {"gcp"}}, .cheapest = cheapest});
    }
};

TEST_F(WaitTest, WhatIsThereIsNotWaitedFor) {
    gcp.book[google("NVIDIA_T4_GPUS", "us-central1")] = {1, 0};
    gcp.book[google("GPUS_ALL_REGIONS")] = {1, 0};
    EXPECT_EQ(wait()->region, "us-central1");
    EXPECT_EQ(bench.clock.elapsed(), 0ms);
    EXPECT_THAT(bench.events.notices(), IsEmpty());
}

TEST_F(WaitTest, TheFirstPlaceWhereAllIsGrantedIsTaken) {
    gcp.decide = [](const QuotaWish& wish) {
        return Decision{wish.quota.region == "us-central1" ? 10h : 20min, wish.limit, ""};
    };
    const auto place = wait(2);
    ASSERT_TRUE(place) << describe(place.error());
    EXPECT_EQ(place->region, "us-west1");
    EXPECT_EQ(place->machine_type, "n1-standard-4");
    EXPECT_THAT(bench.events.notices(),
                ElementsAre(HasSubstr("asked in 2 places; waiting"), HasSubstr("granted: GPUS_ALL_REGIONS"),
                            HasSubstr("granted: NVIDIA_T4_GPUS in us-west1")));
}

TEST_F(WaitTest, OneOfSeveralGrantsIsNotEnough) {
    gcp.decide = [](const QuotaWish& wish) { return Decision{wish.quota.region.empty() ? 2h : 1min, wish.limit, ""}; };
    EXPECT_EQ(wait()->region, "us-central1");
    EXPECT_GE(bench.clock.elapsed(), 2h);
}

TEST_F(WaitTest, ARefusalLeadsElsewhere) {
    gcp.decide = [](const QuotaWish& wish) {
        return wish.quota.region == "us-central1" ? Decision{5min, std::nullopt, "too new"}
                                                  : Decision{1min, wish.limit, ""};
    };
    EXPECT_EQ(wait()->region, "us-west1");
    EXPECT_THAT(bench.events.notices(), Contains(HasSubstr("not in gcp us-central1: NVIDIA_T4_GPUS")));
}

TEST_F(WaitTest, WhenAllRefuseItFailsWithTheirReasons) {
    gcp.decide = [](const QuotaWish& wish) {
        return wish.quota.region.empty() ? Decision{1min, wish.limit, ""} : Decision{1min, std::nullopt, "too new"};
    };
    const auto place = wait(2);
    ASSERT_FALSE(place);
    EXPECT_EQ(place.error().kind, ErrorKind::quota);
    for (const char* region : {"us-central1", "us-west1", "europe-west4"})
        EXPECT_THAT(place.error().detail, HasSubstr(region));
}

TEST_F(WaitTest, CtrlCEndsTheWaitingAndNotTheWish) {
    gcp.decide = [](const QuotaWish& wish) { return Decision{100h, wish.limit, ""}; };
    gcp.before_answer = [&](const QuotaWish&) { bench.interruption.request(); };
    const auto place = wait();
    ASSERT_FALSE(place);
    EXPECT_EQ(place.error().kind, ErrorKind::interrupted);
    EXPECT_THAT(recorded(), SizeIs(2));
}

TEST_F(WaitTest, ACloudThatIsSilentForAWhileIsToldOnce) {
    gcp.decide = [&](const QuotaWish& wish) { return Decision{30min, wish.limit, ""}; };
    auto asked = ask_for_quota(bench.around, catalog, {.question = {.gpus = {"T4"}, .clouds = {"gcp"}}});
    ASSERT_TRUE(asked);
    // Out of order until the clock has been turned for ten minutes.
    class Mended final : public Clock {
    public:
        Mended(Clock& clock, fakes::FakeQuotaCloud& cloud) : clock_(clock), cloud_(cloud) {}
        Instant now() override { return clock_.now(); }
        std::chrono::milliseconds elapsed() override { return clock_.elapsed(); }
        void sleep(std::chrono::milliseconds duration) override {
            clock_.sleep(duration);
            if (clock_.elapsed() > 10min) cloud_.is_out_of_order.reset();
        }

    private:
        Clock& clock_;
        fakes::FakeQuotaCloud& cloud_;
    } clock(bench.clock, gcp);
    gcp.is_out_of_order = Error{ErrorKind::throttled, "asking gcp", "too often", "", {}};
    Surroundings around{bench.around.home,   bench.around.ledger,    bench.around.journal,
                        bench.around.clouds, bench.around.keys,      bench.around.setup,
                        bench.around.agents, bench.around.processes, clock,
                        bench.around.random, bench.around.events,    bench.around.interruption};
    const auto place = wait_for_quota(around, *asked, [] { return std::vector<AskedPlace>(); });
    ASSERT_TRUE(place) << describe(place.error());
    EXPECT_EQ(std::ranges::count_if(bench.events.notices(),
                                    [](const std::string& text) { return text.find("too often") != text.npos; }),
              1);
}

}  // namespace
}  // namespace aloft
