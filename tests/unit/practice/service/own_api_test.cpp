#include "practice/service/own_api.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "fakes/fake_loop.hpp"
#include "fakes/fake_system.hpp"
#include "fakes/google_catalog.hpp"
#include "practice/ready_worlds.hpp"
#include "practice/service/front.hpp"
#include "practice/world_file.hpp"

namespace aloft::practice {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;

/// A desk at which nothing is sold.
class QuietDesk final : public CloudDesk, public MetadataSource {
public:
    void handle(serve::Request request, serve::Reply reply) override {
        asked.push_back(request.target);
        reply({});
    }
    void resume() override {}
    void world_changed() override {}
    Result<void> take_away(std::string_view machine) override {
        taken.emplace_back(machine);
        return refusal ? Result<void>(std::unexpected(*refusal)) : Result<void>();
    }
    void on_news(std::function<void()>) override {}
    MetadataSource& metadata() override { return *this; }
    json tree(std::string_view) const override { return nullptr; }
    Result<void> set_guest_attribute(std::string_view, std::string_view, std::optional<std::string>) override {
        return {};
    }
    void on_change(std::function<void(std::string_view)>) override {}
    json token(std::string_view, std::string_view) override { return nullptr; }
    std::string identity(std::string_view, std::string_view, const IdentityWish&) override { return {}; }

    std::vector<std::string> asked;
    std::vector<std::string> taken;
    std::optional<Error> refusal;
};

constexpr const char* machine = "projects/p/zones/us-central1-a/instances/vm";

class OwnApiTest : public testing::Test {
protected:
    OwnApiTest() {
        records->put("projects/p", {{"projectId", "p"}});
        calls.tell([this](const LoggedCall&) { news.happened(); });
    }

    serve::Answer ask(const std::string& method, const std::string& path, const std::string& body = "") {
        const auto answer = ask_later(method, path, body);
        loop.turn();
        EXPECT_TRUE(*answer) << method << " " << path << " was not answered";
        return answer->value_or(serve::Answer{});
    }
    std::shared_ptr<std::optional<serve::Answer>> ask_later(const std::string& method, const std::string& path,
                                                            const std::string& body = "") {
        auto answer = std::make_shared<std::optional<serve::Answer>>();
        front.handle({method, "/practice/v1/" + path, {{"authorization", "Bearer word"}}, body},
                     [answer](serve::Answer said) { *answer = std::move(said); });
        return answer;
    }
    json said(const serve::Answer& answer) { return json::parse(answer.body); }
    json get(const std::string& path) { return said(ask("GET", path)); }

