#include "practice/weather.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <initializer_list>
#include <map>
#include <random>
#include <set>

#include "fakes/fake_system.hpp"
#include "fakes/google_catalog.hpp"

namespace aloft::practice {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

class WeatherTest : public testing::Test {
protected:
    Weather weather_of(World with) {
        world = with;
        return {std::move(with), clock};
    }

    int taken_in(std::string_view zone) const {
        const auto found = taken.find(zone);
        return found == taken.end() ? 0 : found->second;
    }
    std::optional<Shortage> shortage(const Weather& weather, const MachineShape& shape) {
        return weather.shortage(shape, places, [this](std::string_view zone) { return taken_in(zone); });
    }

    fakes::FakeClock computer;
    WorldClock clock{computer, 0ms};
    fakes::GoogleCatalog catalog;
    World world;
    Places places{catalog.catalog(), world};
    std::map<std::string, int, std::less<>> taken;
    MachineShape one_t4{"us-central1-a", "n1-standard-4", {"nvidia-tesla-t4", 1}, Buying::on_demand};
    MachineShape spot_t4{"us-central1-a", "n1-standard-4", {"nvidia-tesla-t4", 1}, Buying::spot};
};

TEST_F(WeatherTest, WithoutRulesThereIsNoEndOfIt) {
    taken["us-central1-a"] = 1000;
    EXPECT_EQ(shortage(weather_of({}), one_t4), std::nullopt);
}

TEST_F(WeatherTest, WhatRunsIsTakenFromTheShelf) {
    const Weather weather = weather_of({.stock = {{.gpus = {"nvidia-tesla-t4"}, .there_are = 2}}});
    EXPECT_FALSE(shortage(weather, one_t4));
    taken["us-central1-a"] = 1;
    EXPECT_FALSE(shortage(weather, one_t4));
    one_t4.attached.count = 2;
    EXPECT_TRUE(shortage(weather, one_t4)) << "two more than the one that is left";
    taken["us-central1-a"] = 0;
    EXPECT_FALSE(shortage(weather, one_t4));
}

TEST_F(WeatherTest, TheHintNamesZonesOfTheRegionThatHaveSome) {
    World world_{.stock = {{.gpus = {"nvidia-tesla-t4"}, .zones = {"us-central1-a"}, .there_are = 0},
                           {.gpus = {"nvidia-tesla-t4"}, .zones = {"us-central1-b"}, .there_are = 1}}};
    Weather weather = weather_of(world_);
    EXPECT_THAT(shortage(weather, one_t4)->zones_available, ElementsAre("us-central1-b")) << "-f sells none";
    taken["us-central1-b"] = 1;
    EXPECT_THAT(shortage(weather, one_t4)->zones_available, IsEmpty());
    taken.clear();
    world_.hints = false;
    weather.change(world_);
    EXPECT_THAT(shortage(weather, one_t4)->zones_available, IsEmpty());
}

/// Whatever the stock and whatever runs: who follows the hint gets a machine.
TEST_F(WeatherTest, AHintIsNeverInVain) {
    std::mt19937_64 engine(3);
    const auto one_of = [&](std::initializer_list<const char*> words) {
        return std::string(*(words.begin() + static_cast<std::ptrdiff_t>(engine() % words.size())));
    };
    int hinted = 0;
    for (int round = 0; round < 2000; ++round) {
        World world_;
        for (std::size_t rule = engine() % 5; rule > 0; --rule)
            world_.stock.push_back({.gpus = {one_of({"nvidia-*", "nvidia-tesla-t4", "*"})},
                                    .zones = {one_of({"*-a", "*-b", "us-*", "*"})},
                                    .there_are = static_cast<int>(engine() % 4)});
        const Weather weather = weather_of(std::move(world_));
        for (const char* zone : {"us-central1-a", "us-central1-b", "us-central1-f"})
            taken[zone] = static_cast<int>(engine() % 4);
        const auto first = shortage(weather, one_t4);
        if (!first) continue;
        for (const std::string& zone : first->zones_available) {
            MachineShape there = one_t4;
            there.zone = zone;
            EXPECT_FALSE(shortage(weather, there)) << zone;
            ++hinted;
        }
    }
    EXPECT_GT(hinted, 100);
}

TEST_F(WeatherTest, RulesOfGpusMeanBuiltInOnesTooAndNoMachinesWithout) {
    const Weather weather = weather_of({.stock = {{.gpus = {"nvidia-*"}, .there_are = 0}}});
    EXPECT_TRUE(shortage(weather, {"us-central1-a", "g2-standard-4", {}, Buying::on_demand}));
    EXPECT_FALSE(shortage(weather, {"us-central1-a", "e2-standard-2", {}, Buying::on_demand}));
}

TEST_F(WeatherTest, StockHoldsForItsHoursAndItsWayOfBuying) {
    // The fake clock begins on Monday, 2026-09-21, at 14:13.
    Weather weather =
        weather_of({.stock = {{.spot = true, .hours = {.days = 1, .from = 8h, .until = 20h}, .there_are = 0}}});
    EXPECT_TRUE(shortage(weather, spot_t4));
    EXPECT_FALSE(shortage(weather, one_t4));
    clock.turn(6h);
    EXPECT_FALSE(shortage(weather, spot_t4));
}

TEST_F(WeatherTest, FaultsComeByMethodAndCallAndTheFirstRuleCounts) {
    Weather weather = weather_of({.faults = {
                                      {.methods = {"compute.instances.insert"},
                                       .calls = {.from = 2, .until = 2},
                                       .fault = {.kind = Fault::Kind::reset_after}},
                                      {.methods = {"compute.*"}, .calls = {.from = 2}, .fault = {.status = 500}},
                                  }});
    EXPECT_FALSE(weather.fault("compute.instances.insert"));
    EXPECT_FALSE(weather.fault("compute.instances.get")) << "each method counts for itself";
    EXPECT_EQ(weather.fault("compute.instances.insert")->kind, Fault::Kind::reset_after);
    EXPECT_EQ(weather.fault("compute.instances.insert")->status, 500);
    EXPECT_EQ(weather.fault("compute.instances.get")->status, 500);
    EXPECT_FALSE(weather.fault("iam.projects.serviceAccounts.create"));
    weather.change(weather.world());
    EXPECT_FALSE(weather.fault("compute.instances.insert")) << "counted anew";
}

TEST_F(WeatherTest, LatencyLiesBetweenItsEndsAndDiffersFromCallToCall) {
    Weather weather = weather_of({.latency = {{.methods = {"compute.*"}, .least = 10ms, .most = 500ms}}});
    std::set<std::chrono::milliseconds> seen;
    for (int call = 0; call < 50; ++call) {
        weather.fault("compute.instances.get");
        const auto latency = weather.latency("compute.instances.get");
        EXPECT_GE(latency, 10ms);
        EXPECT_LE(latency, 500ms);
        EXPECT_EQ(latency, weather.latency("compute.instances.get"));
        seen.insert(latency);
    }
    EXPECT_GT(seen.size(), 20U);
    EXPECT_EQ(weather.latency("iam.projects.serviceAccounts.list"), 0ms);
}

TEST_F(WeatherTest, ARateLimitHoldsForEachProjectAndMinute) {
    Weather weather = weather_of({.calls_per_minute = 2});
    EXPECT_FALSE(weather.over_rate_limit("one"));
    EXPECT_FALSE(weather.over_rate_limit("one"));
    EXPECT_TRUE(weather.over_rate_limit("one"));
    EXPECT_FALSE(weather.over_rate_limit("other"));
    clock.turn(1min);
    EXPECT_FALSE(weather.over_rate_limit("one"));
    EXPECT_FALSE(weather_of({}).over_rate_limit("one"));
}

TEST_F(WeatherTest, OperationsTakeTheTimeOfTheirKind) {
    const Weather weather =
        weather_of({.operation_times = {{.kinds = {"insert"}, .time = 8s}, {.time = 1s}}, .consistency_lag = 3s});
    EXPECT_EQ(weather.operation_time("insert"), 8s);
    EXPECT_EQ(weather.operation_time("delete"), 1s);
    EXPECT_EQ(weather.consistency_lag(), 3s);
}

TEST_F(WeatherTest, OnlySpotMachinesAreTakenAway) {
    const Weather weather = weather_of({.preemptions = {{.after = 10min}}});
    EXPECT_EQ(weather.preemption("1", one_t4, places, clock.now()), std::nullopt);
    EXPECT_EQ(weather.preemption("1", spot_t4, places, clock.now()), clock.now() + 10min);
}

TEST_F(WeatherTest, TheEarliestOfMomentAgeAndChanceCounts) {
    const Moment began = clock.now();
    const Weather weather =
        weather_of({.preemptions = {{.at = {began - 1h, began + 5min, began + 3min}, .after = 4min}}});
    EXPECT_EQ(weather.preemption("1", spot_t4, places, began), began + 3min);
    EXPECT_EQ(weather.preemption("1", spot_t4, places, began + 3min), began + 5min);
    EXPECT_EQ(weather.preemption("1", spot_t4, places, began + 4min), began + 5min);
}

TEST_F(WeatherTest, OfManyMachinesTheSaidShareIsGoneInAnHour) {
    const Weather weather = weather_of({.preemptions = {{.per_hour = 0.3}}});
    int gone = 0, gone_in_two = 0;
    constexpr int machines = 4000;
    for (int machine = 0; machine < machines; ++machine) {
        const auto when = weather.preemption(std::to_string(machine), spot_t4, places, clock.now());
        EXPECT_EQ(when, weather.preemption(std::to_string(machine), spot_t4, places, clock.now()));
        if (when && *when < clock.now() + 1h) ++gone;
        if (when && *when < clock.now() + 2h) ++gone_in_two;
    }
    EXPECT_NEAR(gone, 0.3 * machines, 0.03 * machines);
    EXPECT_NEAR(gone_in_two, 0.51 * machines, 0.03 * machines);
}

TEST_F(WeatherTest, ARateOfSomeHoursTakesNoneInTheOthers) {
    const Hours night{.from = 22h, .until = 6h};
    const Weather weather = weather_of({.preemptions = {{.hours = night, .per_hour = 0.5}}});
    for (int machine = 0; machine < 200; ++machine) {
        const auto when = weather.preemption(std::to_string(machine), spot_t4, places, clock.now());
        ASSERT_TRUE(when);
        EXPECT_TRUE(night.hold(*when)) << to_iso(*when);
    }
}

}  // namespace
}  // namespace aloft::practice
