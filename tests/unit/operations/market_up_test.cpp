#include <gmock/gmock.h>

#include "fakes/fake_connect_times.hpp"
#include "fakes/fake_renting_cloud.hpp"
#include "machine/keys.hpp"
#include "operations/power.hpp"
#include "operations/up.hpp"
#include "quota_world.hpp"

namespace aloft {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const QuotaRef amazon_gpus = amazon("L-DB2E81BA");

/// The same market, where what is meant has another price.
fakes::FakeCatalog with_price(Money hour, const std::function<bool(const market::Offering&)>& is_meant) {
    market::CatalogContent content = quota_catalog();
    for (market::Offering& offering : content.offerings)
        if (is_meant(offering)) offering.on_demand->hour = hour;
    return fakes::FakeCatalog(std::move(content));
}

/// This computer and two clouds that rent by a catalog.
class Market : public testing::Test {
protected:
    fakes::Bench bench;
    fakes::FakeRentingCloud google_cloud{"gcp"};
    fakes::FakeRentingCloud amazon_cloud{"aws"};
    fakes::FakeCatalog catalog{quota_catalog()};

    void SetUp() override {
        bench.around.clouds = {&bench.cloud, &google_cloud, &amazon_cloud};
        bench.around.builtin_catalog = catalog.bytes();
    }

    static Spec two_clouds() { return {.gpu = GpuWish{"T4", 1}, .clouds = {{"gcp", "aws"}}}; }

