#include "desk_bench.hpp"

namespace aloft::practice::google {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

/// A call that is refused at once, and in which words.
struct Refused {
    std::string what;
    std::string method;
    std::string target;
    std::string body;
    int status;
    std::string reason;
    std::string words;
};

std::string changed(const std::string& pointer, const Json& value, Json machine = DeskBench::machine("new")) {
    machine[Json::json_pointer(pointer)] = value;
    return machine.dump();
}

std::string without(const std::string& field) {
    Json machine = DeskBench::machine("new");
    machine.erase(field);
    return machine.dump();
}

const std::string v1 = "/compute/v1/";
const std::string insert_path = v1 + instances_path;

std::vector<Refused> refusals() {
    const std::string vm = insert_path + "/vm";
    const std::string params = "/disks/0/initializeParams";
    return {
        {"no such method", "GET", v1 + "projects/my-project/nothing", "", 404, "notFound", "Method not found."},
        {"no such project", "GET", v1 + "projects/nobody", "", 404, "notFound",
         "The resource 'projects/nobody' was not found"},
        {"API not enabled", "GET", v1 + "projects/bare/zones/us-central1-a/instances", "", 403, "accessNotConfigured",
         "Compute Engine API has not been used in project"},
        {"no billing", "GET", v1 + "projects/poor/zones/us-central1-a/instances", "", 403, "forbidden",
         "This API method requires billing to be enabled."},
        {"no such zone", "GET", v1 + "projects/my-project/zones/moon-a/instances", "", 400, "invalid",
         "Invalid value for field 'zone': 'moon-a'. Unknown zone."},
        {"no such instance", "GET", insert_path + "/none", "", 404, "notFound",
         "The resource 'projects/my-project/zones/us-central1-a/instances/none' was not found"},
        {"unknown parameter", "GET", insert_path + "?colour=red", "", 400, "badRequest", "Unknown name \"colour\""},
        {"too large a page", "GET", insert_path + "?maxResults=501", "", 400, "invalid",
         "Invalid value for field 'maxResults': '501'."},
        {"foreign page", "GET", insert_path + "?pageToken=abc", "", 400, "invalid",
         "Invalid value for field 'pageToken'"},
        {"bad filter", "GET", insert_path + "?filter=name%20%3D", "", 400, "invalid",
         "Invalid list filter expression."},
        {"bad order", "GET", insert_path + "?orderBy=status", "", 400, "invalid", "Invalid value for field 'orderBy'"},
        {"no JSON", "POST", insert_path, "{name", 400, "badRequest",
         "Invalid JSON payload received. Unexpected token."},
        {"no body", "POST", insert_path, "", 400, "required", "Required field 'resource' not specified"},
        {"host name with a line end", "POST", insert_path, changed("/hostname", "vm.example\n10.0.0.1 other"), 400,
         "invalid", "Invalid value for field 'resource.hostname'"},
        {"host name with an empty label", "POST", insert_path, changed("/hostname", "vm..example"), 400, "invalid",
         "Invalid value for field 'resource.hostname'"},
        {"host name too long", "POST", insert_path, changed("/hostname", std::string(64, 'a') + ".example"), 400,
         "invalid", "Invalid value for field 'resource.hostname'"},
        {"unknown field", "POST", insert_path, changed("/colour", "red"), 400, "badRequest",
         "Invalid JSON payload received. Unknown name \"colour\" at 'resource': Cannot find field."},
        {"unknown inner field", "POST", insert_path, changed("/disks/0/colour", "red"), 400, "badRequest",
         "Unknown name \"colour\" at 'resource.disks[0]'"},
        {"ill-typed field", "POST", insert_path, changed(params + "/diskSizeGb", "many"), 400, "badRequest",
         "Invalid value at 'resource.disks[0].initialize_params.disk_size_gb' (TYPE_INT64), \"many\""},
        {"wrong word", "POST", insert_path, changed("/scheduling/onHostMaintenance", "PANIC"), 400, "invalid",
         "Invalid value for field 'resource.scheduling.onHostMaintenance': 'PANIC'."},
        {"no name", "POST", insert_path, without("name"), 400, "required",
         "Required field 'resource.name' not specified"},
        {"bad name", "POST", insert_path, changed("/name", "Not_Good"), 400, "invalid",
         "Invalid value for field 'resource.name': 'Not_Good'. Must be a match of regex '(?:[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?)'"},
        {"no type", "POST", insert_path, without("machineType"), 400, "required",
         "Required field 'resource.machineType' not specified"},
        {"no network", "POST", insert_path, without("networkInterfaces"), 400, "invalid",
         "At least one network interface is required."},
        {"no disk", "POST", insert_path, without("disks"), 400, "invalid", "No disks are specified."},
        {"type not in the zone", "POST", insert_path,
         changed("/machineType", "zones/us-central1-a/machineTypes/f1-micro"), 400, "invalid",
         "Invalid value for field 'resource.machineType': 'zones/us-central1-a/machineTypes/f1-micro'. Machine type with name "
         "'f1-micro' does not exist in zone 'us-central1-a'."},
        {"type of another zone", "POST", insert_path,
         changed("/machineType", "zones/us-central1-b/machineTypes/n1-standard-4"), 400, "invalid",
         "does not exist in zone 'us-central1-a'"},
        {"GPU without TERMINATE", "POST", insert_path,
         changed("/scheduling/onHostMaintenance", "MIGRATE", DeskBench::with_gpu(DeskBench::machine("new"))), 400,
         "invalid", "Instances with guest accelerators do not support live migration."},
        {"GPU that does not go with the type", "POST", insert_path,
         DeskBench::with_gpu(DeskBench::machine("new", "e2-standard-2")).dump(), 400, "invalid", ""},
        {"disk smaller than its image", "POST", insert_path, changed(params + "/diskSizeGb", "5"), 400, "invalid",
         "Invalid value for field 'resource.disks[0].initializeParams.diskSizeGb': '5'. Requested disk size cannot be smaller than the image "
         "size (10 GB)"},
        {"no such image", "POST", insert_path,
         changed(params + "/sourceImage", "projects/debian-cloud/global/images/family/debian-1"), 404, "notFound",
         "The resource 'projects/debian-cloud/global/images/family/debian-1' was not found"},
        {"no such network", "POST", insert_path, changed("/networkInterfaces/0/network", "global/networks/none"), 404,
         "notFound", "was not found"},
        {"malformed link", "POST", insert_path, changed("/machineType", "a/b"), 400, "invalid",
         "The URL is malformed."},
        {"spot that restarts", "POST", insert_path,
         changed("/scheduling", {{"provisioningModel", "SPOT"}, {"automaticRestart", true}}), 400, "invalid",
         "Invalid value for field 'resource.scheduling.automaticRestart'"},
        {"two keys of metadata", "POST", insert_path,
         changed("/metadata/items", Json::array({{{"key", "a"}, {"value", "1"}}, {{"key", "a"}, {"value", "2"}}})), 400,
         "invalid", "Metadata has duplicate key: a"},
        {"bad label", "POST", insert_path, changed("/labels", {{"Owner", "me"}}), 400, "invalid",
         "Invalid value for field 'resource.labels'"},
        {"name in use", "POST", insert_path, DeskBench::machine("vm").dump(), 409, "alreadyExists",
         "The resource 'projects/my-project/zones/us-central1-a/instances/vm' already exists"},
        {"requestId that is none", "POST", insert_path + "?requestId=again", DeskBench::machine("new").dump(), 400,
         "invalid", "Invalid value for field 'requestId': 'again'."},
        {"zero requestId", "POST", insert_path + "?requestId=00000000-0000-0000-0000-000000000000",
         DeskBench::machine("new").dump(), 400, "invalid", "Invalid value for field 'requestId'"},
        {"type of a running machine", "POST", vm + "/setMachineType",
         R"({"machineType":"zones/us-central1-a/machineTypes/e2-standard-2"})", 400, "resourceNotReady",
         "The resource 'projects/my-project/zones/us-central1-a/instances/vm' is not ready"},
        {"GPUs of a running machine", "POST", vm + "/setMachineResources", R"({"guestAccelerators":[]})", 400,
         "resourceNotReady", "is not ready"},
        {"old fingerprint of metadata", "POST", vm + "/setMetadata", R"({"fingerprint":"AAAAAAAAAAA=","items":[]})",
         412, "conditionNotMet", "Supplied fingerprint does not match current metadata fingerprint."},
        {"no fingerprint of labels", "POST", vm + "/setLabels", R"({"labels":{"a":"b"}})", 412, "conditionNotMet",
         "Labels fingerprint either invalid or resource labels have changed"},
        {"second address", "POST", vm + "/addAccessConfig?networkInterface=nic0", "{}", 400, "invalid",
         "At most one access config currently supported."},
        {"parameter that is missing", "POST", vm + "/detachDisk", "", 400, "required",
         "Required field 'deviceName' not specified"},
        {"resume of what runs", "POST", vm + "/resume", "", 400, "resourceNotReady", "is not ready"},
        {"disk in use", "DELETE", v1 + zone_path + "/disks/vm", "", 400, "resourceInUseByAnotherResource",
         "The disk resource 'projects/my-project/zones/us-central1-a/disks/vm' is already being used by "
         "'projects/my-project/zones/us-central1-a/instances/vm'"},
        {"smaller disk", "POST", v1 + zone_path + "/disks/vm/resize", R"({"sizeGb":"10"})", 400, "invalid",
         "must be larger than the current size"},
        {"quota of disks", "POST", v1 + zone_path + "/disks",
         R"({"name":"big","sizeGb":"60000","type":"zones/us-central1-a/diskTypes/pd-ssd"})", 403, "quotaExceeded",
         "Quota 'SSD_TOTAL_GB' exceeded.  Limit: 40960.0 in region us-central1.\n\tmetric name = compute.googleapis.com/ssd_total_gb"},
        {"rule without ports' form", "POST", v1 + "projects/my-project/global/firewalls",
         R"({"name":"r","allowed":[{"IPProtocol":"tcp","ports":["ssh"]}]})", 400, "invalid",
         "resource.allowed[0].ports"},
        {"network in use", "DELETE", v1 + "projects/my-project/global/networks/default", "", 400,
         "resourceInUseByAnotherResource", "is already being used by"},
        {"nothing written", "GET", vm + "/getGuestAttributes?queryPath=hostkeys%2F", "", 404, "notFound",
         "was not found"},
    };
}

void expect_refused(const Said& said, const Refused& refused) {
    EXPECT_EQ(said.status, refused.status);
    const Json error = said.body.value("error", Json::object());
    EXPECT_EQ(error.value("code", 0), refused.status);
    EXPECT_EQ(error.value("/errors/0/reason"_json_pointer, ""), refused.reason);
    EXPECT_THAT(error.value("message", ""), HasSubstr(refused.words));
}

TEST(Refusals, HaveGooglesStatusReasonAndWords) {
    DeskBench bench;
    bench.done(bench.post(instances_path, DeskBench::machine("vm")));
    for (const Refused& refused : refusals()) {
        auto answered = std::make_shared<Said>();
        bench.send(refused.method, refused.target, refused.body, answered);
        bench.loop.turn();
        SCOPED_TRACE(refused.what + ": " + answered->body.dump());
        expect_refused(*answered, refused);
        EXPECT_EQ(bench.call("GET", insert_path + "/new").status, 404) << "nothing is left of what was refused";
    }
}

TEST(Refusals, NoTokenAForeignOneAndAForeignProject) {
    DeskBench bench;
    auto answer = std::make_shared<serve::Answer>();
    const auto ask = [&](std::vector<serve::Header> headers) {
        bench.desk->handle({"GET", insert_path, std::move(headers), ""},
                           [answer](serve::Answer it) { *answer = std::move(it); });
        return answer->status;
    };
    EXPECT_EQ(ask({}), 401);
    EXPECT_EQ(ask({{"Authorization", "Bearer ya29.somebodyelse"}}), 401);
    EXPECT_EQ(Json::parse(answer->body)["error"]["errors"][0]["reason"], "authError");
    bench.caller = "robot@bare.iam.gserviceaccount.com";
    const auto foreign = bench.call("GET", insert_path);
    EXPECT_EQ(foreign.status, 403);
    EXPECT_EQ(foreign.body["error"]["message"],
              "Required 'compute.instances.list' permission for 'projects/my-project'");
}

TEST(Refusals, WhatTheWorldDeniesIsForbidden) {
    World world = DeskBench::usual_world();
    world.projects[0].denied = {"compute.instances.create"};
    DeskBench bench(world);
    const auto answered = bench.post(instances_path, DeskBench::machine("vm"));
    EXPECT_EQ(answered.status, 403);
    EXPECT_EQ(answered.body["error"]["errors"][0]["reason"], "forbidden");
    EXPECT_THAT(answered.body["error"]["message"].get<std::string>(),
                StartsWith("Required 'compute.instances.create' permission for"));
}

TEST(Refusals, ARequestIdIsForOneRequest) {
    DeskBench bench;
    const std::string with_id = instances_path + "?requestId=12345678-90ab-4def-8234-567890abcdef";
    const auto first = bench.post(with_id, DeskBench::machine("vm"));
    const auto again = bench.post(with_id, DeskBench::machine("vm"));
    EXPECT_EQ(first.body["name"], again.body["name"]);
    EXPECT_EQ(bench.post(with_id, DeskBench::machine("other")).status, 400);
    bench.done(first);
    EXPECT_EQ(bench.post(with_id, DeskBench::machine("vm")).body["status"], "DONE");
}

TEST(Refusals, TooManyCallsAMinute) {
    World world = DeskBench::usual_world();
    world.calls_per_minute = 3;
    DeskBench bench(world);
    int status = 200;
    Json error;
    for (int call = 0; call < 5 && status == 200; ++call) {
        const auto answered = bench.call("GET", insert_path);
        status = answered.status;
        error = answered.body;
    }
    EXPECT_EQ(status, 403);
    EXPECT_EQ(error["error"]["errors"][0]["reason"], "rateLimitExceeded");
    EXPECT_EQ(error["error"]["status"], "RESOURCE_EXHAUSTED");
}

TEST(LateErrors, QuotaOfAllRegionsWithItsWholeText) {
    World world = DeskBench::usual_world();
    world.quota_limits = {{.ids = {"GPUS_ALL_REGIONS"}, .regions = {}, .gpu_families = {}, .limit = 0}};
    DeskBench bench(world);
    const auto answered = bench.post(instances_path, DeskBench::with_gpu(DeskBench::machine("vm")));
    const Json operation = bench.wait(answered.body);
    const Json error = operation["error"]["errors"][0];
    EXPECT_EQ(error["code"], "QUOTA_EXCEEDED");
    EXPECT_EQ(
        error["message"],
        "Quota 'GPUS_ALL_REGIONS' exceeded.  Limit: 0.0 globally.\n\tmetric name = compute.googleapis.com/gpus_all_regions\n\tlimit name = "
        "GPUS-ALL-REGIONS-per-project\n\tlimit = 0.0\n\tdimensions = global: global\nTry your request in another zone, or view "
        "documentation on how to increase quotas: https://cloud.google.com/compute/quotas.");
    EXPECT_EQ(error["errorDetails"][0]["quotaInfo"]["limitName"], "GPUS-ALL-REGIONS-per-project");
    EXPECT_EQ(operation["httpErrorStatusCode"], 403);
    EXPECT_EQ(bench.call("GET", insert_path + "/vm").status, 404);
    EXPECT_EQ(bench.call("GET", v1 + zone_path + "/disks/vm").status, 404);
}

TEST(LateErrors, QuotaOfARegion) {
    World world = DeskBench::usual_world();
    world.quota_limits = {{.ids = {"NVIDIA_T4_GPUS"}, .regions = {}, .gpu_families = {}, .limit = 0}};
    DeskBench bench(world);
    const Json operation = bench.wait(bench.post(instances_path, DeskBench::with_gpu(DeskBench::machine("vm"))).body);
    EXPECT_THAT(operation["error"]["errors"][0]["message"].get<std::string>(),
                StartsWith("Quota 'NVIDIA_T4_GPUS' exceeded.  Limit: 0.0 in region us-central1."));
}

TEST(LateErrors, AStockoutTellsWhereThereIsSome) {
    World world = DeskBench::usual_world();
    world.stock = {{.types = {},
                    .gpus = {"nvidia-tesla-t4"},
                    .zones = {"us-central1-a"},
                    .spot = {},
                    .hours = {},
                    .there_are = 0}};
    DeskBench bench(world);
    const Json operation = bench.wait(bench.post(instances_path, DeskBench::with_gpu(DeskBench::machine("vm"))).body);
    const Json error = operation["error"]["errors"][0];
    EXPECT_EQ(error["code"], "ZONE_RESOURCE_POOL_EXHAUSTED_WITH_DETAILS");
    EXPECT_EQ(operation["httpErrorStatusCode"], 503);
    EXPECT_EQ(error["errorDetails"][0]["help"]["links"][0]["url"],
              "https://cloud.google.com/compute/docs/resource-error");
    EXPECT_THAT(
        error["errorDetails"][1]["localizedMessage"]["message"].get<std::string>(),
        StartsWith(
            "A n1-standard-4 VM instance with 1 nvidia-tesla-t4 accelerator(s) is currently unavailable in the us-central1-a zone. "
            "Consider trying your request in the us-central1-b zone(s), which currently has capacity"));
    const Json info = error["errorDetails"][2]["errorInfo"];
    EXPECT_EQ(info["reason"], "resource_availability");
    EXPECT_EQ(info["metadatas"], Json({{"attachment", "nvidia-tesla-t4:1"},
                                       {"vmType", "n1-standard-4"},
                                       {"zone", "us-central1-a"},
                                       {"zonesAvailable", "us-central1-b"}}));
    EXPECT_EQ(bench.call("GET", insert_path + "/vm").status, 404);
}

TEST(LateErrors, BulkInsertIsRefusedAtOnceWhereThereIsNotEnough) {
    World world = DeskBench::usual_world();
    world.stock = {{.types = {"n1-standard-4"}, .gpus = {}, .zones = {}, .spot = {}, .hours = {}, .there_are = 2}};
    DeskBench bench(world);
    Json properties = DeskBench::machine("none");
    properties.erase("name");
    const auto answered = bench.post(instances_path + "/bulkInsert",
                                     {{"count", "3"}, {"namePattern", "vm-#"}, {"instanceProperties", properties}});
    EXPECT_EQ(answered.status, 503);
    EXPECT_EQ(answered.body["error"]["errors"][0]["reason"], "insufficientCapacity");
    EXPECT_FALSE(bench.get(instances_path).contains("items"));
}

TEST(LateErrors, AcceleratorsThatTheZoneDoesNotHave) {
    DeskBench bench;
    EXPECT_EQ(
        bench.failed(bench.post(instances_path, DeskBench::with_gpu(DeskBench::machine("vm"), "nvidia-tesla-v100"))),
        "RESOURCE_NOT_FOUND");
}

TEST(LateErrors, DisksThatTheTypeDoesNotTake) {
    DeskBench bench;
    const auto on_a_disk = [](const std::string& type) {
        nlohmann::json machine = DeskBench::machine("vm", "g2-standard-4");
        machine["scheduling"] = {{"onHostMaintenance", "TERMINATE"}};
        machine["disks"][0]["initializeParams"]["diskType"] = "zones/us-central1-a/diskTypes/" + type;
        return machine;
    };
    EXPECT_EQ(bench.failed(bench.post(instances_path, on_a_disk("pd-standard"))), "UNSUPPORTED_OPERATION");
    EXPECT_NE(bench.failed(bench.post(instances_path, on_a_disk("pd-ssd"))), "UNSUPPORTED_OPERATION");
}

TEST(LateErrors, WhateverTheWeatherSays) {
    for (const std::string code :
         {"ZONE_RESOURCE_POOL_EXHAUSTED", "RESOURCE_POOL_EXHAUSTED", "INSUFFICIENT_CAPACITY", "UNSUPPORTED_OPERATION",
          "RESOURCE_NOT_READY", "RESOURCE_OPERATION_RATE_EXCEEDED", "RATE_LIMIT_EXCEEDED",
          "CONCURRENT_OPERATIONS_QUOTA_EXCEEDED", "CONDITION_NOT_MET", "IP_SPACE_EXHAUSTED", "PERMISSIONS_ERROR"}) {
        World world = DeskBench::usual_world();
        world.faults = {{.methods = {"compute.instances.insert"},
                         .calls = {},
                         .fault = {.kind = Fault::Kind::fail_late,
                                   .status = 400,
                                   .reason = {},
                                   .code = code,
                                   .message = "as it is",
                                   .details = {}}}};
        DeskBench bench(world);
        EXPECT_EQ(bench.failed(bench.post(instances_path, DeskBench::machine("vm"))), code);
        EXPECT_EQ(bench.call("GET", insert_path + "/vm").status, 404) << code;
    }
}

/// Where the third call of a method is refused.
World third_time_unlucky() {
    World world = DeskBench::usual_world();
    world.faults = {{.methods = {"compute.zones.list"}, .calls = {.from = 3}, .fault = {.status = 503}}};
    return world;
}

TEST(CountedCalls, GoOnAfterARestart) {
    const fakes::TemporaryHome home;
    const auto file = home.home().practice_cloud() / "records";
    std::filesystem::create_directories(file.parent_path());
    const std::string zones = v1 + "projects/my-project/zones";
    {
        DeskBench bench(third_time_unlucky(), nullptr, file);
        for (int call = 0; call < 2; ++call) EXPECT_EQ(bench.call("GET", zones).status, 200);
    }
    {
        DeskBench again(third_time_unlucky(), nullptr, file);
        EXPECT_EQ(again.call("GET", zones).status, 503);
    }
    World other = third_time_unlucky();
    other.faults.front().fault.status = 500;
    DeskBench anew(other, nullptr, file);
    EXPECT_EQ(anew.call("GET", zones).status, 200) << "another world counts anew";
}

TEST(CountedCalls, AreOfThoseWhoAreSignedIn) {
    DeskBench bench(third_time_unlucky());
    const std::string zones = v1 + "projects/my-project/zones";
    for (int call = 0; call < 5; ++call) {
        int status = 0;
        bench.desk->handle({"GET", zones, {{"Authorization", "Bearer none"}}, ""},
                           [&](const serve::Answer& answer) { status = answer.status; });
        EXPECT_EQ(status, 401);
    }
    EXPECT_EQ(bench.call("GET", zones).status, 200);
}

TEST(LateErrors, AStartWithoutStockLeavesItStopped) {
    DeskBench bench;
    bench.done(bench.post(instances_path, DeskBench::machine("vm")));
    bench.done(bench.post(instances_path + "/vm/stop"));
    World world = DeskBench::usual_world();
    world.stock = {{.types = {"n1-*"}, .gpus = {}, .zones = {}, .spot = {}, .hours = {}, .there_are = 0}};
    bench.weather.change(world);
    bench.desk->world_changed();
    EXPECT_EQ(bench.failed(bench.post(instances_path + "/vm/start")), "ZONE_RESOURCE_POOL_EXHAUSTED_WITH_DETAILS");
    EXPECT_EQ(bench.get(instances_path + "/vm")["status"], "TERMINATED");
}

TEST(Faults, OfTheNetworkAndOfTheServers) {
    struct Case {
        Fault::Kind kind;
        int status;
        serve::Delivery delivery;
        bool is_done;
    };
    for (const Case& expected : {Case{Fault::Kind::refuse, 500, serve::Delivery::whole, false},
                                 Case{Fault::Kind::refuse, 503, serve::Delivery::whole, false},
                                 Case{Fault::Kind::refuse, 429, serve::Delivery::whole, false},
                                 Case{Fault::Kind::reset_before, 200, serve::Delivery::none, false},
                                 Case{Fault::Kind::reset_after, 200, serve::Delivery::none, true},
                                 Case{Fault::Kind::truncate, 200, serve::Delivery::half, true}}) {
        World world = DeskBench::usual_world();
        world.faults = {{.methods = {"compute.instances.insert"},
                         .calls = {},
                         .fault = {.kind = expected.kind, .status = expected.status}}};
        DeskBench bench(world);
        const auto answered = bench.post(instances_path, DeskBench::machine("vm"));
        EXPECT_EQ(answered.status, expected.status);
        EXPECT_EQ(answered.raw.delivery, expected.delivery);
        EXPECT_EQ(bench.call("GET", insert_path + "/vm").status == 200, expected.is_done);
    }
}

TEST(CallLog, TellsEachCallAndNoSecret) {
    DeskBench bench;
    bench.call("GET", insert_path + "?access_token=verysecret");
    const auto calls = bench.log.after(0, 10);
    ASSERT_FALSE(calls.empty());
    EXPECT_EQ(calls.back().method, "compute.instances.list");
    EXPECT_EQ(calls.back().caller, "me@example.com");
    EXPECT_EQ(calls.back().target.find("verysecret"), std::string::npos);
}

TEST(Refusals, OfAPersonsCallThatNoProjectCountsAreThoseOfQuotasAndPricesAlone) {
    DeskBench bench;
    const std::string quotas = "/v1/projects/my-project/locations/global/quotaPreferences";
    const Said refused = bench.call("GET", quotas);
    EXPECT_EQ(refused.status, 403);
    const Json error = refused.body.value("error", Json::object());
    EXPECT_THAT(error.value("message", ""), HasSubstr("API requires a quota project, which is not set by default"));
    EXPECT_EQ(error.value("/details/0/reason"_json_pointer, ""), "SERVICE_DISABLED");
    EXPECT_EQ(bench.call("GET", "/v1/projects/my-project/services").status, 200);
    const Said unpriced = bench.call("GET", "/v1/services/6F81-5844-456A/skus");
    EXPECT_THAT(unpriced.body.value("error", Json::object()).value("message", ""),
                HasSubstr("requires a quota project"));
    bench.counted_against = "my-project";
    EXPECT_EQ(bench.call("GET", quotas).status, 200);
    bench.counted_against = "";
    bench.caller = "robot@my-project.iam.gserviceaccount.com";
    EXPECT_EQ(bench.call("GET", quotas).status, 200) << "a service account is of a project";
}

TEST(CallLog, HasNothingOfWhatTokensAreAskedWithNorOfBodies) {
    DeskBench bench;
    const std::string secret = "verysecret";
    Json script = DeskBench::machine("vm");
    script["metadata"]["items"] = Json::array({{{"key", "startup-script"}, {"value", Json::array({secret})}}});
    bench.post(instances_path, script);
    script["metadata"]["items"][0]["value"] = secret;
    bench.done(bench.post(instances_path, script));
    for (const std::string& target :
         {"/token?refresh_token=" + secret + "&client_secret=" + secret, "/token?assertion=" + secret,
          "/nothing?token=" + secret, insert_path + "?Access_Token=" + secret,
          insert_path + "?%61ccess_token=" + secret, insert_path + "?key=" + secret, insert_path + "?filter=name%3Dvm"})
        for (const char* method : {"GET", "POST"}) bench.call(method, target, {{"refresh_token", secret}});
    const auto calls = bench.log.after(0, 100);
    ASSERT_GE(calls.size(), 15U);
    for (const LoggedCall& call : calls)
        for (const std::string& text : {call.method, call.target, call.outcome, call.caller, call.fault})
            EXPECT_EQ(text.find(secret), std::string::npos) << text;
    EXPECT_TRUE(std::ranges::any_of(calls, [](const LoggedCall& call) {
        return call.target.ends_with("?filter=name=vm");
    })) << "what is no secret is told";
}

}  // namespace
}  // namespace aloft::practice::google
