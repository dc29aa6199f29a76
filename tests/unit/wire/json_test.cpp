#include "wire/json.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "golden.hpp"
#include "unit/wire/samples.hpp"
#include "unit/wire/shapes.hpp"

namespace aloft {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using namespace aloft::tests;

std::string text(const json& value) { return value.dump(2) + "\n"; }

const Error rich_error{ErrorKind::no_capacity, "making disk aloft-box", "no space left on device", "free some",
                       Reach::region};

TEST(Wire, ReadsBackWhatItWrote) {
    EXPECT_EQ(wire::spec_from_json(wire::to_json(rich_spec()).dump()), rich_spec());
    EXPECT_EQ(wire::offer_from_json(wire::to_json(rich_offer()).dump()), rich_offer());
    EXPECT_EQ(wire::resource_from_json(wire::to_json(rich_resource()).dump()), rich_resource());
    EXPECT_EQ(wire::found_from_json(wire::to_json(rich_found()).dump()), rich_found());
    EXPECT_EQ(wire::step_from_json(wire::to_json(rich_step()).dump()), rich_step());
    EXPECT_EQ(wire::error_from_json(wire::to_json(rich_error).dump()), rich_error);
    EXPECT_EQ(wire::plan_from_json(wire::to_json(rich_plan()).dump()), rich_plan());
}

TEST(Wire, ReadsBackWhatSaysNothing) {
    EXPECT_EQ(wire::spec_from_json(wire::to_json(Spec{}).dump()), Spec{});
    EXPECT_EQ(wire::offer_from_json(wire::to_json(Offer{}).dump()), Offer{});
    EXPECT_EQ(wire::resource_from_json(wire::to_json(Resource{}).dump()), Resource{});
    EXPECT_EQ(wire::found_from_json(wire::to_json(Found{}).dump()), Found{});
    EXPECT_EQ(wire::step_from_json(wire::to_json(Step{}).dump()), Step{});
    EXPECT_EQ(wire::error_from_json(wire::to_json(Error{}).dump()), Error{});
    EXPECT_EQ(wire::plan_from_json(wire::to_json(Plan{}).dump()), Plan{});
}

TEST(Wire, HasEveryFieldEvenWhenNothingIsSaid) {
    EXPECT_EQ(wire::to_json(Spec{}), json::parse(R"({"name": null, "on": null, "kind": null, "cpus": null,
                                                     "memory": null, "disk": null, "disk_type": null,
                                                     "disk_on_down": null, "gpu": null, "gpu_memory": null,
                                                     "machine_type": null, "address": null, "deadline_seconds": null,
                                                     "spot": null, "clouds": null, "regions": null, "order": null,
                                                     "max_price": null, "setup": null, "python_version": null, "python_packages": null,
                                                     "python_requirements": null, "cuda": null, "with": null, "notebook_server": null,
                                                     "notebook_password_file": null, "code": null, "run": null,
                                                     "outputs": null, "folder": null})"));
    EXPECT_EQ(wire::to_json(Error{}), json::parse(R"({"kind": "failed", "doing": "", "detail": "", "hint": null,
                                                      "blocks": "nothing"})"));
}

TEST(Wire, WritesMoneyExactly) {
    EXPECT_EQ(wire::to_json(HourlyPrice{Money{350'000}, Money{11'600}}),
              json::parse(R"({"running": {"usd": "0.35", "micros": 350000},
                              "stopped": {"usd": "0.0116", "micros": 11600}})"));
}

TEST(Wire, WritesEveryWordOfEveryKind) {
    for (const auto kind :
         {ResourceKind::key, ResourceKind::image, ResourceKind::network, ResourceKind::port, ResourceKind::address,
          ResourceKind::firewall, ResourceKind::disk, ResourceKind::instance, ResourceKind::host_key}) {
        Found found = rich_found();
        found.ref.kind = kind;
        EXPECT_EQ(wire::found_from_json(wire::to_json(found).dump()), found);
    }
    for (const auto reach : {Reach::nothing, Reach::zone, Reach::region, Reach::cloud}) {
        Error error = rich_error;
        error.blocks = reach;
        EXPECT_EQ(wire::error_from_json(wire::to_json(error).dump()), error);
    }
    for (const auto kind : {ErrorKind::bad_input, ErrorKind::not_signed_in, ErrorKind::denied, ErrorKind::quota,
                            ErrorKind::no_capacity, ErrorKind::not_found, ErrorKind::conflict, ErrorKind::throttled,
                            ErrorKind::unreachable, ErrorKind::interrupted, ErrorKind::storage, ErrorKind::missing_tool,
                            ErrorKind::declined, ErrorKind::failed}) {
        Error error = rich_error;
        error.kind = kind;
        EXPECT_EQ(wire::error_from_json(wire::to_json(error).dump()), error);
    }
}

TEST(Wire, KeepsStrangeText) {
    Spec spec = rich_spec();
    spec.gpu->name = std::string("\0 \x1B[31m \"quoted\" \\ \n 🚀 \u2028", 30);
    EXPECT_EQ(wire::spec_from_json(wire::to_json(spec).dump()), spec);
}

TEST(Wire, ReplacesBytesThatAreNoText) {
    Found found = rich_found();
    found.properties["words"] = "caf\xE9";
    found.properties["\xFF"] = "";
    const std::string dumped = wire::to_json(found).dump();
    const auto read = wire::found_from_json(dumped);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->properties.at("words"), "caf\uFFFD");
    EXPECT_EQ(read->properties.at("\uFFFD"), "");
    EXPECT_EQ(wire::to_json(Event{StepProgress{0, "\xFF"}}).dump(),
              "{\"event\":\"step-progress\",\"step\":0,\"text\":\"\uFFFD\"}");
}

