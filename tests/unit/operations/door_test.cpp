#include "operations/door.hpp"

#include <gmock/gmock.h>

#include "fakes/fake_connect_times.hpp"
#include "fakes/fake_renting_cloud.hpp"
#include "operations/power.hpp"
#include "quota_world.hpp"
#include "system/lock.hpp"

namespace aloft {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Its firewall lets in one address, by one of two rules.
class GuardedCloud final : public fakes::FakeCloud, public RentsByCatalog, public LetsInByAddress {
public:
    using FakeCloud::FakeCloud;

    Result<std::string> calls_from = std::string("203.0.113.7/32");
    int asked = 0;

    Result<void> usable() override { return {}; }
    Result<Offer> settle(Offer offer) override {
        offer.details[caller_detail] = *calls_from;
        return offer;
    }
    Result<std::string> caller() override { return ++asked, calls_from; }

    Blueprint blueprint(const Spec& spec, const Offer& offer, const Labels& labels) const override {
        Blueprint made = FakeCloud::blueprint(spec, offer, labels);
        Resource firewall{.ref = {std::string(name()), ResourceKind::firewall, "lab", "everywhere"}, .labels = labels};
        firewall.properties["sources"] = {offer.details.at(caller_detail), WhenChanged::change};
        Resource shut{.ref = {std::string(name()), ResourceKind::firewall, "shut", "everywhere"}, .labels = labels};
        shut.properties["kept_out"] = {"0.0.0.0/0", WhenChanged::change};
        made.resources.insert(made.resources.begin(), {firewall, shut});
        return made;
    }
    std::string lets_in() const {
        for (const auto& [ref, found] : standing)
            if (const std::string* sources = seen(found, "sources"); ref.kind == ResourceKind::firewall && sources)
                return *sources;
        return "nobody";
    }
};

class DoorTest : public testing::Test {
protected:
    fakes::Bench bench;
    GuardedCloud cloud{"gcp"};
    fakes::FakeCatalog catalog{quota_catalog()};
    fakes::FakeConnectTimes doors;

    void SetUp() override {
        bench.around.clouds = {&bench.cloud, &cloud};
        bench.around.builtin_catalog = catalog.bytes();
        bench.around.doors = &doors;
        const auto made = again();
        ASSERT_TRUE(made) << describe(made.error());
        cloud.calls.clear();
        cloud.asked = 0;
    }
    Result<Outcome> again() {
        return up(bench.around, {.spec = {.name = "lab", .on = "gcp", .gpu = GpuWish{"T4", 1}}}, bench.person);
    }
    void knock() { keep_door_open(bench.around, "lab", Door::of_one_that_runs); }
};

TEST_F(DoorTest, nobody_is_asked_while_the_machine_answers) {
    doors.answers["192.0.2.1"] = std::chrono::milliseconds(20);
    knock();
    EXPECT_EQ(cloud.asked, 0);
    EXPECT_THAT(cloud.calls, IsEmpty());
}

TEST_F(DoorTest, who_has_moved_is_let_in_by_one_call_and_told) {
    cloud.calls_from = "198.51.100.9/32";
    knock();
    EXPECT_THAT(cloud.calls, ElementsAre("ensure firewall lab"));
    EXPECT_EQ(cloud.lets_in(), "198.51.100.9/32");
    EXPECT_THAT(bench.events.notices(), Contains(HasSubstr("you call from 198.51.100.9/32 now")));
    knock();
    EXPECT_EQ(cloud.calls.size(), 1) << "once is enough";
    // `up` does not lock out again whoever has moved since the machine was made.
    const auto up_again = again();
    ASSERT_TRUE(up_again) << describe(up_again.error());
    EXPECT_THAT(up_again->plan.steps, IsEmpty());
}

TEST_F(DoorTest, up_lets_in_who_has_moved) {
    cloud.calls_from = "198.51.100.9/32";
    ASSERT_TRUE(again());
    EXPECT_EQ(cloud.lets_in(), "198.51.100.9/32");
}

TEST_F(DoorTest, a_machine_is_started_for_who_calls_now) {
    ASSERT_TRUE(stop(bench.around, {"lab"}, bench.person));
    cloud.calls_from = "198.51.100.9/32";
    ASSERT_TRUE(start(bench.around, {"lab"}, bench.person));
    EXPECT_EQ(cloud.lets_in(), "198.51.100.9/32");
}

TEST_F(DoorTest, an_address_that_cannot_be_found_out_hinders_nobody) {
    cloud.calls_from = failure(ErrorKind::unreachable, "finding out from which address you call", "it is not told");
    knock();
    EXPECT_EQ(cloud.lets_in(), "203.0.113.7/32");
    EXPECT_THAT(bench.events.notices(), Contains(HasSubstr("it is not told")));
}

TEST_F(DoorTest, whoever_is_at_work_on_the_machine_is_left_alone) {
    cloud.calls_from = "198.51.100.9/32";
    const auto lock = FileLock::try_take(bench.around.home.lock("machine-lab"), "another aloft");
    ASSERT_TRUE(lock && *lock);
    knock();
    EXPECT_EQ(cloud.lets_in(), "203.0.113.7/32");
    EXPECT_THAT(bench.events.notices(), Contains(AllOf(HasSubstr("another aloft is working on it"),
                                                       HasSubstr("`aloft up --name lab` tells it"))));
}

TEST_F(DoorTest, after_a_plan_that_was_cut_off_it_is_told_who_tells_the_firewall) {
    cloud.calls_from = "198.51.100.9/32";
    Plan plan{.id = "cut-off", .verb = Verb::stop, .machine = "lab", .owner = bench.ledger->owner()};
    ASSERT_TRUE(bench.ledger->begin(plan));
    knock();
    EXPECT_EQ(cloud.lets_in(), "203.0.113.7/32");
    EXPECT_THAT(bench.events.notices(),
                Contains(AllOf(HasSubstr("an `aloft stop` was cut off"), HasSubstr("`aloft up --name lab` tells it"))));
    ASSERT_TRUE(again());
    EXPECT_EQ(cloud.lets_in(), "198.51.100.9/32");
}

}  // namespace
}  // namespace aloft