    void make_machine() {
        records->put(
            machine,
            {{"status", "RUNNING"},
             {"machineType", "zones/us-central1-a/machineTypes/n1-standard-4"},
             {"guestAccelerators",
              {{{"acceleratorType", "zones/us-central1-a/acceleratorTypes/nvidia-tesla-t4"}, {"acceleratorCount", 2}}}},
             {"scheduling", {{"provisioningModel", "SPOT"}}},
             {"networkInterfaces", {{{"networkIP", "10.0.0.2"}, {"accessConfigs", {{{"natIP", "10.0.128.2"}}}}}}}});
        records->append({world_clock.now(),
                         "p",
                         "zones/us-central1-a/instances/vm",
                         "7",
                         "RUNNING",
                         {{"n1-standard-4, spot", Money{60'000}}}});
    }
    void log(const std::string& method) { calls.add({.at = world_clock.now(), .method = method, .status = 200}); }

    fakes::FakeClock clock;
    fakes::FakeLoop loop{&clock};
    fakes::GoogleCatalog catalog;
    WorldClock world_clock{clock, 0ms};
    Weather weather{read_world(ready_world("stockout-week")->yaml).value(), world_clock};
    Places places{catalog.catalog(), weather.world()};
    QuotaBook quota{weather.world()};
    std::unique_ptr<Records> records = Records::open({}).value();
    CallLog calls{100};
    News news{loop};
    int usages = 0;
    Usage usage = [this](std::string_view) {
        ++usages;
        return std::map<QuotaKey, double>{{*QuotaBook::key_of("CPUS", "us-central1"), 4}};
    };
    QuietDesk desk;
    int stops = 0;
    std::vector<std::string> worlds;
    std::vector<std::string> told;
    OwnApi own{{{{8470, 8471, 42, "word"}, "/a/authority.pem", "paper", "there is no podman", {"disks have no size"}},
                {weather, places, quota, *records, usage},
                world_clock,
                calls,
                news,
                desk,
                {[this](World world, std::string_view bytes) {
                     worlds.emplace_back(bytes);
                     weather.change(std::move(world));
                     return Result<void>();
                 },
                 [this](std::chrono::seconds forward) {
                     world_clock.turn(forward);
                     return Result<void>();
                 },
                 [](const auto& then) { then(json{{"project", "p"}}); }, [this] { ++stops; }},
                page,
                [this](std::string_view line) { told.emplace_back(line); }}};
    Front front{own, desk, [] { return std::string("10.128.0.1"); }};
    static constexpr PageFile page[] = {{"/practice/", "text/html", "<html>"}};
};

TEST_F(OwnApiTest, IsForItsOwnerAlone) {
    for (const serve::Header& header : {serve::Header{"Authorization", "Bearer wort"},
                                        {"Authorization", "word"},
                                        {"Authorization", "Bearer word "},
                                        {"X", "Bearer word"}})
        for (const char* path : {"/practice/v1/status", "/practice/v1/nothing", "/practice", "/practice/v1/stop"}) {
            std::optional<serve::Answer> answer;
            front.handle({"POST", path, {header}, ""}, [&](serve::Answer given) { answer = std::move(given); });
            ASSERT_TRUE(answer);
            EXPECT_EQ(answer->status, 401) << path;
            EXPECT_THAT(answer->body, testing::Not(HasSubstr("word")));
        }
    EXPECT_EQ(stops, 0);
    EXPECT_THAT(desk.asked, testing::IsEmpty());
}

TEST_F(OwnApiTest, EverythingElseIsForTheDesk) {
    front.handle({"GET", "/compute/v1/projects/p", {}, ""}, [](const serve::Answer&) {});
    front.handle({"GET", "/practiced", {}, ""}, [](const serve::Answer&) {});
    EXPECT_THAT(desk.asked, ElementsAre("/compute/v1/projects/p", "/practiced"));
}

TEST_F(OwnApiTest, WhoeverAsksIsToldUnderWhichAddressHeIsSeen) {
    std::optional<serve::Answer> answer;
    front.handle({"GET", "/checkip", {}, ""}, [&](serve::Answer given) { answer = std::move(given); });
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->body, "10.128.0.1\n");
}

TEST_F(OwnApiTest, ThePageNeedsNoWordAndMayLoadNothingFromElsewhere) {
    std::optional<serve::Answer> answer;
    front.handle({"GET", "/practice/?x", {}, ""}, [&](serve::Answer given) { answer = std::move(given); });
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->body, "<html>");
    EXPECT_THAT(answer->headers.at(0).value, HasSubstr("default-src 'self'"));
}

TEST_F(OwnApiTest, UnknownCallsAreRefused) {
    EXPECT_EQ(ask("GET", "nothing").status, 404);
    EXPECT_EQ(ask("DELETE", "status").status, 405);
    EXPECT_EQ(ask("POST", "clock", "{").status, 400);
}

TEST_F(OwnApiTest, StatusTellsWhereAndWhat) {
    make_machine();
    const json status = get("status");
    EXPECT_EQ(status["address"], "http://127.0.0.1:8470");
    EXPECT_EQ(status["tls_address"], "https://127.0.0.1:8471");
    EXPECT_EQ(status["world"], "stockout-week");
    EXPECT_EQ(status["machines"], json({{"kind", "paper"},
                                        {"why_paper", "there is no podman"},
                                        {"limitations", {"disks have no size"}},
                                        {"total", 1},
                                        {"running", 1}}));
    EXPECT_EQ(status["projects"], json({"p"}));
}

TEST_F(OwnApiTest, TheBillIsUntilTheWorldsNow) {
    make_machine();
    ask("POST", "clock", R"({"forward_seconds": 7200})");
    const json bill = get("bill");
    EXPECT_EQ(bill["total_micros"], 120'000);
    EXPECT_EQ(bill["hourly_now_micros"], 60'000);
    EXPECT_EQ(bill["lines"][0]["cost_micros"], 120'000);
    EXPECT_EQ(bill["lines"][0]["still_on"], true);
    EXPECT_EQ(bill["until"], to_iso(world_clock.now()));
}

TEST_F(OwnApiTest, TimeGoesForwardOnly) {
    EXPECT_EQ(said(ask("POST", "clock", R"({"forward_seconds": 10800})"))["ahead_seconds"], 10800);
    for (const char* body :
         {R"({"forward_seconds": -1})", R"({"forward_seconds": "3"})", R"({"forward_seconds": 1e30})",
          R"({"forward_seconds": 99999999999})", "{}", "[]", "7", ""})
        EXPECT_EQ(ask("POST", "clock", body).status, 400) << body;
    EXPECT_EQ(world_clock.ahead(), 3h);
}

TEST_F(OwnApiTest, TheLogIsReadFromWhereOneWas) {
    log("one");
    log("two");
    log("three");
    const json all = get("log");
    EXPECT_EQ(all["last"], 3);
    EXPECT_EQ(all["calls"].size(), 3U);
    EXPECT_EQ(get("log?after=2")["calls"][0]["method"], "three");
    EXPECT_EQ(get("log?after=0&most=1")["calls"].size(), 1U);
    EXPECT_EQ(get("log?after=nonsense")["calls"].size(), 3U);
}

TEST_F(OwnApiTest, WhoWaitsForTheLogIsToldOfTheNextCall) {
    const auto answer = ask_later("GET", "log?after=0&wait=20");
    loop.turn();
    EXPECT_FALSE(*answer);
    log("one");
    ASSERT_TRUE(*answer);
    EXPECT_EQ(said(**answer)["calls"][0]["method"], "one");
    loop.pass(30s);  // its time is over, and nobody is answered twice
}

TEST_F(OwnApiTest, WhoWaitsInVainIsTold) {
    const auto answer = ask_later("GET", "log?after=0&wait=20");
    loop.pass(19s);
    EXPECT_FALSE(*answer);
    loop.pass(1s);
    ASSERT_TRUE(*answer);
    EXPECT_EQ(said(**answer)["calls"], json::array());
}

TEST_F(OwnApiTest, TheWeatherIsAFileThatReadsBack) {
    const json before = get("weather");
    EXPECT_EQ(before["name"], "stockout-week");
    EXPECT_THAT(before["ready"], testing::Contains("calm"));
    EXPECT_TRUE(read_world(before["text"].get<std::string>()));
    EXPECT_EQ(ask("PUT", "weather", before.dump()).status, 200);
}

TEST_F(OwnApiTest, TheWeatherIsChangedByNameOrText) {
    EXPECT_EQ(said(ask("PUT", "weather", R"({"name": "calm"})"))["name"], "calm");
    EXPECT_EQ(said(ask("PUT", "weather", R"({"text": "name: mine\n"})"))["name"], "mine");
    EXPECT_THAT(worlds, ElementsAre(ready_world("calm")->yaml, "name: mine\n"));
    EXPECT_EQ(ask("PUT", "weather", R"({"name": "sunny"})").status, 404);
    EXPECT_EQ(ask("PUT", "weather", "{}").status, 400);
    EXPECT_EQ(ask("PUT", "weather", "7").status, 400);
}

TEST_F(OwnApiTest, MistakesOfAWorldHaveTheirPlace) {
    const serve::Answer answer = ask("PUT", "weather", R"({"text": "name: mine\nstok: []\n"})");
    EXPECT_EQ(answer.status, 400);
    EXPECT_EQ(said(answer)["mistakes"][0]["line"], 2);
    EXPECT_EQ(said(answer)["mistakes"][0]["column"], 1);
    EXPECT_THAT(said(answer)["mistakes"][0]["what"].get<std::string>(), HasSubstr("stok"));
    EXPECT_EQ(weather.world().name, "stockout-week");
}

TEST_F(OwnApiTest, TheStateIsWhatThePageShows) {
    make_machine();
    const json state = get("state");
    const json expected = {{"name", machine},
                           {"status", "RUNNING"},
                           {"type", "n1-standard-4"},
                           {"gpus", "2 nvidia-tesla-t4"},
                           {"spot", true},
                           {"internal_address", "10.0.0.2"},
                           {"external_address", "10.0.128.2"},
                           {"hourly_micros", 60'000}};
    EXPECT_EQ(state["machines"], json::array({expected}));
    EXPECT_EQ(state["bill"]["hourly_now_micros"], 60'000);
    EXPECT_EQ(state["zones"].size(), places.zones("us-central1").size() + places.zones("europe-west4").size());
}

TEST_F(OwnApiTest, WhatIsTakenIsNoLongerInStock) {
    weather.change(read_world("name: x\nstock:\n  - gpus: [nvidia-tesla-t4]\n    there_are: 3\n").value());
    const auto left = [&] {
        const json state = get("state");
        for (const json& stock : state["zones"])
            if (stock["zone"] == "us-central1-a")
                for (const json& one : stock["stock"])
                    if (one["what"] == "nvidia-tesla-t4") return one["left"];
        return json("none");
    };
    EXPECT_EQ(left(), 3);
    make_machine();
    EXPECT_EQ(left(), 1);
    weather.change(World{.name = "endless"});
    EXPECT_EQ(left(), nullptr);
}

TEST_F(OwnApiTest, WhoWaitsForTheStateIsToldOfAChange) {
    const json state = get("state");
    const std::string later = "state?after=" + state["revision"].dump() + "&wait=60";
    const auto answer = ask_later("GET", later);
    loop.turn();
    EXPECT_FALSE(*answer);
    news.happened();
    ASSERT_TRUE(*answer);
    EXPECT_NE(said(**answer)["revision"], state["revision"]);
    EXPECT_EQ(ask("GET", later).status, 200);  // it is another already
}

TEST_F(OwnApiTest, UsageIsLookedAtOnceForAllLimitsOfAProject) {
    const json state = get("state");
    EXPECT_EQ(usages, 1);
    const auto cpus = std::ranges::find_if(
        state["quotas"], [](const json& one) { return one["name"] == "CPUS" && one["region"] == "us-central1"; });
    ASSERT_NE(cpus, state["quotas"].end());
    EXPECT_EQ((*cpus)["used"], 4);
}

TEST_F(OwnApiTest, InAStormTheStateIsToldAFewTimesASecond) {
    int answers = 0;
    json revision = get("state")["revision"];
    std::shared_ptr<std::optional<serve::Answer>> answer;
    for (int call = 0; call < 1000; ++call) {
        if (!answer) answer = ask_later("GET", "state?after=" + revision.dump() + "&wait=60");
        news.happened();
        loop.pass(1ms);
        if (!*answer) continue;
        ++answers;
        revision = said(**answer)["revision"];
        answer.reset();
    }
    EXPECT_GE(answers, 3);
    EXPECT_LE(answers, 5);
    loop.pass(1s);
    if (answer) revision = said(answer->value())["revision"];
    EXPECT_EQ(revision, news.revision()) << "of the last one too";
}

TEST_F(OwnApiTest, AMachineIsTakenAwayByHand) {
    make_machine();
    const std::string body = json({{"name", machine}}).dump();
    EXPECT_EQ(ask("POST", "machines/take-away", body).status, 200);
    EXPECT_THAT(desk.taken, ElementsAre(machine));
    desk.refusal = Error{ErrorKind::conflict, "", "it is no spot machine", "", {}};
    EXPECT_EQ(ask("POST", "machines/take-away", body).status, 409);
    EXPECT_EQ(ask("POST", "machines/take-away", R"({"name": "other"})").status, 404);
}

TEST_F(OwnApiTest, ABrokenRecordIsToldOfNowAndLater) {
    const json state = get("state");
    const auto later = ask_later("GET", "state?after=" + state["revision"].dump() + "&wait=60");
    records->put(machine, {{"status", "RUNNING"}, {"guestAccelerators", {{{"acceleratorCount", "two"}}}}});
    EXPECT_EQ(ask("GET", "state").status, 500);
    news.happened();
    ASSERT_TRUE(*later);
    EXPECT_EQ((*later)->status, 500);
    EXPECT_THAT(told, testing::SizeIs(2));
    EXPECT_EQ(ask("GET", "bill").status, 200);
}

TEST_F(OwnApiTest, StopsWhenAsked) {
    EXPECT_EQ(ask("POST", "stop", "{}").status, 202);
    EXPECT_EQ(stops, 1);
}

}  // namespace
}  // namespace aloft::practice