TEST(Wire, IgnoresFieldsItDoesNotKnow) {
    json plan = wire::to_json(rich_plan());
    plan["later"] = {{"depth", 1}};
    plan["spec"]["jobs"] = json::array();
    EXPECT_EQ(wire::plan_from_json(plan.dump()), rich_plan());
}

TEST(Wire, ReadsBackPlansOfEveryShape) {
    for (unsigned seed = 0; seed < 500; ++seed) {
        const Plan plan = Shapes(seed).plan();
        EXPECT_EQ(wire::plan_from_json(wire::to_json(plan).dump()), plan) << "seed " << seed;
    }
}

/// One change to a good plan, and what must be said of it.
struct Spoiled {
    std::string pointer;
    std::optional<json> value;  ///< nothing: the field is taken away
    std::string message;
};

TEST(Wire, NamesTheFieldThatIsWrong) {
    const std::vector<Spoiled> cases{
        {"/owner", std::nullopt, "owner: missing"},
        {"/spec/gpu", std::nullopt, "spec.gpu: missing"},
        {"/spec/gpu/count", std::nullopt, "spec.gpu.count: missing"},
        {"/spec", 3, "spec: expected a record, found 3"},
        {"/spec/cpus", "four", "spec.cpus: expected a whole number, found \"four\""},
        {"/spec/cpus", 1.5, "spec.cpus: expected a whole number, found 1.5"},
        {"/spec/cpus", 3000000000,
         "spec.cpus: expected a whole number from -2147483648 to 2147483647, found 3000000000"},
        {"/spec/memory", -1, "spec.memory: expected a number of bytes, found -1"},
        {"/spec/memory", "8GB", "spec.memory: expected a number of bytes, found \"8GB\""},
        {"/spec/memory", 18446744073709551615U, "spec.memory: expected a number of bytes, found 18446744073709551615"},
        {"/spec/kind", "house", "spec.kind: no such kind: \"house\""},
        {"/spec/name", json::array(), "spec.name: expected text, found a list"},
        {"/verb", "sideways", "verb: no such verb: \"sideways\""},
        {"/steps", json::object(), "steps: expected a list, found a record"},
        {"/steps/1", nullptr, "steps[1]: expected a record, found null"},
        {"/steps/1/action", "dance", "steps[1].action: no such action: \"dance\""},
        {"/steps/1/action", 7, "steps[1].action: expected a word, found 7"},
        {"/steps/1/resource/ref/kind", "dsk", "steps[1].resource.ref.kind: no such kind: \"dsk\""},
        {"/steps/1/resource/needs/0/provider", std::nullopt, "steps[1].resource.needs[0].provider: missing"},
        {"/steps/0/resource/properties/size/when_changed", "never",
         "steps[0].resource.properties.size.when_changed: no such when_changed: \"never\""},
        {"/steps/0/resource/belongs", "us", "steps[0].resource.belongs: no such belongs: \"us\""},
        {"/steps/0/needs", json{0}, "steps[0].needs: step 0 does not come before it"},
        {"/steps/1/needs", json{7}, "steps[1].needs: step 7 does not come before it"},
        {"/steps/1/needs", json{-1}, "steps[1].needs[0]: expected a whole number from 0 to"},
        {"/offer/price/running/micros", "0", "offer.price.running.micros: expected a whole number, found \"0\""},
        {"/offer/warnings/1", 1, "offer.warnings[1]: expected text, found 1"},
        {"/offer/details/port", 2222, "offer.details.port: expected text, found 2222"},
        {"/found/0/condition", "fine", "found[0].condition: no such condition: \"fine\""},
        {"/format", "house-plan", "its format is \"house-plan\", not \"aloft-plan\""},
        {"/format", std::nullopt, "it is not a saved plan"},
        {"/version", std::nullopt, "its version is missing"},
        {"/version", "1", "its version is missing or no whole number"},
        {"/version", 2, "it has version 2; this aloft reads up to 1"},
    };
    for (const auto& [pointer, value, message] : cases) {
        json plan = wire::to_json(rich_plan());
        const json::json_pointer at(pointer);
        ASSERT_TRUE(plan.contains(at)) << pointer;
        if (value)
            plan[at] = *value;
        else
            plan[at.parent_pointer()].erase(at.back());
        const auto read = wire::plan_from_json(plan.dump());
        ASSERT_FALSE(read) << pointer;
        EXPECT_EQ(read.error().kind, ErrorKind::bad_input);
        EXPECT_EQ(read.error().doing, "reading a saved plan");
        EXPECT_THAT(read.error().detail, HasSubstr(message));
    }
}

