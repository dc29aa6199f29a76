#include "cli/run.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "cli/verb_table.hpp"
#include "fakes/fake_backstage.hpp"
#include "fakes/fake_terminal.hpp"

namespace aloft::cli {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

/// The whole program but its outermost parts: a real ledger, fake clouds, a terminal in memory.
class Run : public ::testing::Test {
protected:
    int run(std::vector<std::string> words) {
        terminal.output.clear();
        terminal.error.clear();
        Backstage backstage = fakes::backstage_of(bench, terminal);
        backstage.open_ledger = open_ledger;
        return aloft::run(words, backstage);
    }
    /// A machine must not depend on an aloft.yaml that happens to lie where tests run.
    int up(std::vector<std::string> more) {
        std::vector<std::string> words{"up", file("name: lab\ncode: none\n")};
        words.insert(words.end(), more.begin(), more.end());
        return run(words);
    }
    std::string file(const std::string& text) {
        const auto path = bench.folder.home().data / "test.yaml";
        std::ofstream(path) << text;
        return path.string();
    }
    json record() { return json::parse(terminal.output); }

    fakes::Bench bench;
    fakes::FakeTerminal terminal;
    std::function<Result<std::unique_ptr<Ledger>>()> open_ledger = [this] {
        return Result<std::unique_ptr<Ledger>>(bench.open_ledger());
    };
};

std::set<std::string> fields_of(const json& record) {
    std::set<std::string> names;
    for (const auto& [name, value] : record.items()) names.insert(name);
    return names;
}

std::set<std::string> documented_fields(std::string_view verb) {
    std::set<std::string> names{"ok", "error"};
    for (const FieldDescription& field : find_verb(verb)->fields) names.insert(std::string(field.name));
    return names;
}

TEST_F(Run, WithoutWordsExplainsItself) {
    EXPECT_EQ(run({}), 2);
    EXPECT_THAT(terminal.error, HasSubstr("aloft up"));
    EXPECT_EQ(terminal.output, "");
}

TEST_F(Run, HelpAndVersionNeedNoLedger) {
    open_ledger = []() -> Result<std::unique_ptr<Ledger>> { throw std::logic_error("opened"); };
    for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{{"--help"},
                                                                                       {"-h"},
                                                                                       {"help"},
                                                                                       {"help", "up"},
                                                                                       {"up", "--help"},
                                                                                       {"down", "-h"},
                                                                                       {"--version"},
                                                                                       {"version"},
                                                                                       {"man"},
                                                                                       {"schema"},
                                                                                       {"completions", "bash"}}) {
        EXPECT_EQ(run(words), 0) << words.front();
        EXPECT_NE(terminal.output, "") << words.front();
        EXPECT_EQ(terminal.error, "") << words.front();
    }
    EXPECT_EQ(run({"help", "upp"}), 2);
}

TEST_F(Run, UnknownWordsAreBadInputWithASuggestion) {
    EXPECT_EQ(run({"stauts"}), 2);
    EXPECT_EQ(terminal.error, "aloft: there is no 'stauts'\nhint: did you mean: aloft status?\n");
    EXPECT_EQ(run({"up", "--memroy", "4GB"}), 2);
    EXPECT_EQ(terminal.error, "aloft: up: there is no option --memroy\nhint: did you mean --memory?\n");
}

TEST_F(Run, AMistakeInTheWordsIsARecordTooWhenThatWasAskedFor) {
    EXPECT_EQ(run({"up", "--json", "--memroy", "4GB"}), 2);
    EXPECT_EQ(record()["error"]["kind"], "bad_input");
    EXPECT_EQ(terminal.error, "");
}

TEST_F(Run, TheOptionsOfARemoteCommandAreNotOurs) {
    for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
             {"run", "lab", "--", "./eval", "--json"}, {"run", "lab", "x", "--json"}}) {
        EXPECT_EQ(run(words), 3);
        EXPECT_EQ(terminal.output, "");
        EXPECT_THAT(terminal.error, HasSubstr("lab"));
    }
    EXPECT_EQ(run({"run", "lab", "--json", "--", "./eval"}), 3);
    EXPECT_EQ(record()["ok"], false);
}

