#include <fstream>
#include <set>
#include <sstream>

#include "desk_bench.hpp"
#include "source_folder.hpp"

namespace aloft::practice::google {
namespace {

/// A row of codes.txt.
struct Code {
    std::string when, code;
    int status = 0;
    std::string how, words;
};

std::vector<Code> codes() {
    std::ifstream file(tests::source_folder() / "tests/unit/practice/google/codes.txt");
    std::vector<Code> all;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line.starts_with('#')) continue;
        Code code;
        std::string bar;
        std::istringstream words(line);
        words >> code.when >> code.code >> code.status >> code.how >> bar >> std::ws;
        std::getline(words, code.words);
        all.push_back(std::move(code));
    }
    return all;
}

World world_with(const std::function<void(World&)>& change) {
    World world = DeskBench::usual_world();
    change(world);
    return world;
}

World with_limit(const std::string& id) {
    return world_with(
        [&](World& world) { world.quota_limits = {{.ids = {id}, .regions = {}, .gpu_families = {}, .limit = 0}}; });
}

World with_stock(const std::string& gpu, const std::string& type, int there_are) {
    return world_with([&](World& world) {
        StockRule rule;
        if (!gpu.empty()) rule.gpus = {gpu};
        if (!type.empty()) rule.types = {type};
        rule.there_are = there_are;
        world.stock = {rule};
    });
}

World as_the_weather(const Code& code) {
    return world_with([&](World& world) {
        Fault fault;
        fault.kind = code.when == "late" ? Fault::Kind::fail_late : Fault::Kind::refuse;
        fault.status = code.status;
        (code.when == "late" ? fault.code : fault.reason) = code.code;
        fault.message = code.words;
        world.faults = {{.methods = {"compute.instances.insert"}, .calls = {}, .fault = fault}};
    });
}

const std::string machines = "/compute/v1/" + instances_path;

Json machine_with(const std::string& pointer, const Json& value, Json machine = DeskBench::machine("new")) {
    machine[Json::json_pointer(pointer)] = value;
    return machine;
}

Json gpu_machine(const std::string& gpu = "nvidia-tesla-t4", const std::string& name = "vm") {
    return DeskBench::with_gpu(DeskBench::machine(name), gpu);
}

using Way = std::function<Said(const Code& /*code*/)>;

/// Of a world where one machine runs, unless it says otherwise.
Way on_usual(std::function<Said(DeskBench&)> act) {
    return [act = std::move(act)](const Code& /*code*/) {
        DeskBench bench;
        bench.done(bench.post(instances_path, DeskBench::machine("vm")));
        return act(bench);
    };
}

Way to_post(Json body, const std::string& below = "", const std::string& path = instances_path) {
    return on_usual(
        [body = std::move(body), target = path + below](DeskBench& bench) { return bench.post(target, body); });
}

Way in_world(World world, Json body) {
    return [world = std::move(world), body = std::move(body)](const Code& /*code*/) {
        DeskBench bench(world);
        return Said{200, bench.wait(bench.post(instances_path, body).body), {}};
    };
}

Said too_many_calls(const Code& /*code*/) {
    DeskBench bench(world_with([](World& world) { world.calls_per_minute = 1; }));
    bench.call("GET", machines);
    return bench.call("GET", machines);
}

Said bulk_beyond_the_stock(const Code& /*code*/) {
    DeskBench bench(with_stock("", "n1-standard-4", 2));
    Json properties = DeskBench::machine("none");
    properties.erase("name");
    return bench.post(instances_path + "/bulkInsert",
                      {{"count", "3"}, {"namePattern", "vm-#"}, {"instanceProperties", properties}});
}

Said suspended_gpu(const Code& /*code*/) {
    DeskBench bench;
    bench.done(bench.post(instances_path, gpu_machine()));
    return bench.post(instances_path + "/vm/suspend");
}

Said denied(const Code& /*code*/) {
    DeskBench bench(world_with([](World& world) { world.projects[0].denied = {"compute.instances.create"}; }));
    return bench.post(instances_path, DeskBench::machine("vm"));
}

Said with_header(std::vector<serve::Header> (*headers)(DeskBench&)) {
    DeskBench bench;
    return bench.ask({"GET", machines, headers(bench), ""});
}

Said address_of_another(const Code& /*code*/) {
    DeskBench bench;
    bench.done(bench.post(instances_path, DeskBench::machine("vm")));
    const Json other = bench.get(instances_path + "/vm")["networkInterfaces"][0]["networkIP"];
    return {
        200, bench.wait(bench.post(instances_path, machine_with("/networkInterfaces/0/networkIP", other)).body), {}};
}

Said by_the_weather(const Code& code) {
    DeskBench bench(as_the_weather(code));
    Said said = bench.post(instances_path, DeskBench::machine("vm"));
    if (code.when == "late") said.body = bench.wait(said.body);
    return said;
}

