#include "cli/terminal_person.hpp"

#include <gmock/gmock.h>

#include "fakes/fake_system.hpp"
#include "fakes/fake_terminal.hpp"
#include "samples.hpp"

namespace aloft::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class RecordedView final : public ProgressView {
public:
    std::vector<std::string> seen;
    void show(const Event& event) override {
        if (const auto* notice = std::get_if<Notice>(&event)) seen.push_back(notice->text);
    }
    void pause() override { seen.emplace_back("pause"); }
    void resume() override { seen.emplace_back("resume"); }
};

class PersonTest : public ::testing::Test {
protected:
    TerminalPerson person(Consent consent, Attendance attendance = Attendance::present) {
        return {terminal, view, Paint{}, consent, attendance};
    }
    bool approves(const Plan& plan, std::deque<std::string> answers) {
        terminal.answers = std::move(answers);
        return person(Consent::wanted).approve(plan);
    }

    fakes::FakeTerminal terminal;
    RecordedView view;
};

TEST_F(PersonTest, SeesThePlanAndIsAsked) {
    EXPECT_TRUE(approves(samples::up(), {"y"}));
    EXPECT_THAT(terminal.error, HasSubstr("6  > wait for host key lab\n\nDo these 6 steps? [Y/n] "));
    EXPECT_EQ(terminal.output, "");
    EXPECT_THAT(view.seen, ElementsAre("pause", "resume"));
}

TEST_F(PersonTest, EnterSaysYesOnlyToWhatCostsAndTakesNothing) {
    EXPECT_TRUE(approves(samples::up(), {""}));
    EXPECT_FALSE(approves(samples::change(), {""})) << "it costs";
    EXPECT_FALSE(approves(samples::down(), {""})) << "it takes away";
    EXPECT_TRUE(approves(samples::down(), {" Yes"}));
    EXPECT_FALSE(approves(samples::up(), {"n"}));
    EXPECT_FALSE(approves(samples::up(), {"what?"}));
    EXPECT_FALSE(approves(samples::up(), {})) << "the end of input is no consent";
}

TEST_F(PersonTest, ConsentGivenBeforehandIsToOnePriceUnlessItSaysTheMost) {
    Plan dearer = samples::change();
    dearer.spec.max_price.reset();
    EXPECT_TRUE(person(Consent::given).approve(dearer));
    EXPECT_FALSE(person(Consent::given).approve_instead(dearer));
    dearer.spec.max_price = Money{5'000'000};
    EXPECT_TRUE(person(Consent::given).approve_instead(dearer));
    terminal.answers = {"y"};
    EXPECT_TRUE(person(Consent::wanted).approve_instead(dearer));
}

TEST_F(PersonTest, TrustsAHostOnlyWhenAskedWithItsFingerprint) {
    const Stranger stranger{"me@box", "ssh-ed25519 AAAA", "SHA256:abc"};
    const auto trusts = [&](std::deque<std::string> answers, Attendance attendance = Attendance::present) {
        terminal.answers = std::move(answers);
        return person(Consent::given, attendance).trusts(stranger);
    };
    EXPECT_TRUE(trusts({"y"}));
    EXPECT_THAT(terminal.error, ::testing::AllOf(HasSubstr("host key of me@box"), HasSubstr("SHA256:abc")));
    EXPECT_FALSE(trusts({""}));
    EXPECT_FALSE(trusts({"no"}));
    EXPECT_FALSE(trusts({}));
    EXPECT_FALSE(trusts({"y"}, Attendance::absent));
}

TEST_F(PersonTest, AConsentThatIsGivenHearsOnlyTheWarnings) {
    EXPECT_TRUE(person(Consent::given, Attendance::absent).approve(samples::change()));
    EXPECT_THAT(view.seen, ElementsAre("spot machines may end at any moment"));
    EXPECT_EQ(terminal.error, "");
}

TEST_F(PersonTest, NobodyIsNoConsent) {
    terminal.answers = {"y", "y"};
    EXPECT_FALSE(person(Consent::wanted, Attendance::absent).approve(samples::up()));
    EXPECT_THAT(view.seen, ::testing::Contains(HasSubstr("make instance")))
        << "whoever reads it later sees what was asked";
}

TEST_F(PersonTest, APlanWithoutStepsNeedsNoConsent) {
    Plan nothing = samples::up();
    nothing.steps.clear();
    EXPECT_TRUE(person(Consent::wanted, Attendance::absent).approve(nothing));
    EXPECT_EQ(terminal.error, "");
}

TEST_F(PersonTest, IsAskedOnceWhatToKeep) {
    terminal.answers = {"r", "never read"};
    EXPECT_EQ(person(Consent::given).what_to_keep(samples::up()), Keep::nothing);
    EXPECT_THAT(terminal.answers, ElementsAre("never read"));
    EXPECT_THAT(terminal.error, HasSubstr("[K/r]"));
    EXPECT_THAT(view.seen, ElementsAre("pause", "resume"));
}

TEST_F(PersonTest, WhatIsMadeIsKeptUnlessSaidOtherwise) {
    for (const std::deque<std::string>& answers : {std::deque<std::string>{}, {""}, {"k"}, {"?"}}) {
        terminal.answers = answers;
        EXPECT_EQ(person(Consent::wanted).what_to_keep(samples::up()), Keep::what_is_made);
    }
    terminal.answers = {"r"};
    EXPECT_EQ(person(Consent::wanted, Attendance::absent).what_to_keep(samples::up()), Keep::what_is_made);
}

}  // namespace
}  // namespace aloft::cli
