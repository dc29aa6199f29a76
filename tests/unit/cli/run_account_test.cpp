#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "cli/run.hpp"
#include "clouds/account_setup.hpp"
#include "fakes/fake_backstage.hpp"
#include "fakes/fake_terminal.hpp"

namespace aloft::cli {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const AccountTask billing{"link-billing", "link billing account Play money"};
const AccountTask network{"make-network", "make the network default"};

/// Its account lacks a payer, who may have to be chosen, and a network, which is the doctor's to mend.
class UnpreparedCloud final : public fakes::FakeCloud, public SetsUpAccounts {
public:
    UnpreparedCloud() : FakeCloud("gcp") {}

    std::vector<Payer> payers;
    std::vector<std::string> done;
    std::string payer;

    Account account() override {
        const bool is_there = std::ranges::find(done, network.id) != done.end();
        if (is_there) return Account{{Check{"Google Cloud network", Check::Verdict::good, "default", ""}}};
        return Account{{Check{"Google Cloud network", Check::Verdict::bad, "there is none", "`aloft doctor --fix`"}}};
    }
    Result<AccountPlan> plan_account(const AccountWish& wish) override {
        AccountPlan plan{.who = "me@example.com", .project = "my-lab", .payer = wish.payer, .tasks = {}, .payers = {}};
        if (wish.payer.empty()) plan.payers = payers;
        for (const AccountTask& task : {billing, network})
            if (std::ranges::find(done, task.id) == done.end()) plan.tasks.push_back(task);
        return plan;
    }
    Result<AccountPlan> plan_mending() override {
        AccountPlan plan{.who = "me@example.com", .project = "my-lab", .payer = "", .tasks = {}, .payers = {}};
        if (std::ranges::find(done, network.id) == done.end()) plan.tasks = {network};
        return plan;
    }
    Result<void> carry_out(const AccountPlan& plan, const AccountTask& task) override {
        if (task.id == refuses) return failure(ErrorKind::denied, task.what, "you may not");
        payer = plan.payer;
        done.push_back(task.id);
        return {};
    }
    std::string refuses;
};

class RunAccount : public ::testing::Test {
protected:
    void SetUp() override { bench.around.clouds = {&bench.cloud, &cloud}; }

    int run(std::vector<std::string> words, std::deque<std::string> answers = {}) {
        terminal.output.clear();
        terminal.error.clear();
        terminal.answers = std::move(answers);
        Backstage backstage = fakes::backstage_of(bench, terminal);
        backstage.ground = ground;
        return aloft::run(words, backstage);
    }
    int at_a_terminal(std::vector<std::string> words, std::deque<std::string> answers) {
        terminal.is_terminal = true;
        return run(std::move(words), std::move(answers));
    }
    void two_could_pay() { cloud.payers = {{"0A", "Work"}, {"0B", ""}}; }
    /// Whether it was asked, and did nothing.
    void expect_nothing_done(int code, int expected) {
        EXPECT_EQ(code, expected) << terminal.error;
        EXPECT_THAT(cloud.done, IsEmpty());
    }