TEST_F(Run, UpMakesAMachineAndSaysHowToGoOn) {
    EXPECT_EQ(up({"--yes"}), 0);
    EXPECT_THAT(terminal.output, HasSubstr("lab is running at aloft@192.0.2.1:22"));
    EXPECT_THAT(terminal.output, HasSubstr("aloft ssh lab"));
    EXPECT_THAT(terminal.error, HasSubstr("make instance lab"));
    EXPECT_EQ(up({}), 0) << "nothing is to be done, so nothing is asked";
    EXPECT_THAT(terminal.output, StartsWith("lab is as asked: nothing to do\nlab is running at"));
    EXPECT_EQ(terminal.error, "");
}

TEST_F(Run, WithoutATerminalConsentMustBeGiven) {
    EXPECT_EQ(up({}), 10);
    EXPECT_THAT(terminal.error, HasSubstr("make instance lab"));
    EXPECT_THAT(terminal.error, HasSubstr("hint: look at the plan, then add --yes\n"));
    EXPECT_TRUE(bench.cloud.standing.empty());
    EXPECT_EQ(up({"--json"}), 10);
    EXPECT_EQ(record()["error"]["kind"], "declined");
    EXPECT_EQ(terminal.error, "");
}

TEST_F(Run, AtATerminalThePersonIsAsked) {
    terminal.is_terminal = true;
    terminal.answers = {"n"};
    EXPECT_EQ(up({}), 10);
    EXPECT_TRUE(bench.cloud.standing.empty());
    terminal.answers = {"y"};
    EXPECT_EQ(up({}), 0);
    EXPECT_FALSE(bench.cloud.standing.empty());
}

TEST_F(Run, CtrlCAtTheQuestionIsAnInterruption) {
    terminal.is_terminal = true;
    bench.interruption.request();
    EXPECT_EQ(up({}), 130);
    EXPECT_TRUE(bench.cloud.standing.empty());
}

TEST_F(Run, RecordsHaveAllTheirFieldsHoweverItEnds) {
    struct Case {
        std::vector<std::string> words;
        int code;
    };
    ASSERT_EQ(up({"--yes"}), 0);
    for (const auto& [words, code] : std::vector<Case>{
             {{"up", file("name: lab\ncode: none\n"), "--json"}, 0},
             {{"up", "--name", "Lab!", "--json"}, 2},
             {{"plan", file("name: lab\ncode: none\n"), "--json"}, 0},
             {{"plan", "absent.yaml", "--json"}, 3},
             {{"status", "--json"}, 0},
             {{"status", "lab", "--json", "--refresh"}, 0},
             {{"status", "other", "--json"}, 3},
             {{"stop", "lab", "--json"}, 0},
             {{"start", "lab", "--json"}, 0},
             {{"start", "other", "--json"}, 3},
             {{"pull", "nonsense", "--json"}, 2},
             {{"push", "here", "nonsense", "--json"}, 2},
             {{"ssh-config", "--json"}, 0},
             {{"ssh-config", "--json", "--install", "--remove"}, 2},
             {{"doctor", "--json"}, 9},
             {{"down", "lab", "--json"}, 10},
             {{"down", "lab", "--json", "--yes"}, 0},
             {{"down", "--json"}, 2},
         }) {
        EXPECT_EQ(run(words), code) << words.front() << " " << terminal.output;
        ASSERT_TRUE(json::accept(terminal.output)) << terminal.output;
        EXPECT_EQ(fields_of(record()), documented_fields(words.front())) << words.front();
        EXPECT_EQ(record()["ok"], code == 0);
        EXPECT_EQ(record()["error"].is_null(), code == 0);
        EXPECT_EQ(terminal.error, "") << words.front();
    }
}

TEST_F(Run, TheRecordOfUpTellsWhereTheMachineIs) {
    ASSERT_EQ(up({"--yes", "--json"}), 0);
    EXPECT_EQ(record()["machine"], "lab");
    EXPECT_GT(record()["changed"], 0);
    EXPECT_EQ(record()["address"], (json{{"host", "192.0.2.1"}, {"port", 22}, {"user", "aloft"}}));
    ASSERT_EQ(run({"stop", "lab", "--json"}), 0);
    EXPECT_EQ(record()["address"], nullptr);
}

TEST_F(Run, ProgressAsRecordsGoesToStandardError) {
    ASSERT_EQ(up({"--yes", "--json", "--progress", "json"}), 0);
    EXPECT_TRUE(record()["ok"]);
    std::istringstream lines(terminal.error);
    int count = 0;
    for (std::string line; std::getline(lines, line); ++count) EXPECT_TRUE(json::accept(line)) << line;
    EXPECT_GT(count, 4);
    ASSERT_EQ(run({"down", "lab", "--yes", "--progress", "none"}), 0);
    EXPECT_EQ(terminal.error, "");
}

