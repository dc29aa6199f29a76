#pragma once
#include <gtest/gtest.h>

#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "clouds/gcp/gcp_cloud.hpp"
#include "fakes/fake_hall.hpp"
#include "fakes/fake_system.hpp"
#include "fakes/request_record.hpp"
#include "system/files.hpp"
#include "unit/practice/google/desk_bench.hpp"

namespace aloft::gcp {

/// The practice cloud's desk as a web, each call waited for by letting its time pass.
class WebOfDesk final : public net::Http {
public:
    WebOfDesk(practice::google::DeskBench& desk, std::mutex& mutex) : desk_(desk), mutex_(mutex) {}

    Result<net::Answer> get(const net::Request& request, const net::Sink& /*sink*/) override {
        return failure(ErrorKind::not_found, "reading " + request.url, "nothing is read from here");
    }

    Result<net::Reply> call(const net::Call& call) override {
        const std::scoped_lock lock(mutex_);
        const std::string target = call.url.substr(address.size());
        calls.push_back(call.method + " " + target);
        fakes::record_request(call.method, call.url, call.body);
        serve::Answer answer;
        if (target == "/checkip")
            answer.body = "203.0.113.7\n";
        else if (target == "/tokeninfo" && !tells_whose_a_token_is)
            answer = {.status = 400, .body = "{}"};
        else if (practice::google::SignIn::is_token_path(target))
            answer = desk_.sign_in.issue({call.method, target, {}, call.body});
        else
            answer = answer_of_desk(call, target);
        if (answer.delivery == serve::Delivery::whole) return net::Reply{answer.status, answer.body, std::nullopt};
        return failure(ErrorKind::unreachable, "reading " + call.url, "the connection was cut");
    }

    static inline const std::string address = "http://127.0.0.1:8470";
    std::vector<std::string> calls;
    bool tells_whose_a_token_is = true;

private:
    serve::Answer answer_of_desk(const net::Call& call, const std::string& target) {
        serve::Request request{call.method, target, {{"Host", "127.0.0.1:8470"}}, call.body};
        for (const std::string& header : call.headers) {
            const std::size_t colon = header.find(": ");
            request.headers.push_back({header.substr(0, colon), header.substr(colon + 2)});
        }
        auto answered = std::make_shared<std::optional<serve::Answer>>();
        desk_.desk->handle(std::move(request), [answered](serve::Answer answer) { *answered = std::move(answer); });
        desk_.loop.turn();
        for (int tries = 0; tries < 1000 && !*answered; ++tries) desk_.loop.pass(std::chrono::seconds(1));
        return answered->value_or(serve::Answer{.status = 504, .body = "the desk does not answer"});
    }

    practice::google::DeskBench& desk_;
    std::mutex& mutex_;
};

/// Whoever waits lets time pass in the practice cloud.
class ClockOfLoop final : public Clock {
public:
    ClockOfLoop(practice::google::DeskBench& desk, std::mutex& mutex) : desk_(desk), mutex_(mutex) {}
    Instant now() override { return desk_.computer.now(); }
    std::chrono::milliseconds elapsed() override { return desk_.computer.elapsed(); }
    void sleep(std::chrono::milliseconds duration) override {
        const std::scoped_lock lock(mutex_);
        desk_.loop.pass(duration);
    }

private:
    practice::google::DeskBench& desk_;
    std::mutex& mutex_;
};

/// aloft on the practice cloud, and the key that a machine's blueprint needs.
class GoogleOnPaper {
public:
    static practice::World usual_world() {
        practice::World world = practice::google::DeskBench::usual_world();
        world.quota_limits = {{{"GPUS_ALL_REGIONS"}, {}, {}, 8}, {{"NVIDIA_T4_GPUS"}, {}, {}, 4}};
        return world;
    }

    explicit GoogleOnPaper(practice::World world = usual_world()) : desk(std::move(world), &hall) {}

    static Labels labels() { return {"box", "plan-1", "me"}; }

    /// As the catalog has it, and the cloud settles it.
    Result<Offer> offer(const std::string& zone = "us-central1-a", int t4s = 0, const std::string& buying = "on-demand",
                        const std::string& type = "n1-standard-4") {
        Offer offer{.cloud = "gcp",
                    .place = zone,
                    .machine_type = type,
                    .kind = MachineKind::vm,
                    .cpus = 4,
                    .memory = gibibytes(15),
                    .disk = *parse_bytes("20GB"),
                    .gpu = {},
                    .price = {},
                    .details = {{"zone", zone},
                                {"region", zone.substr(0, zone.size() - 2)},
                                {"buying", buying},
                                {disk_type_detail, "pd-balanced"}},
                    .warnings = {}};
        if (t4s > 0) offer.gpu = GpuWish{"T4", t4s};
        return cloud.settle(std::move(offer));
    }