std::map<std::string, Way> ways() {
    const std::string params = "/disks/0/initializeParams";
    const std::string disks = zone_path + "/disks";
    Json nameless = DeskBench::machine("new");
    nameless.erase("name");
    return {
        {"weather", by_the_weather},
        {"a-machine-that-is-not-there", on_usual([](DeskBench& b) { return b.call("GET", machines + "/none"); })},
        {"an-image-that-is-not-there",
         to_post(machine_with(params + "/sourceImage", "projects/debian-cloud/global/images/family/debian-1"))},
        {"a-name-in-use", to_post(DeskBench::machine("vm"))},
        {"a-disk-beyond-the-quota",
         to_post({{"name", "big"}, {"sizeGb", "60000"}, {"type", "zones/us-central1-a/diskTypes/pd-ssd"}}, "", disks)},
        {"too-many-calls", too_many_calls},
        {"a-bulk-insert-beyond-the-stock", bulk_beyond_the_stock},
        {"a-word-that-is-none", to_post(machine_with("/scheduling/onHostMaintenance", "PANIC"))},
        {"a-gpu-that-would-migrate",
         to_post(machine_with("/scheduling/onHostMaintenance", "MIGRATE", gpu_machine("nvidia-tesla-t4", "new")))},
        {"a-disk-smaller-than-its-image", to_post(machine_with(params + "/diskSizeGb", "5"))},
        {"a-reservation-that-nobody-has",
         to_post(machine_with("/reservationAffinity", {{"consumeReservationType", "SPECIFIC_RESERVATION"},
                                                       {"key", "compute.googleapis.com/reservation-name"},
                                                       {"values", {"mine"}}}))},
        {"an-address-outside-the-subnetwork", to_post(machine_with("/networkInterfaces/0/networkIP", "192.0.2.1"))},
        {"a-field-that-answers-have-not", to_post(DeskBench::machine("new"), "?fields=colour")},
        {"a-field-that-is-unknown", to_post(machine_with("/colour", "red"))},
        {"a-machine-without-a-name", to_post(nameless)},
        {"another-type-while-it-runs",
         to_post({{"machineType", "zones/us-central1-a/machineTypes/e2-standard-2"}}, "/vm/setMachineType")},
        {"a-disk-in-use", on_usual([disks](DeskBench& b) { return b.call("DELETE", "/compute/v1/" + disks + "/vm"); })},
        {"to-suspend-a-gpu", suspended_gpu},
        {"an-old-fingerprint", to_post({{"fingerprint", "AAAAAAAAAAA="}, {"items", Json::array()}}, "/vm/setMetadata")},
        {"what-is-denied", denied},
        {"no-billing",
         on_usual([](DeskBench& b) { return b.call("GET", "/compute/v1/projects/poor/zones/us-central1-a/disks"); })},
        {"an-api-that-is-not-enabled",
         on_usual([](DeskBench& b) { return b.call("GET", "/compute/v1/projects/bare/zones/us-central1-a/disks"); })},
        {"no-token",
         [](const Code& /*code*/) {
             return with_header([](DeskBench& /*bench*/) { return std::vector<serve::Header>(); });
         }},
        {"a-token-for-less",
         [](const Code& /*code*/) {
             return with_header([](DeskBench& bench) {
                 const Json token =
                     bench.sign_in.token_for("me@example.com", "https://www.googleapis.com/auth/devstorage.read_only");
                 return std::vector<serve::Header>{
                     {"Authorization", "Bearer " + token.at("access_token").get<std::string>()}};
             });
         }},
        {"gpus-of-all-regions", in_world(with_limit("GPUS_ALL_REGIONS"), gpu_machine())},
        {"gpus-of-a-region", in_world(with_limit("NVIDIA_T4_GPUS"), gpu_machine())},
        {"an-empty-shelf", in_world(with_stock("nvidia-tesla-t4", "", 0), gpu_machine())},
        {"a-gpu-of-another-zone", in_world(DeskBench::usual_world(), gpu_machine("nvidia-tesla-v100"))},
        {"an-address-that-another-has", address_of_another},
    };
}

void expect_at_once(const Code& code, const Said& said) {
    EXPECT_EQ(said.status, code.status);
    const Json error = said.body.value("error", Json::object());
    EXPECT_EQ(error.value("code", 0), code.status);
    EXPECT_EQ(error.value("/errors/0/reason"_json_pointer, ""), code.code);
    EXPECT_EQ(error.value("/errors/0/message"_json_pointer, ""), error.value("message", "none"));
    EXPECT_THAT(error.value("message", ""), ::testing::HasSubstr(code.words));
}

void expect_late(const Code& code, const Said& said) {
    EXPECT_EQ(said.body.value("status", ""), "DONE");
    EXPECT_EQ(said.body.value("httpErrorStatusCode", 0), code.status);
    EXPECT_EQ(said.body.value("/error/errors/0/code"_json_pointer, ""), code.code);
    EXPECT_THAT(said.body.value("/error/errors/0/message"_json_pointer, ""), ::testing::HasSubstr(code.words));
}

TEST(Codes, AreAllMetWithTheirWords) {
    const auto known = ways();
    std::set<std::string> gone;
    for (const Code& code : codes()) {
        SCOPED_TRACE(code.code + " " + code.how);
        const auto way = known.find(code.how);
        ASSERT_NE(way, known.end());
        const Said said = way->second(code);
        SCOPED_TRACE(said.body.dump(1));
        (code.when == "late" ? expect_late : expect_at_once)(code, said);
        gone.insert(code.how);
    }
    EXPECT_EQ(gone.size(), known.size()) << "each way is that of a code";
}

}  // namespace
}  // namespace aloft::practice::google
