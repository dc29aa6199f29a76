#include "practice/google/field_mask.hpp"
#include "desk_bench.hpp"

namespace aloft::practice::google {
namespace {

struct Selected {
    std::string method;
    std::string fields;
    Json answer;
    Json left;
};

const Json page = Json::parse(R"({"kind":"compute#instanceList","nextPageToken":"x","items":[
    {"name":"a","status":"RUNNING","disks":[{"source":"s","boot":true}],"labels":{"k":"v"}},{"name":"b"}]})");

std::vector<Selected> selections() {
    const std::string list = "compute.instances.list";
    const Json all = Json::parse(
        R"({"items":{"zones/z":{"instances":[{"name":"a","id":"1"}]},"zones/y":{"warning":{"code":"X"}}}})");
    return {
        {list, "", page, page},
        {list, "*", page, page},
        {list, "nextPageToken", page, {{"nextPageToken", "x"}}},
        {list, "items/name", page, Json::parse(R"({"items":[{"name":"a"},{"name":"b"}]})")},
        {list, "items.name", page, Json::parse(R"({"items":[{"name":"a"},{"name":"b"}]})")},
        {list, "items(name, disks/source),nextPageToken", page,
         Json::parse(R"({"nextPageToken":"x","items":[{"name":"a","disks":[{"source":"s"}]},{"name":"b"}]})")},
        {list, "items/disks(source,boot)", page,
         Json::parse(R"({"items":[{"disks":[{"source":"s","boot":true}]},{}]})")},
        {list, "items,items/name", page, {{"items", page["items"]}}},
        {list, "items/name,items", page, {{"items", page["items"]}}},
        {list, "items/labels/k", page, Json::parse(R"({"items":[{"labels":{"k":"v"}},{}]})")},
        {list, "*/name", page,
         Json::parse(R"({"items":[{"name":"a"},{"name":"b"}],"kind":"compute#instanceList","nextPageToken":"x"})")},
        {"compute.instances.aggregatedList", "items/*/instances/name", all,
         Json::parse(R"({"items":{"zones/z":{"instances":[{"name":"a"}]},"zones/y":{}}})")},
    };
}

const MethodFacts& method(const Schemas& schemas, std::string_view id) {
    return *std::ranges::find(schemas.methods(), id, &MethodFacts::id);
}

TEST(FieldMask, LeavesWhatIsWanted) {
    const Schemas schemas;
    for (const Selected& one : selections()) {
        const auto mask = read_field_mask(schemas, method(schemas, one.method), one.fields);
        ASSERT_TRUE(mask) << one.fields << ": " << mask.error().message;
        EXPECT_EQ(masked(one.answer, *mask), one.left) << one.fields;
    }
}

TEST(FieldMask, RefusesWhatTheAnswerDoesNotHave) {
    const Schemas schemas;
    const std::vector<std::pair<std::string, std::string>> wrong = {
        {"colour", "Invalid field selection colour"},
        {"items/colour", "Invalid field selection items/colour"},
        {"items(name,disks(colour))", "Invalid field selection items/disks/colour"},
        {"items/name/first", "Invalid field selection items/name/first"},
        {"*/colour", "Invalid field selection *"},
        {"items(name", "Invalid field selection items(name"},
        {"items)", "Invalid field selection )"},
        {"items//name", "Invalid field selection /name"},
        {",", "Invalid field selection ,"},
        {std::string(100'000, '('), ""},
        {[] {
             std::string deep = "items";
             for (int level = 0; level < 10'000; ++level) deep += "/items";
             return deep;
         }(),
         ""},
    };
    for (const auto& [fields, words] : wrong) {
        const auto mask = read_field_mask(schemas, method(schemas, "compute.instances.list"), fields);
        ASSERT_FALSE(mask) << fields.substr(0, 100);
        EXPECT_EQ(mask.error().reason, "invalidParameter");
        EXPECT_THAT(mask.error().message, ::testing::HasSubstr(words));
    }
}

TEST(FieldMask, OfACallIsReadBeforeAnythingIsDone) {
    DeskBench bench;
    const auto refused = bench.post(instances_path + "?fields=name,colour", DeskBench::machine("vm"));
    EXPECT_EQ(refused.status, 400);
    EXPECT_EQ(refused.body["error"]["errors"][0]["reason"], "invalidParameter");
    EXPECT_EQ(refused.body["error"]["errors"][0]["location"], "fields");
    EXPECT_EQ(bench.call("GET", "/compute/v1/" + instances_path + "/vm").status, 404);
    bench.done(bench.post(instances_path, DeskBench::machine("vm")));
    EXPECT_EQ(bench.get(instances_path + "?fields=items(name,status)"),
              Json::parse(R"({"items":[{"name":"vm","status":"RUNNING"}]})"));
    EXPECT_EQ(bench.get(instances_path + "/vm?%24fields=name"), Json::parse(R"({"name":"vm"})"));
    const std::string named = "/compute/v1/" + instances_path + "/vm?fields=name";
    EXPECT_EQ(bench.call("GET", named).raw.body, "{\n  \"name\": \"vm\"\n}\n");
    EXPECT_EQ(bench.call("GET", named + "&prettyPrint=false").raw.body, "{\"name\":\"vm\"}\n");
}

TEST(FieldMask, OfTheNewerApisIsRefusedInTheirWords) {
    DeskBench bench;
    bench.counted_against = "my-project";
    const auto refused = bench.call(
        "GET", "/v1/projects/my-project/locations/global/services/compute.googleapis.com/quotaInfos?fields=colour");
    EXPECT_EQ(refused.status, 400);
    EXPECT_EQ(refused.body["error"]["status"], "INVALID_ARGUMENT");
    EXPECT_EQ(refused.body["error"]["details"][0]["fieldViolations"][0]["description"],
              "Error expanding 'fields' parameter. Cannot find matching fields for path 'colour'.");
}

}  // namespace
}  // namespace aloft::practice::google