    Blueprint blueprint(const Offer& offer, const Spec& spec = {}) const {
        return cloud.blueprint(spec, offer, labels());
    }

    Found key() const {
        const std::string file = (home_.data / "first_host_key").string();
        std::ignore = write_file(file, "PRIVATE\n", Readable::by_owner);
        return {{"ssh", ResourceKind::key, labels().machine, {}},
                Condition::ready,
                {{"public_key", "ssh-ed25519 A"},
                 {"first_host_key_file", file},
                 {"first_host_public_key", "ssh-ed25519 B"}},
                labels()};
    }

    Result<Found> ensure(const Resource& resource) {
        const std::vector<Found> needs = what_stands();
        auto made = cloud.ensure(resource, {needs, [](std::string_view) {}});
        if (made) made_.push_back(*made);
        return made;
    }
    Result<Found> change(const Resource& resource) {
        const std::vector<Found> needs = what_stands();
        return cloud.change(resource, {needs, [](std::string_view) {}});
    }
    /// As the planner has it done to what can be changed only while it is off.
    Result<Found> change_off(const Resource& resource) {
        if (auto stopped = cloud.stop(resource.ref); !stopped) return stopped;
        if (auto changed = change(resource); !changed) return changed;
        return cloud.start(resource.ref, {{}, [](std::string_view) {}});
    }
    Result<void> make_all(const Blueprint& blueprint) {
        for (const Resource& resource : blueprint.resources)
            if (auto made = ensure(resource); !made) return failed(made);
        return {};
    }
    Result<void> remove_all(const Blueprint& blueprint) {
        for (auto resource = blueprint.resources.rbegin(); resource != blueprint.resources.rend(); ++resource)
            if (auto removed = cloud.remove(resource->ref); !removed) return removed;
        return {};
    }

    /// What the practice cloud has of ours: "instances aloft-box-me us-central1-a". The judge of what is left.
    std::set<std::string> holds() {
        std::set<std::string> held;
        // Zone by zone: the weather of tests may spoil the list of all of them.
        for (const std::string zone : {"us-central1-a", "us-central1-b", "us-central1-f", "europe-west4-a"})
            for (const std::string kind : {"instances", "disks"}) {
                const auto list = desk.get("projects/my-project/zones/" + zone + "/" + kind);
                for (const auto& thing : list.value("items", nlohmann::json::array()))
                    held.insert(kind + " " + thing.value("name", "") + " " + zone);
            }
        for (const std::string region : {"us-central1", "europe-west4"}) {
            const auto list = desk.get("projects/my-project/regions/" + region + "/addresses");
            for (const auto& thing : list.value("items", nlohmann::json::array()))
                held.insert("addresses " + thing.value("name", "") + " " + region);
        }
        const auto rules = desk.get("projects/my-project/global/firewalls");
        for (const auto& rule : rules.value("items", nlohmann::json::array()))
            if (!rule.value("name", "").starts_with("default-")) held.insert("firewalls " + rule.value("name", ""));
        return held;
    }
    static std::set<std::string> whole_machine(const std::string& zone = "us-central1-a") {
        return {"disks aloft-box-me " + zone, "firewalls aloft-box-me", "firewalls aloft--shut-box-me",
                "instances aloft-box-me " + zone};
    }

private:
    std::vector<Found> what_stands() const {
        std::vector<Found> all = made_;
        all.push_back(key());
        return all;
    }

    Tokens::Find person() {
        return [this]() -> Result<Credentials> {
            if (no_credentials) return std::unexpected(*no_credentials);
            const auto person = desk.sign_in.person();
            Credentials credentials;
            credentials.key = UserKey{person.client_id, person.client_secret, person.refresh_token};
            credentials.token_address = WebOfDesk::address + "/token";
            return credentials;
        };
    }

    fakes::TemporaryHome folder_;
    Home home_ = folder_.home();
    std::vector<Found> made_;
    std::mutex mutex_;

public:
    std::string contact = "me@example.com";  ///< of the person, as gcloud knows it
    std::optional<Error> no_credentials;  ///< why there are none
    fakes::FakeHall hall;
    practice::google::DeskBench desk;
    WebOfDesk web{desk, mutex_};
    ClockOfLoop clock{desk, mutex_};
    fakes::FakeRandom random;
    fakes::FakeInterruption interruption;
    GcpCloud cloud{{.http = web,
                    .clock = clock,
                    .random = random,
                    .interruption = interruption,
                    .environment = [this](std::string_view name) -> std::optional<std::string> {
                        if (name == "GOOGLE_CLOUD_PROJECT") return "my-project";
                        if (name == "CLOUDSDK_CORE_ACCOUNT") return contact;
                        return std::nullopt;
                    },
                    .services = all_at(WebOfDesk::address),
                    .credentials = person(),
                    .no_card = "",
                    .folder = home_.data / "google"}};
};

}  // namespace aloft::gcp
