#pragma once
#include <gmock/gmock.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "fakes/fake_loop.hpp"
#include "fakes/fake_system.hpp"
#include "fakes/google_catalog.hpp"
#include "practice/google/office.hpp"
#include "practice/google/roles.hpp"
#include "practice/google/schema.hpp"
#include "practice/google/shelf.hpp"
#include "practice/google/validate.hpp"

namespace aloft::practice::google {

/// An office with records in memory, whose methods are called as the router does: what is asked and what is answered is
/// held against Google's own documents each time.
class NewerApis : public ::testing::Test {
protected:
    static World usual_world() {
        return {
            .operation_times = {{.time = std::chrono::seconds(5)}},
            .billing_accounts = {{"012345-6789AB-CDEF01", "Play money", true}, {"012345-6789AB-CDEF02", "Old", false}},
            .projects = {{.id = "my-project",
                          .name = "Mine",
                          .billing_account = "012345-6789AB-CDEF01",
                          .services = {"cloudquotas.googleapis.com", "iam.googleapis.com"}},
                         {.id = "poor-project", .services = {"cloudquotas.googleapis.com"}}}};
    }

    explicit NewerApis(World world = usual_world()) : weather(std::move(world), clock) { found_world(office); }

    Outcome call(std::string method, std::map<std::string, std::string, std::less<>> path, Json body = Json::object(),
                 std::map<std::string, std::string, std::less<>> query = {}) {
        const Call made{std::move(method), std::move(path),  std::move(query),
                        std::move(body),   "me@example.com", "http://127.0.0.1:8470"};
        static const Schemas schemas;
        const auto facts = std::ranges::find(schemas.methods(), std::string_view(made.method), &MethodFacts::id);
        const auto answer = find(made.method);
        if (facts == schemas.methods().end() || !answer) {
            ADD_FAILURE() << "no method " << made.method;
            return Json();
        }
        if (const auto asked = check_query(*facts, made.query); !asked) ADD_FAILURE() << asked.error().message;
        if (const auto read = read_body(schemas, *facts, made.body.dump()); !read)
            ADD_FAILURE() << read.error().message;
        Outcome outcome = answer(made);
        if (!outcome) return outcome;
        EXPECT_EQ(wrong_in_answer(schemas, *facts, *outcome), "") << outcome->dump();
        return outcome;
    }

    std::function<Outcome(const Call&)> find(std::string_view id) {
        for (const auto methods : {quota_methods(), billing_methods(), usage_methods(), project_methods(),
                                   account_methods(), role_methods()}) {
            const auto found = std::ranges::find(methods, id, &Method::id);
            if (found != methods.end()) return [this, found](const Call& call) { return found->answer(office, call); };
        }
        const auto slow = std::ranges::find(account_key_methods(), id, &SlowMethod::id);
        if (slow == account_key_methods().end()) return nullptr;
        return [this, slow](const Call& call) {
            Outcome outcome = refused(500, "none", "it was never answered");
            slow->answer(office, call, [&outcome](Outcome answered) { outcome = std::move(answered); });
            loop.turn();
            return outcome;
        };
    }

    Json answer(std::string method, std::map<std::string, std::string, std::less<>> path, Json body = Json::object(),
                std::map<std::string, std::string, std::less<>> query = {}) {
        auto outcome = call(std::move(method), std::move(path), std::move(body), std::move(query));
        if (!outcome) ADD_FAILURE() << outcome.error().status << ": " << outcome.error().message;
        return outcome ? *outcome : Json();
    }

    Refusal refusal(std::string method, std::map<std::string, std::string, std::less<>> path,
                    Json body = Json::object(), std::map<std::string, std::string, std::less<>> query = {}) {
        const auto outcome = call(std::move(method), std::move(path), std::move(body), std::move(query));
        if (outcome) ADD_FAILURE() << "not refused: " << outcome->dump();
        return outcome ? Refusal{.status = 200, .reason = {}, .message = {}, .grpc_status = {}, .details = {}}
                       : outcome.error();
    }

    std::string number_of_project(const char* id = "my-project") {
        return records->find("projects/" + std::string(id))->at("projectNumber").get<std::string>();
    }

    fakes::FakeClock computer;
    WorldClock clock{computer, std::chrono::milliseconds(0)};
    Weather weather;
    fakes::GoogleCatalog catalog;
    Places places{catalog.catalog(), weather.world()};
    QuotaBook quota{weather.world(), &clock};
    std::unique_ptr<Records> records = Records::open({}).value();
    fakes::FakeLoop loop;
    fakes::FakeRandom random;
    Office office{clock, weather, places, quota, *records, loop, random};
};

}  // namespace aloft::practice::google