    Result<Plan> plan(const Spec& spec) { return plan_up(bench.around, spec); }
    Result<Outcome> make(const Spec& spec) { return up(bench.around, UpRequest{.spec = spec}, bench.person); }
};

TEST_F(Market, takes_the_cheapest_and_says_so) {
    const auto planned = plan(two_clouds());
    ASSERT_TRUE(planned) << describe(planned.error());
    EXPECT_EQ(planned->offer.cloud, "aws");
    EXPECT_EQ(planned->offer.machine_type, "g4dn.xlarge");
    EXPECT_EQ(planned->offer.gpu, (GpuWish{"T4", 1}));
    EXPECT_EQ(planned->offer.price.running, Money{526'000});
    EXPECT_EQ(planned->spec.on, "aws");
    EXPECT_THAT(planned->choice, Contains("g4dn.xlarge in aws us-east-1: the cheapest of 6 that will do"));
    EXPECT_THAT(planned->choice, Contains("whether the quota allows it is not known"));
    EXPECT_THAT(planned->offer.warnings, IsEmpty());
}

TEST_F(Market, heeds_clouds_regions_and_prices) {
    Spec spec = two_clouds();
    spec.regions = {{"europe-*"}};
    EXPECT_EQ(plan(spec)->offer.place, "europe-west4-b");
    spec = two_clouds();
    spec.clouds = {{"gcp"}};
    EXPECT_EQ(plan(spec)->offer.price.running, Money{540'000});
    spec.spot = Spot::prefer;
    EXPECT_EQ(plan(spec)->offer.details.at("buying"), "spot");
    EXPECT_EQ(plan(spec)->offer.place, "europe-west4-b");
    spec.max_price = Money{100'000};
    const auto too_dear = plan(spec);
    ASSERT_FALSE(too_dear);
    EXPECT_EQ(too_dear.error().kind, ErrorKind::not_found);
    spec = two_clouds();
    spec.gpu = GpuWish{"T5", 1};
    EXPECT_EQ(plan(spec).error().kind, ErrorKind::bad_input);
    spec = two_clouds();
    spec.clouds = {{"azure"}};
    EXPECT_THAT(plan(spec).error().hint, HasSubstr("gcp, aws"));
}

TEST_F(Market, stays_at_home_when_nothing_speaks_of_it) {
    EXPECT_EQ(plan(Spec{})->offer.cloud, "local");
    EXPECT_EQ(plan(Spec{.on = "gcp", .gpu = GpuWish{"T4", 1}})->offer.cloud, "gcp");
}

TEST_F(Market, of_no_cloud_within_reach_says_what_there_is) {
    bench.around.clouds = {&bench.cloud};
    const auto planned = plan(two_clouds());
    ASSERT_FALSE(planned);
    EXPECT_THAT(planned.error().detail, HasSubstr("this aloft reaches none"));
}

TEST_F(Market, goes_around_what_the_quota_forbids) {
    amazon_cloud.book[amazon_gpus] = {.limit = 0, .used = 0};
    const auto planned = plan(two_clouds());
    ASSERT_TRUE(planned);
    EXPECT_EQ(planned->offer.cloud, "gcp");
    EXPECT_THAT(planned->choice, Contains(HasSubstr("not g4dn.xlarge in aws us-east-1, from $0.526 an hour: quota: ")));
}

TEST_F(Market, without_quota_anywhere_makes_nothing_and_says_what_to_do) {
    Spec spec = two_clouds();
    spec.clouds = {{"aws"}};
    amazon_cloud.book[amazon_gpus] = {.limit = 0, .used = 0};
    const auto outcome = make(spec);
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind, ErrorKind::quota);
    EXPECT_THAT(outcome.error().hint, HasSubstr("aloft quota ask T4"));
    EXPECT_THAT(amazon_cloud.standing, IsEmpty());
}

TEST_F(Market, asks_for_quota_and_goes_on_when_it_is_granted) {
    Spec spec = two_clouds();
    spec.clouds = {{"aws"}};
    amazon_cloud.book[amazon_gpus] = {.limit = 0, .used = 0};
    const auto outcome =
        up(bench.around, UpRequest{.spec = spec, .when_no_quota = WhenNoQuota::ask_and_wait}, bench.person);
    ASSERT_TRUE(outcome) << describe(outcome.error());
    ASSERT_EQ(amazon_cloud.wishes.size(), 1);
    EXPECT_EQ(amazon_cloud.wishes[0].quota, amazon_gpus);
    EXPECT_EQ(amazon_cloud.wishes[0].limit, 4);
    EXPECT_EQ(amazon_cloud.zones_tried, std::vector<std::string>{"use1-az2"});
}

TEST_F(Market, goes_to_the_next_place_when_one_has_run_out) {
    amazon_cloud.run_out_of_machines_in("use1-az2");
    google_cloud.run_out_of_machines_in("us-central1-a");
    const auto outcome = make(two_clouds());
    ASSERT_TRUE(outcome) << describe(outcome.error());
    EXPECT_EQ(outcome->plan.offer.place, "us-central1-b");
    EXPECT_THAT(amazon_cloud.standing,
                testing::Each(testing::Field(&std::pair<const ResourceRef, Found>::first,
                                             testing::Field(&ResourceRef::kind, ResourceKind::image))))
        << "what had been made there is gone";
    EXPECT_EQ(bench.person.asked_to_approve, 2) << "once for the plan, once because the next place is dearer";
}

TEST_F(Market, what_serves_in_any_place_is_made_once) {
    amazon_cloud.run_out_of_machines_in("use1-az2");
    google_cloud.run_out_of_machines_in("us-central1-a");
    ASSERT_TRUE(make(two_clouds()));
    EXPECT_EQ(std::ranges::count(bench.keys.calls, "ensure key aloft"), 1);
    EXPECT_EQ(std::ranges::count(bench.keys.calls, "remove key aloft"), 0);
}

TEST_F(Market, each_try_is_told_once) {
    amazon_cloud.run_out_of_machines_in("use1-az2");
    ASSERT_TRUE(make(two_clouds()));
    EXPECT_THAT(bench.events.notices(),
                ElementsAre("nothing left in use1-az2; trying n1-standard-4 in us-central1-a at $0.54 an hour"));
}

TEST_F(Market, when_no_place_has_any_left_nothing_is_left_of_it) {
    Spec spec = two_clouds();
    spec.clouds = {{"aws"}};
    amazon_cloud.run_out_of_machines_in("use1-az2");
    ASSERT_FALSE(make(spec));
    EXPECT_THAT(bench.keys.standing, IsEmpty());
    EXPECT_FALSE(*bench.ledger->machine("aloft"));
}

TEST_F(Market, a_command_that_was_cut_off_between_two_places_may_go_to_any) {
    google_cloud.run_out_of_machines_in("us-central1-a");
    const Labels labels{"aloft", "plan", bench.ledger->owner()};
    const auto first = plan({.on = "gcp", .gpu = GpuWish{"T4", 1}});
    ASSERT_TRUE(first);
    ASSERT_TRUE(bench.ledger->begin(*first));
    ASSERT_TRUE(bench.ledger->record("aloft", key_resource(labels),
                                     *bench.keys.ensure(key_resource(labels), {{}, [](std::string_view) {}})));
    const auto outcome = make({.on = "gcp", .gpu = GpuWish{"T4", 1}});
    ASSERT_TRUE(outcome) << describe(outcome.error());
    EXPECT_EQ(outcome->plan.offer.place, "us-central1-b");
}

TEST_F(Market, remembers_for_a_while_what_had_run_out) {
    amazon_cloud.run_out_of_machines_in("use1-az2");
    ASSERT_TRUE(make(two_clouds()));
    Spec another = two_clouds();
    another.name = "another";
    auto planned = plan(another);
    ASSERT_TRUE(planned);
    EXPECT_EQ(planned->offer.cloud, "gcp");
    EXPECT_THAT(planned->choice, Contains(HasSubstr("no capacity just now")));
    bench.clock.sleep(std::chrono::hours(5));
    EXPECT_EQ(plan(another)->offer.cloud, "aws") << "it fades";
}

TEST_F(Market, what_blocks_a_region_is_not_tried_in_its_other_zones) {
    Spec spec = two_clouds();
    spec.clouds = {{"gcp"}};
    google_cloud.refusing_zones["us-central1-a"] =
        Error{ErrorKind::quota, "making a machine", "Quota 'NVIDIA_T4_GPUS' exceeded", "", Reach::region};
    ASSERT_TRUE(make(spec));
    EXPECT_THAT(google_cloud.zones_tried, ElementsAre("us-central1-a", "us-west1-a"));
}

TEST_F(Market, does_not_go_elsewhere_while_something_of_it_is_left) {
    amazon_cloud.run_out_of_machines_in("use1-az2");
    const auto kept = up(bench.around, UpRequest{.spec = two_clouds(), .on_failure = OnFailure::keep}, bench.person);
    ASSERT_FALSE(kept);
    EXPECT_EQ(kept.error().kind, ErrorKind::no_capacity);
    EXPECT_THAT(google_cloud.zones_tried, IsEmpty());
    EXPECT_THAT(amazon_cloud.standing, testing::Not(IsEmpty()));
}

TEST_F(Market, fails_with_the_last_words_when_every_place_has_run_out) {
    Spec spec = two_clouds();
    spec.regions = {{"us-central1"}};
    spec.cpus = 4;
    google_cloud.run_out_of_machines_in("us-central1-a");
    google_cloud.run_out_of_machines_in("us-central1-b");
    const auto outcome = make(spec);
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind, ErrorKind::no_capacity);
    EXPECT_THAT(outcome.error().detail, HasSubstr("of 3 places"));
}

TEST_F(Market, a_dearer_place_that_is_not_approved_is_not_taken) {
    amazon_cloud.run_out_of_machines_in("use1-az2");
    class Thrifty final : public Person {
    public:
        bool approve(const Plan& plan) override { return plan.price.running <= Money{530'000}; }
        Keep what_to_keep(const Plan&) override { return Keep::nothing; }
    } thrifty;
    const auto outcome = up(bench.around, UpRequest{.spec = two_clouds()}, thrifty);
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind, ErrorKind::no_capacity);
    EXPECT_THAT(google_cloud.zones_tried, IsEmpty());
}

TEST_F(Market, a_machine_that_stands_stays_where_it_is_whatever_prices_do) {
    ASSERT_TRUE(make(two_clouds()));
    const fakes::FakeCatalog dearer =
        with_price(Money{9'000'000}, [](const auto& offering) { return offering.cloud == "aws"; });
    bench.around.builtin_catalog = dearer.bytes();
    const auto again = make(two_clouds());
    ASSERT_TRUE(again) << describe(again.error());
    EXPECT_THAT(again->plan.steps, IsEmpty());
    EXPECT_EQ(again->plan.offer.cloud, "aws");
    Spec larger = two_clouds();
    larger.disk = gibibytes(300);
    const auto changed = plan(larger);
    ASSERT_TRUE(changed) << describe(changed.error());
    EXPECT_EQ(changed->offer.place, "use1-az2") << "its disk cannot leave the zone";
}

TEST_F(Market, a_machine_that_stands_does_not_need_its_quota_twice) {
    Spec spec = two_clouds();
    spec.clouds = {{"aws"}};
    amazon_cloud.book[amazon_gpus] = {.limit = 4, .used = 0};
    ASSERT_TRUE(make(spec));
    amazon_cloud.book[amazon_gpus] = {.limit = 4, .used = 4};
    spec.python_packages = {{"numpy"}};
    const auto changed = make(spec);
    ASSERT_TRUE(changed) << describe(changed.error());
    EXPECT_EQ(amazon_cloud.zones_tried.size(), 1) << "it was not made again";
}

TEST_F(Market, a_machine_that_stands_stays_what_it_is_when_something_else_is_changed) {
    Spec spec{.gpu = GpuWish{"any", 1}, .clouds = {{"gcp"}}, .max_price = Money{545'000}};
    ASSERT_TRUE(make(spec));
    const fakes::FakeCatalog dearer =
        with_price(Money{9'000'000}, [](const auto& offering) { return offering.type == "n1-standard-4"; });
    bench.around.builtin_catalog = dearer.bytes();
    spec.python_packages = {{"numpy"}};
    const auto planned = plan(spec);
    ASSERT_TRUE(planned) << describe(planned.error());
    EXPECT_EQ(planned->offer.machine_type, "n1-standard-4");
}

TEST_F(Market, a_machine_that_was_taken_away_is_priced_anew) {
    ASSERT_TRUE(make(two_clouds()));
    std::erase_if(amazon_cloud.standing, [](const auto& one) { return one.first.kind == ResourceKind::instance; });
    const fakes::FakeCatalog dearer =
        with_price(Money{900'000}, [](const auto& offering) { return offering.cloud == "aws"; });
    bench.around.builtin_catalog = dearer.bytes();
    const auto planned = plan(two_clouds());
    ASSERT_TRUE(planned) << describe(planned.error());
    EXPECT_EQ(planned->offer.price.running, Money{900'000});
    EXPECT_EQ(planned->offer.place, "use1-az2") << "where its disk is";
}

TEST_F(Market, what_is_risky_stands_in_the_plan) {
    Spec spec = two_clouds();
    spec.spot = Spot::only;
    EXPECT_THAT(plan(spec)->offer.warnings, Contains(HasSubstr("it is a spot machine")));
    amazon_cloud.book[amazon("L-3819A6DF")] = {.limit = 0, .used = 0};
    spec.clouds = {{"aws"}};
    EXPECT_THAT(plan(spec)->offer.warnings, Contains(HasSubstr("quota: ")));
}

TEST_F(Market, says_that_its_wishes_mean_nothing_at_home) {
    const auto planned = plan(Spec{.on = "local", .max_price = Money{1'000'000}});
    ASSERT_TRUE(planned);
    EXPECT_THAT(planned->offer.warnings, Contains(HasSubstr("not for local")));
}

TEST_F(Market, takes_the_nearest_where_that_is_asked_for) {
    fakes::FakeConnectTimes times;
    Spec spec = two_clouds();
    spec.order = OfferOrder::distance;
    market::CatalogContent content = quota_catalog();
    for (market::Region& region : content.regions) region.endpoint = region.name + ".example";
    fakes::FakeCatalog measured{content};
    bench.around.builtin_catalog = measured.bytes();
    bench.around.connect_times = &times;
    times.answers["us-west1.example"] = std::chrono::milliseconds(9);
    times.answers["us-east-1.example"] = std::chrono::milliseconds(90);
    const auto planned = plan(spec);
    ASSERT_TRUE(planned) << describe(planned.error());
    EXPECT_EQ(planned->offer.place, "us-west1-a");
    EXPECT_THAT(planned->choice, Contains(HasSubstr("9 ms away")));
}

}  // namespace
}  // namespace aloft
