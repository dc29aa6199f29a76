#include "practice/world_file.hpp"

#include <gmock/gmock.h>

#include "golden.hpp"
#include "practice/ready_worlds.hpp"

namespace aloft::practice {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;

World read(std::string_view text) {
    const auto world = read_world(text);
    EXPECT_TRUE(world.has_value()) << (world ? "" : describe(world.error(), "world.yaml"));
    return world.value_or(World{});
}

std::string mistakes(std::string_view text) {
    const auto world = read_world(text);
    return world ? "none" : describe(world.error(), "w");
}

TEST(WorldFile, AnEmptyOneIsAsCalmAsCanBe) { EXPECT_EQ(read(""), World{}); }

TEST(WorldFile, EachKeyIsReadIntoItsPlace) {
    const World world = read(R"(
name: monday
about: "T4s are rare: on weekdays."
regions: us-*
zones: [us-central1-a, us-east1-*]
prices:
  - thing: n1-standard-4
    zones: us-central1-a
    spot: true
    days: [mon-tue, sun]
    hours: 22:00-06:30
    price: 0.05
stock:
  - gpus: nvidia-tesla-t4
    types: n1-*
    there_are: 3
hints: false
quota_limits:
  - ids: PREEMPTIBLE_CPUS
    limit: none
  - ids: GPUS_ALL_REGIONS
    limit: 1.5
quota_answers:
  - ids: GPUS_ALL_REGIONS
    above: 4
    answer: in-part
    part: 2
    after: 1h30m
    reason: OTHER
latency:
  - methods: compute.*
    least: 20ms
    most: 2s
calls_per_minute: 60
operation_times:
  - kinds: insert
    time: 5s
faults:
  - methods: [compute.instances.insert]
    calls: 2-9 every 3
    fault: fail-late
    status: 500
    code: INTERNAL_ERROR
    message: oh
    details: '[{"help": {}}]'
consistency_lag: 1s500ms
preemptions:
  - zones: us-*
    per_hour: 0.25
    at: 2026-12-01T09:00:00Z
    after: 1d
preemption_notice: 10s
billing_accounts:
  - id: 012345-6789AB-CDEF01
    name: Card
    open: false
projects:
  - id: my-project
    name: Mine
    billing_account: 012345-6789AB-CDEF01
    services: [compute.googleapis.com]
    denied: compute.instances.*
)");
    EXPECT_EQ(world.name, "monday");
    EXPECT_EQ(world.about, "T4s are rare: on weekdays.");
    EXPECT_THAT(world.regions, ElementsAre("us-*"));
    EXPECT_THAT(world.zones, ElementsAre("us-central1-a", "us-east1-*"));
    Hours night{.days = 0b1000011, .from = 22h, .until = 6h + 30min};
    EXPECT_THAT(world.prices, ElementsAre(PriceRule{"n1-standard-4", {"us-central1-a"}, true, night, Money{50'000}}));
    EXPECT_THAT(world.stock, ElementsAre(StockRule{{"n1-*"}, {"nvidia-tesla-t4"}, {}, std::nullopt, {}, 3}));
    EXPECT_FALSE(world.hints);
    EXPECT_THAT(world.quota_limits, ElementsAre(QuotaLimitRule{{"PREEMPTIBLE_CPUS"}, {}, {}, std::nullopt},
                                                QuotaLimitRule{{"GPUS_ALL_REGIONS"}, {}, {}, 1.5}));
    EXPECT_THAT(world.quota_answers,
                ElementsAre(QuotaAnswerRule{
                    {"GPUS_ALL_REGIONS"}, {}, {}, 4, QuotaAnswerRule::Answer::in_part, 2, 90min, "OTHER"}));
    EXPECT_THAT(world.latency, ElementsAre(LatencyRule{{"compute.*"}, 20ms, 2s}));
    EXPECT_EQ(world.calls_per_minute, 60);
    EXPECT_THAT(world.operation_times, ElementsAre(OperationTimeRule{{"insert"}, 5s}));
    EXPECT_THAT(world.faults,
                ElementsAre(FaultRule{{"compute.instances.insert"},
                                      {2, 9, 3},
                                      {Fault::Kind::fail_late, 500, "", "INTERNAL_ERROR", "oh", R"([{"help": {}}])"}}));
    EXPECT_EQ(world.consistency_lag, 1500ms);
    EXPECT_THAT(world.preemptions,
                ElementsAre(PreemptionRule{{}, {}, {"us-*"}, {}, 0.25, {*from_iso("2026-12-01T09:00:00Z")}, 24h}));
    EXPECT_EQ(world.preemption_notice, 10s);
    EXPECT_THAT(world.billing_accounts, ElementsAre(BillingAccountAtStart{"012345-6789AB-CDEF01", "Card", false}));
    EXPECT_THAT(
        world.projects,
        ElementsAre(ProjectAtStart{
            "my-project", "Mine", "012345-6789AB-CDEF01", {"compute.googleapis.com"}, {"compute.instances.*"}}));
    EXPECT_EQ(read(write_world(world)), world) << write_world(world);
}

struct Wrong {
    std::string_view text;
    std::string_view said;
};

class WorldFileMistakes : public ::testing::TestWithParam<Wrong> {};

TEST_P(WorldFileMistakes, AreToldWithTheirPlace) { EXPECT_EQ(mistakes(GetParam().text), GetParam().said); }

INSTANTIATE_TEST_SUITE_P(
    All, WorldFileMistakes,
    ::testing::Values(
        Wrong{"stok:\n", "w:1:1: unknown key \"stok\"; did you mean stock?\n"},
        Wrong{"stock:\n  - gpu: nvidia-l4\n    there_are: 1\n", "w:2:5: unknown key \"gpu\"; did you mean gpus?\n"},
        Wrong{"stock:\n  - gpus: T4\n    there_are: 1\n", "w:2:11: gpus: Google calls it nvidia-tesla-t4\n"},
        Wrong{"stock:\n  - gpus: nvidia-telsa-t4\n    there_are: 1\n",
              "w:2:11: gpus: no such GPU: \"nvidia-telsa-t4\"; did you mean nvidia-tesla-t4?\n"},
        Wrong{"stock:\n  - gpus: nvidia-l4\n", "w:2:5: there_are is missing\n"},
        Wrong{"stock:\n  - hours: 8-20\n    there_are: 1\n",
              "w:2:12: hours: expected hours like 08:00-20:00, found \"8-20\"\n"},
        Wrong{"stock:\n  - hours: 08:00-08:00\n    there_are: 1\n",
              "w:2:12: hours: \"08:00-08:00\" is no time at all\n"},
        Wrong{"stock:\n  - days: monday\n    there_are: 1\n",
              "w:2:11: days: expected days like mon-fri, or a list of them, found \"monday\"\n"},
        Wrong{"stock:\n  - there_are: -1\n", "w:2:16: there_are: expected a whole number of at least 0, found -1\n"},
        Wrong{"stock:\n  there_are: 1\n",
              "w:2:3: stock: expected a list, each beginning with -, found keys below it\n"},
        Wrong{"stock: [4]\n", "w:1:9: stock: expected keys like gpus:, found 4\n"},
        Wrong{"hints: no\n", "w:1:8: hints: expected true or false, found \"no\"\n"},
        Wrong{"consistency_lag: 5 minutes\n",
              "w:1:18: consistency_lag: expected a time like 30s, 5m or 1h30m, found \"5 minutes\"\n"},
        Wrong{"consistency_lag: 400d\n", "w:1:18: consistency_lag: expected at most 366d, found \"400d\"\n"},
        Wrong{"quota_answers:\n  - answer: refuse\n", "w:2:13: answer: found \"refuse\"; did you mean refused?\n"},
        Wrong{"quota_answers:\n  - answer: in-part\n", "w:2:5: answer: in-part needs a part\n"},
        Wrong{"quota_answers:\n  - answer: not-eligible\n", "w:2:5: answer: not-eligible needs a reason\n"},
        Wrong{"faults:\n  - fault: fail-late\n", "w:2:5: fault: fail-late needs a code\n"},
        Wrong{"faults:\n  - fault: refuse\n    calls: 4-2\n", "w:3:12: calls: \"4-2\" ends before it begins\n"},
        Wrong{"faults:\n  - fault: refuse\n    status: 200\n",
              "w:3:13: status: expected an HTTP status from 400 to 599, found 200\n"},
        Wrong{"faults:\n  - fault: refuse\n    details: '{}'\n",
              "w:3:14: details: expected a list as JSON like '[{\"errorInfo\": {\"reason\": \"x\"}}]', found \"{}\"\n"},
        Wrong{"latency:\n  - least: 2s\n    most: 1s\n", "w:2:5: least is more than most\n"},
        Wrong{"preemptions:\n  - zones: us-*\n", "w:2:5: when is not said; one of per_hour, at and after is needed\n"},
        Wrong{"preemptions:\n  - per_hour: 1.5\n", "w:2:15: per_hour: expected a number from 0 to 1, found 1.5\n"},
        Wrong{"projects:\n  - id: P\n",
              "w:2:9: id: expected 6 to 30 lower-case letters, digits and dashes, a letter first and no dash last, "
              "found \"P\"\n"},
        Wrong{"billing_accounts:\n  - id: 012345-6789AB-CDEF01\nprojects:\n  - id: my-project\n    billing_account: "
              "012345-6789AB-CDEF02\n",
              "w:4:5: 012345-6789AB-CDEF02 is none of billing_accounts; did you mean 012345-6789AB-CDEF01?\n"},
        Wrong{"projects:\n  - id: my-project\n  - id: my-project\n", "w:3:5: my-project is said twice\n"},
        Wrong{"name: a\nname: b\n", "w:2:1: name: said twice\n"},
        Wrong{"just words\n", "w:1:1: expected keys like stock:, found \"just words\"\n"},
        Wrong{"name: \"Zürich: ü\", x\n",
              "w:1:18: not a 'key: value' as the lines above it; is the indentation right, or is the ':' missing?\n"}));

TEST(WorldFile, AllMistakesAreToldAtOnceInTheirOrder) {
    const auto world = read_world("hints: 3\nstok: 1\nzones: [\"a b\"]\n");
    ASSERT_FALSE(world.has_value());
    EXPECT_THAT(world.error(),
                ElementsAre(Field(&Mistake::line, 1), Field(&Mistake::line, 2), Field(&Mistake::line, 3)));
}

TEST(WorldFile, ManyMistakesAreNotToldWithoutEnd) {
    std::string text = "stock:\n";
    for (int rule = 0; rule < 900; ++rule) text += "  - nonsense: 1\n";
    EXPECT_EQ(read_world(text).error().size(), 100U);
}

TEST(WorldFile, AnAliasCannotMakeItEndless) {
    std::string text = "zones: &z [";
    for (int zone = 0; zone < 101; ++zone) text += "us-central1-a, ";
    EXPECT_THAT(mistakes(text + "b]\n"), HasSubstr("at most 100 can stand here"));
}

TEST(WorldFile, TheReadyWorldsReadAndReadBack) {
    for (const ReadyWorld& ready : ready_worlds()) {
        const World world = read(ready.yaml);
        EXPECT_EQ(world.name, ready.name);
        EXPECT_FALSE(world.about.empty()) << ready.name;
        EXPECT_EQ(world.projects.size(), 1U) << ready.name;
        EXPECT_EQ(read(write_world(world)), world) << ready.name;
    }
    EXPECT_EQ(ready_world("stormy"), nullptr);
    EXPECT_EQ(ready_world("calm"), &ready_worlds().front());
}

TEST(WorldFile, TheReferenceIsWhatTheReaderKnows) { tests::expect_file("docs/world-files.md", world_reference()); }

}  // namespace
}  // namespace aloft::practice
