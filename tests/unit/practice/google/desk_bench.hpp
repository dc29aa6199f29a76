#pragma once
#include <gmock/gmock.h>

#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "fakes/fake_loop.hpp"
#include "fakes/fake_system.hpp"
#include "fakes/google_catalog.hpp"
#include "practice/google/desk.hpp"
#include "practice/google/validate.hpp"

namespace aloft::practice::google {

struct Said {
    int status = 0;  ///< 0: not answered yet
    Json body;
    serve::Answer raw;
};

/// A whole desk on paper, called as over HTTP; each answer is held against Google's schemas.
class DeskBench {
public:
    static World usual_world() {
        World world;
        world.operation_times = {{.kinds = {}, .time = std::chrono::seconds(10)}};
        world.billing_accounts = {{"012345-6789AB-CDEF01", "Play money", true}};
        world.projects = {
            {.id = "my-project",
             .name = "Mine",
             .billing_account = "012345-6789AB-CDEF01",
             .services = {"compute.googleapis.com", "cloudquotas.googleapis.com"},
             .denied = {}},
            {.id = "poor", .name = "Poor", .billing_account = "", .services = {"compute.googleapis.com"}, .denied = {}},
            {.id = "bare", .name = "Bare", .billing_account = "012345-6789AB-CDEF01", .services = {}, .denied = {}}};
        return world;
    }

    explicit DeskBench(World world = usual_world(), Hall* hall = nullptr, std::filesystem::path file = {})
        : records(Records::open(file).value()),
          weather(std::move(world), clock),
          office{clock, weather, places, quota, *records, loop, random, hall} {
        found_world(office);
        desk.emplace(office, sign_in, log, "http://127.0.0.1:8470");
        desk->resume();
        loop.turn();
    }

    /// A new one each time: tests turn the clock further than one lives.
    std::string token() {
        return sign_in.token_for(caller, "https://www.googleapis.com/auth/cloud-platform").value("access_token", "");
    }

    void send(const std::string& method, const std::string& target, const std::string& body, std::shared_ptr<Said> to) {
        serve::Request request{
            method, target, {{"Authorization", "Bearer " + token()}, {"Host", "127.0.0.1:8470"}}, body};
        if (!counted_against.empty()) request.headers.push_back({"X-Goog-User-Project", counted_against});
        const Target taken = target_of(target);
        const auto route = router.route(method, taken.path);
        const MethodFacts* facts = route ? route->method : nullptr;
        desk->handle(std::move(request), [to, facts, this](serve::Answer answer) {
            to->status = answer.status;
            to->body = Json::parse(answer.body, nullptr, false);
            to->raw = std::move(answer);
            if (to->status == 200 && facts != nullptr && to->raw.delivery == serve::Delivery::whole) {
                EXPECT_EQ(wrong_in_answer(schemas, *facts, to->body), "") << facts->id << to->body.dump(1);
            }
        });
    }

    std::string identity(std::string_view machine_id, std::string_view account, const IdentityWish& wish) {
        return desk->identity(machine_id, account, wish);
    }

    /// As it is, by whoever its headers say.
    Said ask(serve::Request request) {
        auto answered = std::make_shared<Said>();
        desk->handle(std::move(request), [answered](serve::Answer answer) {
            *answered = {answer.status, Json::parse(answer.body, nullptr, false), answer};
        });
        loop.turn();
        return *answered;
    }

    Said call(const std::string& method, const std::string& target, const Json& body = nullptr) {
        auto answered = std::make_shared<Said>();
        send(method, target, body.is_null() ? "" : body.dump(), answered);
        loop.turn();
        return *answered;
    }

    Json get(const std::string& name) { return call("GET", "/compute/v1/" + name).body; }
    Said post(const std::string& name, const Json& body = nullptr) { return call("POST", "/compute/v1/" + name, body); }

    /// Waits for the operation as clients do; answers what became of it.
    Json wait(const Json& operation) {
        EXPECT_EQ(operation.value("kind", ""), "compute#operation") << operation.dump(1);
        const std::string link = operation.value("selfLink", "");
        const std::string name = link.substr(link.find("projects/"));
        auto answered = std::make_shared<Said>();
        send("POST", "/compute/v1/" + name + "/wait", "", answered);
        for (int tries = 0; tries < 100 && answered->status == 0; ++tries) loop.pass(std::chrono::seconds(5));
        return answered->body;
    }
    Json done(const Said& answered) {
        EXPECT_EQ(answered.status, 200) << answered.body.dump(1);
        const Json operation = wait(answered.body);
        EXPECT_EQ(operation.value("status", ""), "DONE") << operation.dump(1);
        EXPECT_FALSE(operation.contains("error")) << operation.dump(1);
        return operation;
    }
    /// The code with which it ends.
    std::string failed(const Said& answered) {
        EXPECT_EQ(answered.status, 200) << answered.body.dump(1);
        const Json operation = wait(answered.body);
        return operation.value("/error/errors/0/code"_json_pointer, "");
    }

    static Json machine(const std::string& name, const std::string& type = "n1-standard-4") {
        return Json::parse(R"({"disks":[{"boot":true,"autoDelete":true,"initializeParams":{
            "sourceImage":"projects/debian-cloud/global/images/family/debian-12","diskSizeGb":"20"}}],
            "networkInterfaces":[{"network":"global/networks/default",
              "accessConfigs":[{"type":"ONE_TO_ONE_NAT","name":"External NAT"}]}]})")
            .patch(Json::array(
                {{{"op", "add"}, {"path", "/name"}, {"value", name}},
                 {{"op", "add"}, {"path", "/machineType"}, {"value", "zones/us-central1-a/machineTypes/" + type}}}));
    }
    static Json with_gpu(Json machine, const std::string& gpu = "nvidia-tesla-t4", int count = 1) {
        machine["guestAccelerators"] = Json::array(
            {{{"acceleratorCount", count}, {"acceleratorType", "zones/us-central1-a/acceleratorTypes/" + gpu}}});
        machine["scheduling"]["onHostMaintenance"] = "TERMINATE";
        return machine;
    }

    fakes::FakeClock computer;
    WorldClock clock{computer, std::chrono::milliseconds(0)};
    std::unique_ptr<Records> records;
    Weather weather;
    fakes::GoogleCatalog catalog;
    Places places{catalog.catalog(), weather.world()};
    QuotaBook quota{weather.world(), &clock};
    fakes::FakeLoop loop{&computer};
    fakes::FakeRandom random;
    CallLog log{1000};
    Office office;
    SignIn sign_in{*records, computer, random};
    std::optional<Desk> desk;
    std::string caller = "me@example.com";
    std::string counted_against;
    Schemas schemas;
    Router router{schemas};
};

inline const std::string zone_path = "projects/my-project/zones/us-central1-a";
inline const std::string instances_path = zone_path + "/instances";

}  // namespace aloft::practice::google
