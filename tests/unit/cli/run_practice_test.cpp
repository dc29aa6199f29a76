#include <fmt/format.h>
#include <gmock/gmock.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "cli/global_words.hpp"
#include "cli/practised.hpp"
#include "cli/run.hpp"
#include "cli/terminal_person.hpp"
#include "core/time_span.hpp"
#include "fakes/fake_backstage.hpp"
#include "fakes/fake_practice.hpp"
#include "fakes/fake_terminal.hpp"
#include "golden.hpp"

namespace aloft::cli {
namespace {

using aloft::tests::expect_golden;
using nlohmann::json;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const json status_said = {{"address", "http://127.0.0.1:8470"},
                          {"tls_address", "https://127.0.0.1:8471"},
                          {"authority_file", "~/authority.pem"},
                          {"pid", 42},
                          {"world", "calm"},
                          {"clock", {{"now", "2026-11-20T13:15:30Z"}, {"ahead_seconds", 10800}}},
                          {"machines", {{"kind", "real"}, {"why_paper", ""}, {"total", 2}, {"running", 1}}},
                          {"projects", {"aloft-practice"}},
                          {"calls", 7}};

/// `aloft practice` as it is typed.
class RunPractice : public ::testing::Test {
protected:
    RunPractice() {
        cloud.answer("GET status", status_said);
        cloud.answer("POST stop", json::object(), 202);
        cloud.answer("POST sign-in", {{"project", "aloft-practice"},
                                      {"service_account_key", {{"type", "service_account"}, {"private_key", "secret"}}},
                                      {"authorized_user", {{"type", "authorized_user"}, {"refresh_token", "secret"}}}});
    }

    int run(std::vector<std::string> words) {
        words.insert(words.begin(), "practice");
        return run_any(words);
    }
    int run_any(const std::vector<std::string>& words, Ground ground = Ground::real) {
        terminal.output.clear();
        terminal.error.clear();
        const PracticeTools tools = cloud.tools();
        Backstage backstage = fakes::backstage_of(bench, terminal);
        backstage.ground = ground;
        backstage.practice = &tools;
        return aloft::run(words, backstage);
    }
    json record() { return json::parse(terminal.output); }
    std::string world_file(const std::string& name, const std::string& text) {
        const auto path = bench.folder.home().data / name;
        std::ofstream(path) << text;
        return path.string();
    }