/// Every place of a document, leaves and branches.
void each_place(const json& value, const json::json_pointer& here, std::vector<json::json_pointer>& places) {
    if (!here.empty()) places.push_back(here);
    if (value.is_object())
        for (const auto& [key, member] : value.items()) each_place(member, here / key, places);
    if (value.is_array())
        for (std::size_t at = 0; at < value.size(); ++at) each_place(value[at], here / at, places);
}

TEST(Wire, RefusesThatAnyRecordsFieldIsMissing) {
    const json good = wire::to_json(rich_plan());
    std::vector<json::json_pointer> places;
    each_place(good, json::json_pointer(), places);
    ASSERT_GT(places.size(), 100U);
    for (const auto& at : places) {
        const std::string parent = at.parent_pointer().empty() ? "" : at.parent_pointer().back();
        // These came later than some records that are still read.
        const std::set<std::string> late{"gpu_memory",       "spot",      "clouds",      "regions",      "order",
                                         "max_price",        "cuda",      "with",        "machine_type", "address",
                                         "deadline_seconds", "disk_type", "disk_on_down"};
        const bool free_choice = late.contains(at.back()) || !good[at.parent_pointer()].is_object() ||
                                 parent == "properties" || parent == "details" || at.back() == "usd";
        if (free_choice) continue;
        json plan = good;
        plan[at.parent_pointer()].erase(at.back());
        EXPECT_FALSE(wire::plan_from_json(plan.dump())) << at.to_string();
    }
}

TEST(Wire, SaysWhatIsNotEvenJson) {
    for (const std::string_view nonsense : {"", "{", "plan", "{\"format\": \"aloft-plan\"", "\xFF\xFE", "[1,]"}) {
        const auto read = wire::plan_from_json(nonsense);
        ASSERT_FALSE(read) << nonsense;
        EXPECT_THAT(read.error().detail, HasSubstr("it is not JSON: mistake at byte"));
    }
    const auto huge = wire::plan_from_json("[1e999]");
    ASSERT_FALSE(huge);
    EXPECT_THAT(huge.error().detail, HasSubstr("too large"));
    for (const std::string_view other : {"[]", "3", "null", "{}"}) {
        const auto read = wire::plan_from_json(other);
        ASSERT_FALSE(read) << other;
        EXPECT_EQ(read.error().detail, "it is not a saved plan");
        EXPECT_THAT(read.error().hint, HasSubstr("aloft plan --save"));
    }
    EXPECT_FALSE(wire::spec_from_json("[]"));
}

TEST(Wire, SurvivesDeepNesting) {
    EXPECT_FALSE(wire::plan_from_json(std::string(500'000, '[')));
    EXPECT_FALSE(wire::plan_from_json(std::string(500'000, '[') + std::string(500'000, ']')));
}

TEST(Wire, PlanAsOnDisk) { expect_golden("wire/plan.json", text(wire::to_json(rich_plan()))); }

TEST(Wire, TheGoldenPlanReadsBack) {
    std::ifstream stream(aloft::tests::source_folder() / "tests/golden/wire/plan.json");
    const std::string golden{std::istreambuf_iterator<char>(stream), {}};
    EXPECT_EQ(wire::plan_from_json(golden), rich_plan());
}

TEST(Wire, EventsAsLines) {
    using namespace std::chrono_literals;
    std::string lines;
    for (const Event& event : std::vector<Event>{
             PlanBegins{Plan{}},
             StepBegins{3},
             StepProgress{3, "unpacking 120 of 300 MB"},
             StepEnds{3, 1500ms, std::nullopt},
             StepEnds{4, 20ms, rich_error},
             UndoBegins{3},
             UndoEnds{3, std::nullopt},
             UndoEnds{2, rich_error},
             PlanEnds{2s, rich_error},
             PlanEnds{2s, std::nullopt},
             Notice{Notice::Weight::news, "an earlier aloft left a disk; it is adopted"},
             Notice{Notice::Weight::warning, "waiting for process 7"},
         })
        lines += wire::to_json(event).dump() + "\n";
    expect_golden("wire/events.jsonl", lines);
}

TEST(Wire, ChecksAsRecords) {
    json list = json::array();
    for (const Check& check : std::vector<Check>{
             {"podman", Check::Verdict::good, "4.3.1, as root, runtime runc", ""},
             {"kvm", Check::Verdict::warning, "/dev/kvm is not there", "switch virtualisation on"},
             {"disk", Check::Verdict::bad, "full", "free some"},
         })
        list.push_back(wire::to_json(check));
    expect_golden("wire/checks.json", text(list));
}

}  // namespace
}  // namespace aloft