TEST_F(Run, AStepThatFailsIsToldWithItsHint) {
    bench.cloud.fault = [](std::size_t call) { return call == 2 ? fakes::Fault::before_effect : fakes::Fault::none; };
    bench.cloud.error_of_fault = {ErrorKind::quota, "making it", "too many of them", "ask for more", Reach::nothing};
    EXPECT_EQ(up({"--yes"}), 6);
    EXPECT_THAT(terminal.error, HasSubstr("aloft: while making it: too many of them\nhint: ask for more"));
}

TEST_F(Run, ASavedPlanIsDoneExactly) {
    const std::string saved = (bench.folder.home().data / "plan.json").string();
    ASSERT_EQ(run({"plan", file("name: lab\ncode: none\n"), "--save", saved}), 0);
    EXPECT_THAT(terminal.error, HasSubstr("aloft up --plan " + saved));
    EXPECT_TRUE(bench.cloud.standing.empty());
    EXPECT_EQ(run({"up", "--plan", saved, "--cpus", "4", "--yes"}), 2);
    EXPECT_EQ(run({"up", "--plan", saved, "--yes"}), 0) << terminal.error;
    EXPECT_FALSE(bench.cloud.standing.empty());
    EXPECT_EQ(run({"up", "--plan", file("{}"), "--yes"}), 2);
}

TEST_F(Run, PlanDoesNothing) {
    EXPECT_EQ(run({"plan", file("name: lab\ncode: none\n"), "--explain"}), 0);
    EXPECT_THAT(terminal.output, HasSubstr("+ make instance lab"));
    EXPECT_THAT(terminal.output, HasSubstr("after "));
    EXPECT_TRUE(bench.cloud.calls.empty());
}

TEST_F(Run, DownOfAllTakesEveryMachine) {
    ASSERT_EQ(run({"up", file("name: one\ncode: none\n"), "--yes"}), 0);
    ASSERT_EQ(run({"up", file("name: two\ncode: none\n"), "--yes"}), 0);
    ASSERT_EQ(run({"down", "--all", "--yes", "--json"}), 0) << terminal.output;
    EXPECT_EQ(record()["machines"].size(), 2U);
    EXPECT_TRUE(bench.standing().empty());
    EXPECT_EQ(run({"down", "--all", "--yes"}), 0);
    EXPECT_EQ(terminal.output, "there are no machines: nothing to do\n");
    EXPECT_EQ(run({"down", "one", "--all"}), 2);
    EXPECT_EQ(run({"down"}), 2);
}

TEST_F(Run, PurgeTakesWhatIsKeptThoughNoMachineIsLeft) {
    ASSERT_EQ(run({"up", file("name: one\ncode: none\n"), "--yes"}), 0);
    ASSERT_EQ(run({"up", file("name: two\ncode: none\n"), "--yes"}), 0);
    ASSERT_EQ(run({"down", "one", "--purge", "--yes", "--json"}), 0);
    EXPECT_EQ(record()["purged"], json::array()) << "the other machine uses it";
    ASSERT_EQ(run({"down", "two", "--yes"}), 0);
    EXPECT_EQ(bench.cloud.standing.size(), 1U) << "the base";
    EXPECT_EQ(run({"down", "--all", "--purge", "--yes"}), 0) << terminal.error;
    EXPECT_EQ(terminal.output, "image base is gone, which no machine used\n");
    EXPECT_TRUE(bench.cloud.standing.empty());
    EXPECT_TRUE(bench.open_ledger()->all_resources()->empty());
    EXPECT_EQ(run({"down", "--all", "--purge", "--yes"}), 0);
    EXPECT_EQ(terminal.output, "there are no machines: nothing to do\n");
}

TEST_F(Run, OneMachineThatCannotGoDoesNotKeepTheOthers) {
    ASSERT_EQ(run({"up", file("name: one\ncode: none\n"), "--yes"}), 0);
    ASSERT_EQ(run({"up", file("name: two\ncode: none\n"), "--yes"}), 0);
    const std::size_t calls = bench.cloud.calls.size();
    bench.cloud.fault = [calls](std::size_t call) {
        return call == calls ? fakes::Fault::before_effect : fakes::Fault::none;
    };
    EXPECT_EQ(run({"down", "--all", "--yes"}), 1);
    EXPECT_THAT(terminal.output, HasSubstr("two is gone"));
    EXPECT_THAT(terminal.error, HasSubstr("the fake cloud was told to fail"));
}

