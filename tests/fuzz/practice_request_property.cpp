#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "fakes/fake_loop.hpp"
#include "fakes/fake_system.hpp"
#include "fakes/google_catalog.hpp"
#include "fuzz/properties.hpp"
#include "fuzz/require.hpp"
#include "practice/google/desk.hpp"
#include "practice/google/names.hpp"
#include "practice/google/operations.hpp"

namespace aloft::fuzz {
namespace {

using namespace practice;
using namespace practice::google;

World small_world() {
    World world;
    world.operation_times = {{.kinds = {}, .time = std::chrono::seconds(1)}};
    world.billing_accounts = {{"012345-6789AB-CDEF01", "Play money", true}};
    world.projects = {{.id = "p",
                       .name = "P",
                       .billing_account = "012345-6789AB-CDEF01",
                       .services = {"compute.googleapis.com", "cloudquotas.googleapis.com", "iam.googleapis.com"},
                       .denied = {}}};
    return world;
}

struct SmallCloud {
    SmallCloud() {
        found_world(office);
        desk.resume();
        loop.turn();
    }
    fakes::FakeClock computer;
    WorldClock clock{computer, std::chrono::milliseconds(0)};
    std::unique_ptr<Records> records = Records::open({}).value();
    Weather weather{small_world(), clock};
    fakes::GoogleCatalog catalog;
    Places places{catalog.catalog(), weather.world()};
    QuotaBook quota{weather.world(), &clock};
    fakes::FakeLoop loop{&computer};
    fakes::FakeRandom random;
    CallLog log{10};
    Office office{clock, weather, places, quota, *records, loop, random};
    SignIn sign_in{*records, computer, random};
    Desk desk{office, sign_in, log, "http://127.0.0.1"};
};

std::string_view line(std::string_view& bytes) {
    const auto end = bytes.find('\n');
    const std::string_view taken = bytes.substr(0, end);
    bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
    return taken;
}

/// Each machine has its boot disk and each disk's user is there; nothing is at work for ever.
void look_over(const SmallCloud& cloud) {
    for (const std::string& name : kept_names(cloud.office, "projects/", "instances")) {
        const Json& instance = *cloud.records->find(name);
        require(cloud.records->find("machines/" + text_in(instance, "id")) != nullptr,
                "a machine that cannot be found by its id");
        for (const Json& disk : instance.at("disks"))
            require(cloud.records->find(unlinked(text_in(disk, "source"))) != nullptr,
                    "a machine without one of its disks");
    }
    for (const std::string& name : kept_names(cloud.office, "projects/", "disks"))
        for (const Json& user : cloud.records->find(name)->value("users", Json::array()))
            require(cloud.records->find(unlinked(user.get<std::string>())) != nullptr,
                    "a disk of a machine that is gone");
    for (const std::string& name : kept_names(cloud.office, "projects/", "operations"))
        require(is_done(*cloud.records->find(name)), "an operation that does not end");
}

}  // namespace

void answer_any_request(std::string_view bytes) {
    SmallCloud cloud;
    const std::string token = cloud.sign_in.token_for("me@example.com", "").value("access_token", "");
    // Requests one after the other: a line of method and target, a line of body.
    for (int number = 0; number < 8 && !bytes.empty(); ++number) {
        std::string_view head = line(bytes);
        const auto blank = head.find(' ');
        serve::Request request{
            std::string(head.substr(0, blank)),
            std::string(blank == std::string_view::npos ? std::string_view() : head.substr(blank + 1)),
            {{"Authorization", "Bearer " + token}},
            std::string(line(bytes))};
        int answers = 0;
        cloud.desk.handle(std::move(request), [&](serve::Answer answer) {
            ++answers;
            require(answer.status >= 200 && answer.status < 600, "a status that is none");
            require(answer.status != 500, "an error of our own");
            require(answer.body.empty() || nlohmann::json::accept(answer.body), "an answer that is no JSON");
        });
        cloud.loop.pass(std::chrono::minutes(3));
        require(answers == 1, "not one answer to one request");
    }
    look_over(cloud);
}

}  // namespace aloft::fuzz