    fakes::Bench bench;
    fakes::FakeTerminal terminal;
    fakes::FakePractice cloud{bench.folder.home()};
};

TEST_F(RunPractice, StartsTheProcessAndSaysWhereItAnswers) {
    EXPECT_EQ(run({"start"}), 0) << terminal.error;
    expect_golden("cli/practice-status.txt", terminal.output);
    ASSERT_EQ(cloud.started.size(), 1U);
    EXPECT_THAT(cloud.started[0].argv, ElementsAre("/usr/bin/aloft", "practice", "start", "--foreground"));
    EXPECT_THAT(terminal.error, HasSubstr("aloft practice sign-in"));
}

TEST_F(RunPractice, WhoStartsItNeedNotSignInToUseItWithAloft) {
    EXPECT_EQ(run({"start"}), 0) << terminal.error;
    EXPECT_THAT(cloud.asked, Contains("POST sign-in {}"));
    cloud.asked.clear();
    EXPECT_EQ(run({"start"}), 0);
    EXPECT_THAT(cloud.asked, Not(Contains("POST sign-in {}"))) << "each time would be another key";
}

TEST_F(RunPractice, TheProcessIsToldWhatThePersonSaid) {
    const std::string file = world_file("mine.yaml", "name: mine\n");
    EXPECT_EQ(run({"start", "--world", file, "--port", "9000", "--machines", "paper"}), 0) << terminal.error;
    EXPECT_THAT(cloud.started[0].argv, ElementsAre("/usr/bin/aloft", "practice", "start", "--foreground",
                                                   "--world=" + file, "--port=9000", "--machines=paper"));
}

TEST_F(RunPractice, InTheForegroundItIsTheProcess) {
    const std::string file = world_file("mine.yaml", "name: mine\n");
    EXPECT_EQ(run({"start", "--foreground", "--world", file, "--port", "9000", "--machines", "paper"}), 0);
    ASSERT_EQ(cloud.served.size(), 1U);
    EXPECT_EQ(cloud.served[0].world, "name: mine\n");
    EXPECT_EQ(cloud.served[0].port, 9000);
    EXPECT_EQ(cloud.served[0].paper, true);
    EXPECT_THAT(cloud.started, IsEmpty());
    EXPECT_EQ(run({"start", "--foreground", "--world", "calm"}), 0);
    EXPECT_EQ(cloud.served[1].world, "calm");
    EXPECT_EQ(cloud.served[1].port, std::nullopt);
    EXPECT_EQ(cloud.served[1].paper, std::nullopt);
}

TEST_F(RunPractice, OneThatRunsIsLeftAsItIs) {
    cloud.come_up();
    EXPECT_EQ(run({"start"}), 0);
    EXPECT_EQ(run({"start", "--world", "calm"}), 4);
    EXPECT_THAT(terminal.error, HasSubstr("aloft practice weather"));
    EXPECT_THAT(cloud.started, IsEmpty());
}

TEST_F(RunPractice, WhatAProcessSaidAsItDiedIsTold) {
    cloud.start_does = fakes::FakePractice::Start::dies;
    cloud.last_words = "aloft: while listening at 127.0.0.1 port 8470: in use\nhint: another program listens there\n";
    EXPECT_EQ(run({"start"}), 1);
    EXPECT_EQ(terminal.error,
              "aloft: while starting the practice cloud: while listening at 127.0.0.1 port 8470: in use\n"
              "hint: another program listens there\n");
}

TEST_F(RunPractice, OneThatNeverAnswersIsNotWaitedForForEver) {
    cloud.start_does = fakes::FakePractice::Start::hangs;
    EXPECT_EQ(run({"start"}), 7);
    EXPECT_THAT(terminal.error, HasSubstr("practice.log"));
}

TEST_F(RunPractice, SaysWhenItDoesNotRun) {
    EXPECT_EQ(run({}), 0);
    EXPECT_THAT(terminal.output, HasSubstr("does not run"));
    EXPECT_EQ(run({"status", "--json"}), 0);
    EXPECT_EQ(record()["running"], false);
    EXPECT_EQ(run({"stop"}), 0);
    for (const char* part : {"bill", "log", "weather", "sign-in", "page"}) {
        EXPECT_EQ(run({part}), 3) << part;
        EXPECT_THAT(terminal.error, HasSubstr("aloft practice start"));
    }
}

TEST_F(RunPractice, WhatADeadProcessLeftLeadsNowhere) {
    cloud.come_up();
    cloud.die();
    EXPECT_EQ(run({"status"}), 0);
    EXPECT_THAT(terminal.output, HasSubstr("does not run"));
    EXPECT_THAT(cloud.asked, IsEmpty());
}

TEST_F(RunPractice, StopsAndWaitsForTheEnd) {
    cloud.come_up();
    EXPECT_EQ(run({"stop"}), 0);
    EXPECT_FALSE(cloud.runs());
    EXPECT_THAT(terminal.output, HasSubstr("is kept for the next start"));
}

TEST_F(RunPractice, ShowsTheBill) {
    cloud.come_up();
    cloud.answer("GET bill", {{"until", "2026-11-20T13:15:30Z"},
                              {"total_micros", 1'230'000},
                              {"hourly_now_micros", 54'800},
                              {"lines",
                               {{{"project", "aloft-practice"},
                                 {"thing", "zones/us-central1-a/instances/vm"},
                                 {"state", "RUNNING"},
                                 {"what", "n1-standard-4, spot"},
                                 {"from", "2026-11-20T10:15:30Z"},
                                 {"until", "2026-11-20T13:15:30Z"},
                                 {"still_on", true},
                                 {"hour_micros", 40'000},
                                 {"cost_micros", 120'000}},
                                {{"project", "aloft-practice"},
                                 {"thing", "regions/us-central1/addresses/mine"},
                                 {"state", "RESERVED"},
                                 {"what", "address"},
                                 {"from", "2026-11-18T10:15:30Z"},
                                 {"until", "2026-11-20T10:15:30Z"},
                                 {"still_on", false},
                                 {"hour_micros", 10'000},
                                 {"cost_micros", 1'110'000}}}}});
    EXPECT_EQ(run({"bill"}), 0);
    expect_golden("cli/practice-bill.txt", terminal.output);
    EXPECT_EQ(run({"bill", "--json"}), 0);
    EXPECT_EQ(record()["bill"]["total"], json({{"usd", "1.23"}, {"micros", 1'230'000}}));
    EXPECT_EQ(record()["bill"]["lines"][0]["still_on"], true);
}

TEST_F(RunPractice, ShowsTheLog) {
    cloud.come_up();
    cloud.answer("GET log?after=0", {{"calls",
                                      {{{"number", 1},
                                        {"at", "2026-11-20T10:15:30Z"},
                                        {"method", "compute.instances.insert"},
                                        {"target", "/compute/v1/projects/p/zones/z/instances"},
                                        {"caller", "you@practice.example"},
                                        {"status", 200},
                                        {"outcome", "operation-1"},
                                        {"fault", ""},
                                        {"milliseconds", 3}},
                                       {{"number", 2},
                                        {"at", "2026-11-20T10:15:31Z"},
                                        {"method", "compute.instances.get"},
                                        {"target", "/x"},
                                        {"caller", ""},
                                        {"status", 503},
                                        {"outcome", "backendError: \x1b[31mred"},
                                        {"fault", "refuse"},
                                        {"milliseconds", 1}}}},
                                     {"last", 2}});
    EXPECT_EQ(run({"log"}), 0);
    expect_golden("cli/practice-log.txt", terminal.output);
    EXPECT_EQ(run({"log", "--json"}), 0);
    EXPECT_EQ(record()["calls"][1]["fault"], "refuse");
}

/// `count` calls from `first` on, of `last` that there are.
json calls_said(int first, int count, int last) {
    json calls = json::array();
    for (int number = first; number < first + count; ++number)
        calls.push_back({{"number", number}, {"method", fmt::format("call-{}", number)}, {"status", 200}});
    return {{"calls", calls}, {"last", last}};
}

TEST_F(RunPractice, ShowsTheWholeLogAPageAtATime) {
    cloud.come_up();
    cloud.answer("GET log?after=0", calls_said(1, 2, 3));
    cloud.answer("GET log?after=2", calls_said(3, 1, 3));
    EXPECT_EQ(run({"log"}), 0) << terminal.error;
    EXPECT_THAT(terminal.output, HasSubstr("call-3"));
    EXPECT_THAT(terminal.error, Not(HasSubstr("calls before these")));
    EXPECT_EQ(run({"log", "--json"}), 0);
    EXPECT_EQ(record()["calls"].size(), 3U);
    EXPECT_THAT(record()["older_in"], IsEmpty());
}

TEST_F(RunPractice, SaysWhereCallsAreThatItHasNotAtHandAnyMore) {
    cloud.come_up();
    const std::string file = (bench.folder.home().practice_cloud() / "calls.log").string();
    ASSERT_TRUE(write_file(file, "{}\n", Readable::by_owner));
    cloud.answer("GET log?after=0", calls_said(8, 1, 8));
    EXPECT_EQ(run({"log"}), 0);
    EXPECT_THAT(terminal.output, HasSubstr("call-8"));
    EXPECT_THAT(terminal.error, HasSubstr("calls before these are in " + file));
    // After a restart there is nothing at hand, and all in the file.
    cloud.answer("GET log?after=0", calls_said(1, 0, 8));
    EXPECT_EQ(run({"log", "--json"}), 0);
    EXPECT_EQ(record()["older_in"], json({file}));
}

TEST_F(RunPractice, FollowingEndsWithCtrlC) {
    cloud.come_up();
    cloud.answer("GET log?after=0", {{"calls", {{{"number", 5}, {"method", "one"}, {"status", 200}}}}, {"last", 5}});
    bench.interruption.request();
    EXPECT_EQ(run({"log", "-f"}), 0);
    EXPECT_THAT(terminal.output, HasSubstr("one"));
}

TEST_F(RunPractice, ChangesTheWeatherByNameOrFile) {
    cloud.come_up();
    const json mine = {{"name", "mine"}, {"text", "name: mine\n"}, {"ready", {"calm"}}};
    cloud.answer("PUT weather", mine);
    cloud.answer("GET weather", mine);
    EXPECT_EQ(run({"weather", "spot-storm"}), 0) << terminal.error;
    EXPECT_EQ(terminal.output, "the world is mine from the next call on\n");
    EXPECT_EQ(run({"weather", world_file("mine.yaml", "name: mine\n")}), 0);
    EXPECT_THAT(cloud.asked,
                ElementsAre(R"(PUT weather {"name":"spot-storm"})", R"(PUT weather {"text":"name: mine\n"})"));
    EXPECT_EQ(run({"weather"}), 0);
    EXPECT_EQ(terminal.output, "name: mine\n");
    EXPECT_EQ(run({"weather", "/no/such/file.yaml"}), 3);
}

TEST_F(RunPractice, AWorldWithoutANameIsCalledByItsFile) {
    cloud.come_up();
    cloud.answer("PUT weather", {{"name", ""}, {"text", "latency: []\n"}, {"ready", {"calm"}}});
    const std::string file = world_file("mine.yaml", "latency: []\n");
    EXPECT_EQ(run({"weather", file}), 0) << terminal.error;
    EXPECT_EQ(terminal.output, "the world is " + file + " from the next call on\n");
}

TEST_F(RunPractice, MistakesOfAWorldAreToldWithTheirPlace) {
    cloud.come_up();
    cloud.answer(
        "PUT weather",
        {{"error", {{"kind", "bad_input"}}}, {"mistakes", {{{"line", 2}, {"column", 3}, {"what", "unknown key"}}}}},
        400);
    const std::string file = world_file("mine.yaml", "name: mine\n");
    EXPECT_EQ(run({"weather", file}), 2);
    EXPECT_THAT(terminal.error, HasSubstr(file + ":2:3: unknown key"));
}

TEST_F(RunPractice, AWorldThatIsNotThereNamesThoseThatAre) {
    cloud.come_up();
    cloud.answer("PUT weather", {{"error", {{"kind", "not_found"}, {"detail", "no such world"}}}}, 404);
    cloud.answer("GET weather", {{"name", "x"}, {"text", ""}, {"ready", {"calm", "spot-storm"}}});
    EXPECT_EQ(run({"weather", "sunny"}), 3);
    EXPECT_THAT(terminal.error, HasSubstr("there is: calm, spot-storm; or give a file"));
}

TEST_F(RunPractice, TurnsTheClockForward) {
    cloud.come_up();
    cloud.answer("POST clock", {{"now", "2026-11-20T16:15:30Z"}, {"ahead_seconds", 10800}});
    cloud.answer("GET weather", {{"name", "calm"}, {"text", "name: calm\n"}, {"ready", json::array()}});
    EXPECT_EQ(run({"weather", "--forward", "3h"}), 0) << terminal.error;
    EXPECT_THAT(cloud.asked, Contains(R"(POST clock {"forward_seconds":10800})"));
    EXPECT_THAT(terminal.error, HasSubstr("2026-11-20T16:15:30Z"));
    EXPECT_EQ(run({"weather", "--forward", "-3h"}), 2);
    EXPECT_EQ(run({"weather", "--forward", "soon"}), 2);
}

TEST_F(RunPractice, SignsInWithFilesOfTheOwnersAlone) {
    cloud.come_up();
    EXPECT_EQ(run({"sign-in", "--json"}), 0) << terminal.output;
    EXPECT_THAT(terminal.output, Not(HasSubstr("secret")));
    const std::filesystem::path key = record()["sign_in"]["service_account_key"].get<std::string>();
    EXPECT_EQ(json::parse(read_file(key).value())["private_key"], "secret");
    using std::filesystem::perms;
    EXPECT_EQ(std::filesystem::status(key).permissions(), perms::owner_read | perms::owner_write);
    EXPECT_EQ(run({"sign-in"}), 0);
    EXPECT_THAT(terminal.output, HasSubstr("export GOOGLE_APPLICATION_CREDENTIALS='" + key.string() + "'\n"));
    EXPECT_THAT(terminal.output,
                HasSubstr("export CLOUDSDK_API_ENDPOINT_OVERRIDES_COMPUTE='http://127.0.0.1:8470/compute/v1/'\n"));
}

TEST_F(RunPractice, ResetAsksFirst) {
    cloud.come_up();
    EXPECT_EQ(run({"reset"}), 10);
    terminal.is_terminal = true;
    terminal.answers = {"n"};
    EXPECT_EQ(run({"reset"}), 10);
    EXPECT_TRUE(cloud.runs());
    EXPECT_EQ(cloud.cleared, 0);
    const auto practised = bench.folder.home().of_practice().data;
    ASSERT_TRUE(make_private_folder(practised));
    terminal.answers = {"y"};
    EXPECT_EQ(run({"reset"}), 0) << terminal.error;
    EXPECT_FALSE(cloud.runs());
    EXPECT_EQ(cloud.cleared, 1);
    EXPECT_FALSE(std::filesystem::exists(practised));
    terminal.is_terminal = false;
    EXPECT_EQ(run({"reset", "--yes"}), 0);
}

TEST_F(RunPractice, WordsThatMeanNothingThereAreRefused) {
    EXPECT_EQ(run({"strt"}), 2);
    EXPECT_THAT(terminal.error, HasSubstr("aloft practice start"));
    EXPECT_EQ(run({"stop", "--world", "calm"}), 2);
    EXPECT_EQ(run({"bill", "calm"}), 2);
    EXPECT_EQ(run({"start", "--port", "0"}), 2);
    EXPECT_EQ(run({"start", "--port", "70000"}), 2);
    EXPECT_EQ(run({"start", "--machines", "wood"}), 2);
}

TEST_F(RunPractice, EveryVerbSaysThatItPractises) {
    EXPECT_EQ(run_any({"status"}, Ground::practice), 0);
    EXPECT_THAT(terminal.error, HasSubstr("practice: "));
    EXPECT_EQ(run_any({"status", "--json"}, Ground::practice), 0);
    EXPECT_EQ(record()["practice"], true);
    EXPECT_EQ(terminal.error, "");
    EXPECT_EQ(run_any({"status", "--json"}), 0);
    EXPECT_FALSE(record().contains("practice"));
    EXPECT_EQ(run_any({"version"}, Ground::practice), 0);
    EXPECT_EQ(terminal.error, "");
}

TEST_F(RunPractice, TheCommandsThatItNamesAreThoseOfThePracticeCloud) {
    EXPECT_EQ(run_any({"status"}, Ground::practice), 0);
    EXPECT_THAT(terminal.output, HasSubstr("to make one: aloft --practice up\n"));
    terminal.output.clear();
    EXPECT_EQ(run_any({"ssh", "nobody"}, Ground::practice), 3);
    EXPECT_THAT(terminal.error, HasSubstr("`aloft --practice "));
    EXPECT_EQ(practised("`aloft up`, aloft practice start, aloft --practice ssh vm, another aloft works, aloft gpus?"),
              "`aloft --practice up`, aloft practice start, aloft --practice ssh vm, another aloft works, "
              "aloft --practice gpus?");
}

TEST_F(RunPractice, AfterTheVerbTheWordIsToldWhereItStands) {
    EXPECT_EQ(run_any({"status", "--practice"}), 2);
    EXPECT_THAT(terminal.error, HasSubstr("aloft --practice status"));
}

TEST(GlobalWords, StandBeforeTheVerb) {
    const auto nothing_set = [](std::string_view) { return std::optional<std::string>(); };
    const GlobalWords before = take_global_words({"--practice", "up", "--yes"}, nothing_set);
    EXPECT_EQ(before.ground, Ground::practice);
    EXPECT_THAT(before.others, ElementsAre("up", "--yes"));
    const GlobalWords after = take_global_words({"run", "lab", "--", "it", "--practice"}, nothing_set);
    EXPECT_EQ(after.ground, Ground::real);
    EXPECT_THAT(after.others, ElementsAre("run", "lab", "--", "it", "--practice"));
    EXPECT_EQ(take_global_words({"--practice"}, nothing_set).others.size(), 0U);
}

TEST(GlobalWords, AreInTheEnvironmentToo) {
    const auto ground = [](const std::string& value) {
        return take_global_words({"up"},
                                 [&](std::string_view name) {
                                     return name == "ALOFT_PRACTICE" ? std::optional(value) : std::nullopt;
                                 })
            .ground;
    };
    EXPECT_EQ(ground("1"), Ground::practice);
    EXPECT_EQ(ground("yes"), Ground::practice);
    EXPECT_EQ(ground("0"), Ground::real);
    EXPECT_EQ(ground(""), Ground::real);
}

TEST(TimeSpan, IsNumbersWithUnits) {
    using std::chrono::seconds;
    EXPECT_EQ(time_span("3h"), seconds(10800));
    EXPECT_EQ(time_span("1d12h"), seconds(129600));
    EXPECT_EQ(time_span("90s"), seconds(90));
    for (const char* text : {"", "3", "h", "-3h", "3w", "3h ", "99999999999999999999h", "9999999d", "1.5h"})
        EXPECT_EQ(time_span(text), std::nullopt) << text;
}

}  // namespace
}  // namespace aloft::cli