TEST_F(Run, StatusIsATableOrOneMachine) {
    EXPECT_EQ(run({"status"}), 0);
    EXPECT_EQ(terminal.output, "there are no machines; to make one: aloft up\n");
    ASSERT_EQ(up({"--yes"}), 0);
    EXPECT_EQ(run({"status"}), 0);
    EXPECT_THAT(terminal.output, HasSubstr("lab   running"));
    EXPECT_EQ(run({"status", "lab"}), 0);
    EXPECT_THAT(terminal.output, HasSubstr("address  aloft@192.0.2.1:22"));
    bench.agents.machines["lab"].readings = Readings{.memory = gibibytes(16), .cards = {{.name = "Tesla T4"}}};
    EXPECT_EQ(run({"status", "lab", "--refresh"}), 0);
    EXPECT_THAT(terminal.output, HasSubstr("gpu      Tesla T4"));
    EXPECT_EQ(run({"status", "lab", "--refresh", "--json"}), 0);
    EXPECT_EQ(record()["machines"][0]["readings"]["memory"], 17'179'869'184);
    EXPECT_EQ(run({"status", "other"}), 3);
    EXPECT_EQ(terminal.output, "");
}

TEST_F(Run, ALedgerThatCannotBeOpenedIsSaidAndTheDoctorStillComes) {
    open_ledger = []() -> Result<std::unique_ptr<Ledger>> {
        return failure(ErrorKind::storage, "opening the ledger", "the disk is full", "make room");
    };
    EXPECT_EQ(run({"status"}), 8);
    EXPECT_THAT(terminal.error, HasSubstr("the disk is full"));
    EXPECT_EQ(run({"doctor"}), 9);
    EXPECT_THAT(terminal.output, HasSubstr("the disk is full"));
    EXPECT_EQ(run({"__machines"}), 0);
    EXPECT_EQ(terminal.error, "");
}

TEST_F(Run, SshConfigSaysWhereItIsAndAddsItsLineOnlyWhenTold) {
    const auto persons = bench.folder.home().data / ".ssh" / "config";
    EXPECT_EQ(run({"ssh-config"}), 0);
    EXPECT_EQ(terminal.output, bench.folder.home().ssh_config().string() + "\n");
    EXPECT_THAT(terminal.error, HasSubstr("aloft ssh-config --install"));
    EXPECT_FALSE(std::filesystem::exists(persons));
    EXPECT_EQ(run({"ssh-config", "--install", "--json"}), 0);
    EXPECT_TRUE(record()["included"]);
    EXPECT_EQ(run({"ssh-config", "--remove", "--json"}), 0);
    EXPECT_FALSE(record()["included"]);
}

TEST_F(Run, MachinesForCompletionsAreTheirNames) {
    ASSERT_EQ(up({"--yes"}), 0);
    EXPECT_EQ(run({"__machines"}), 0);
    EXPECT_EQ(terminal.output, "lab\n");
}

TEST_F(Run, TheLiveViewIsDrawnOnATerminalThatCan) {
    terminal.is_terminal = true;
    EXPECT_EQ(up({"--yes"}), 0);
    EXPECT_THAT(terminal.error, Not(HasSubstr("\x1b["))) << "TERM is not set here";
}

TEST_F(Run, TheConsoleIsShownWithoutWhatWouldDisturbTheScreen) {
    ASSERT_EQ(up({"--yes"}), 0) << terminal.error;
    bench.cloud.console_text = "one\n\x1b[2Jtwo\r\n\xff";
    EXPECT_EQ(run({"console", "lab"}), 0);
    EXPECT_THAT(terminal.output, StartsWith("one\ntwo"));
    EXPECT_THAT(terminal.output, Not(HasSubstr("\x1b")));
    EXPECT_EQ(run({"console", "lab", "--json"}), 0);
    EXPECT_THAT(record()["console"].get<std::string>(), StartsWith("one\n"));
    EXPECT_EQ(fields_of(record()), documented_fields("console"));
    EXPECT_NE(run({"console", "nobody"}), 0);
    EXPECT_THAT(terminal.error, HasSubstr("nobody"));
}

}  // namespace
}  // namespace aloft::cli