    fakes::Bench bench;
    fakes::FakeTerminal terminal;
    UnpreparedCloud cloud;
    Ground ground = Ground::real;
};

const std::vector<std::string> init{"init", "gcp"};
const std::vector<std::string> doctor{"doctor"};

TEST_F(RunAccount, InitShowsWhatItWillDoAndAsks) {
    EXPECT_EQ(at_a_terminal(init, {"y"}), 0) << terminal.error;
    EXPECT_THAT(terminal.error,
                AllOf(HasSubstr("As me@example.com, in project my-lab:\n  - link billing account Play money\n"),
                      HasSubstr("None of it costs anything"), HasSubstr("Do it? [Y/n] "),
                      HasSubstr("[2/2] make the network default")));
    EXPECT_EQ(terminal.output, "project my-lab is ready\n");
    EXPECT_THAT(cloud.done, ElementsAre(billing.id, network.id));
    EXPECT_EQ(at_a_terminal(init, {}), 0) << "nothing is missing, so nothing is asked";
    EXPECT_THAT(terminal.error, Not(HasSubstr("[Y/n]")));
}

TEST_F(RunAccount, InitTakesEnterAndYesForYesAndNothingElse) {
    for (const char* no : {"n", "No", "what?", "1"}) {
        expect_nothing_done(at_a_terminal(init, {no}), 10);
        EXPECT_THAT(terminal.error, HasSubstr("nothing was done")) << no;
    }
    expect_nothing_done(at_a_terminal(init, {}), 10);
    EXPECT_THAT(terminal.error, HasSubstr("[Y/n] \naloft: nothing was done")) << "the end of input is no consent";
    for (const char* yes : {"", "  ", "Y", " yes "}) {
        cloud.done.clear();
        EXPECT_EQ(at_a_terminal(init, {yes}), 0) << yes;
        EXPECT_THAT(cloud.done, ElementsAre(billing.id, network.id)) << yes;
    }
}

TEST_F(RunAccount, CtrlCAtAQuestionOfInitIsAnInterruption) {
    bench.interruption.request();
    expect_nothing_done(at_a_terminal(init, {}), 130);
    EXPECT_THAT(terminal.error, HasSubstr("you stopped it; nothing was done"));
    two_could_pay();
    expect_nothing_done(at_a_terminal(init, {}), 130);
}

TEST_F(RunAccount, WithoutATerminalInitWantsYes) {
    expect_nothing_done(run(init), 10);
    EXPECT_THAT(terminal.error, AllOf(HasSubstr("init needs your consent, and nobody can be asked here"),
                                      HasSubstr("look at the plan, then add --yes"), HasSubstr("link billing")));
    terminal.is_terminal = true;
    expect_nothing_done(run({"init", "gcp", "--json"}, {"y"}), 10);
    EXPECT_EQ(json::parse(terminal.output)["tasks"].size(), 2U);
    EXPECT_EQ(terminal.answers.size(), 1U) << "a program was asked";
    terminal.is_terminal = false;
    EXPECT_EQ(run({"init", "gcp", "--yes"}), 0);
}

TEST_F(RunAccount, WhoPaysIsChosenFromAList) {
    two_could_pay();
    EXPECT_EQ(at_a_terminal(init, {" 2 ", "y"}), 0) << terminal.error;
    EXPECT_THAT(
        terminal.error,
        HasSubstr("Your billing accounts:\n  1  0A  Work\n  2  0B  without a name\nWhich one shall pay? [1-2] "));
    EXPECT_EQ(cloud.payer, "0B");
}

TEST_F(RunAccount, AnAnswerThatIsNoneOfThoseChoosesNobody) {
    two_could_pay();
    for (const char* rubbish : {"", "0", "3", "-1", "Work", "1x", "99999999999999999999"}) {
        expect_nothing_done(at_a_terminal(init, {rubbish, "y"}), 2);
        EXPECT_THAT(terminal.error,
                    AllOf(HasSubstr("you have 2 billing accounts: 0A, 0B"), HasSubstr("--billing-account ID")))
            << rubbish;
    }
    expect_nothing_done(at_a_terminal(init, {}), 10);
    EXPECT_THAT(terminal.error, HasSubstr("[1-2] \naloft: nothing was done"));
    terminal.is_terminal = false;
    expect_nothing_done(run({"init", "gcp", "--yes"}, {"1"}), 2);
    EXPECT_THAT(terminal.error, Not(HasSubstr("Which one")));
}

TEST_F(RunAccount, WhatWasDoneBeforeAFailureStaysAndIsSaid) {
    cloud.refuses = network.id;
    EXPECT_NE(at_a_terminal(init, {"y"}), 0);
    EXPECT_THAT(cloud.done, ElementsAre(billing.id));
    EXPECT_THAT(terminal.error, AllOf(HasSubstr("you may not"), HasSubstr("what was done stays")));
}

TEST_F(RunAccount, OnThePracticeCloudTheQuestionsSaySo) {
    ground = Ground::practice;
    two_could_pay();
    EXPECT_EQ(at_a_terminal(init, {"1", "y"}), 0) << terminal.error;
    EXPECT_THAT(terminal.error, AllOf(HasSubstr("\npractice: Which one shall pay?"), HasSubstr("practice: Do it?")));
}

TEST_F(RunAccount, TheDoctorOffersToMendAtATerminal) {
    ground = Ground::practice;
    at_a_terminal(doctor, {"y"});
    EXPECT_THAT(terminal.error,
                HasSubstr("practice: Do what `aloft --practice doctor --fix` does? It costs nothing. [y/N] "));
    EXPECT_THAT(cloud.done, ElementsAre(network.id)) << "and not what wants a choice";
    EXPECT_THAT(terminal.output, AllOf(HasSubstr("there is none"), HasSubstr("default"))) << "before and after";
    at_a_terminal(doctor, {"y"});
    EXPECT_THAT(terminal.error, Not(HasSubstr("[y/N]"))) << "nothing is left to mend";
}

TEST_F(RunAccount, TheDoctorMendsAtAPlainYesAlone) {
    for (const std::deque<std::string>& answers :
         std::vector<std::deque<std::string>>{{""}, {"n"}, {"fix"}, {"-y"}, {}}) {
        EXPECT_NE(at_a_terminal(doctor, answers), 0);
        EXPECT_THAT(terminal.error, HasSubstr("[y/N] "));
        EXPECT_THAT(cloud.done, IsEmpty());
    }
    at_a_terminal(doctor, {" Yes"});
    EXPECT_THAT(cloud.done, ElementsAre(network.id));
}

TEST_F(RunAccount, CtrlCAtTheDoctorsQuestionIsAnInterruption) {
    bench.interruption.request();
    expect_nothing_done(at_a_terminal(doctor, {}), 130);
}

TEST_F(RunAccount, WithoutATerminalTheDoctorAsksNobody) {
    EXPECT_NE(run(doctor, {"y"}), 0);
    EXPECT_THAT(terminal.error, Not(HasSubstr("[y/N]")));
    terminal.is_terminal = true;
    EXPECT_NE(run({"doctor", "--json"}, {"y"}), 0);
    EXPECT_EQ(json::parse(terminal.output)["fixed"], nullptr);
    EXPECT_THAT(cloud.done, IsEmpty());
    terminal.is_terminal = false;
    run({"doctor", "--fix", "--json"});
    EXPECT_EQ(json::parse(terminal.output)["fixed"].size(), 1U);
    EXPECT_THAT(cloud.done, ElementsAre(network.id));
}

}  // namespace
}  // namespace aloft::cli
