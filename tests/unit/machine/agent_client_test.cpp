// The client against an agent that answers from a script, over connections that are cut wherever it hurts.
#include <gmock/gmock.h>

#include <deque>

#include "fakes/fake_system.hpp"
#include "machine/agent_client.hpp"
#include "wire/agent_messages.hpp"

namespace aloft {
namespace {

using testing::HasSubstr;

/// Stands for agent, ssh and network together: the whole answer to a request, cut after so many bytes.
class FakeAgent final : public Conversations {
public:
    using Answer = std::function<std::string(const wire::AgentRequest&)>;

    Answer answer;
    std::string hello = wire::to_line(wire::AgentHello{"1-fake"}) + "\n";
    std::deque<std::size_t> cuts;       ///< of the first connections, after how many bytes
    Finished when_cut{.exit_code = 255, .error_output = "Connection to box closed by remote host"};
    std::vector<wire::AgentRequest> asked;
    std::vector<Command> commands;
    std::size_t whole = 0;  ///< bytes of the last conversation that was not cut

    Result<std::unique_ptr<Conversation>> begin(const Command& command) override {
        commands.push_back(command);
        std::size_t cut = std::string::npos;
        if (!cuts.empty()) {
            cut = cuts.front();
            cuts.pop_front();
        }
        return std::make_unique<Talk>(*this, cut);
    }

private:
    class Talk final : public Conversation {
    public:
        Talk(FakeAgent& agent, std::size_t cut) : agent_(agent), left_(cut), waiting_(agent.hello) {}
        bool say(std::string_view bytes) override {
            request_ += bytes;
            if (!request_.ends_with('\n')) return true;
            agent_.asked.push_back(wire::agent_request_from_line(request_).value());
            waiting_ += agent_.answer(agent_.asked.back());
            answered_ = true;
            return true;
        }
        Heard hear(std::string& into, std::chrono::milliseconds) override {
            const std::size_t now = std::min({waiting_.size(), left_, std::size_t{7}});
            into += waiting_.substr(0, now);
            waiting_.erase(0, now);
            left_ -= now;
            agent_.whole += now;
            if (now > 0) return Heard::something;
            return left_ == 0 || answered_ ? Heard::the_end : Heard::nothing_yet;
        }
        Finished end() override { return left_ == 0 ? agent_.when_cut : Finished{}; }

    private:
        FakeAgent& agent_;
        std::size_t left_;
        std::string waiting_;
        std::string request_;
        bool answered_ = false;
    };
};

class AgentClientTest : public testing::Test {
protected:
    AgentClientTest() {
        agent_.answer = [this](const wire::AgentRequest& request) {
            if (const auto* asked = std::get_if<wire::AskOutput>(&request)) return output(*asked);
            return wire::to_line(wire::AgentAnswer(job_)) + "\n";
        };
    }

    /// As the agent sends it: an empty chunk that says where, then pieces.
    std::string output(const wire::AskOutput& asked) const {
        std::uint64_t at = asked.from.value;
        if (asked.from.kind == LogPlace::Kind::last_lines) at = log_.size() - 12;
        std::string all = wire::to_line(wire::AgentAnswer(wire::Chunk{at, 0})) + "\n";
        while (at < log_.size()) {
            const std::string piece = log_.substr(at, 10);
            all += wire::to_line(wire::AgentAnswer(wire::Chunk{at, piece.size()})) + "\n" + piece;
            at += piece.size();
        }
        return all + wire::to_line(wire::AgentAnswer(job_)) + "\n";
    }

    Result<Job> follow(std::string& text, LogPlace from = {}) {
        return client_.output(1, from, Follow::to_the_end, [&](std::string_view bytes) { return text += bytes, true; });
    }

    std::string log_ = "line 1\nline 2\nline \xff 3\n{\"at\":0,\"bytes\":5}\nline 5\n";
    Job job_{.id = 1, .command = "x", .state = JobState::done, .exit_code = 0};
    FakeAgent agent_;
    fakes::TemporaryHome home_;
    Home where_ = home_.home();
    PosixProcesses processes_;
    fakes::FakeClock clock_;
    fakes::FakeRandom random_;
    fakes::FakeInterruption interruption_;
    AgentProgram program_{"1-fake", "x86_64", "program"};
    AgentClient client_{{where_, processes_, agent_, clock_, random_, interruption_}, "box", program_};
};

TEST_F(AgentClientTest, AnOutputComesOnceWhereverTheConnectionIsCut) {
    std::string whole;
    ASSERT_EQ(follow(whole).value(), job_);
    ASSERT_EQ(whole, log_);
    const std::size_t length = agent_.whole;
    ASSERT_GT(length, log_.size());
    // A machine whose agent was not even heard greeting is not waited for: that is another test's.
    for (const LogPlace from : {LogPlace{}, LogPlace{LogPlace::Kind::last_lines, 2}})
        for (std::size_t cut = agent_.hello.size(); cut < length; ++cut) {
            agent_.cuts = {cut, 3, cut / 2, agent_.hello.size() + 1, cut};
            std::string text;
            const auto job = follow(text, from);
            ASSERT_TRUE(job) << describe(job.error()) << " cut at " << cut;
            ASSERT_EQ(text, from.kind == LogPlace::Kind::offset ? log_ : log_.substr(log_.size() - 12)) << cut;
        }
}

TEST_F(AgentClientTest, AGraphIsHandedOverOnceAndFollowedThroughCuts) {
    SoftwareReport begun{SoftwareState::at_work, {}, {}};
    SoftwareReport done{SoftwareState::done, {}, {}};
    agent_.answer = [&](const wire::AgentRequest&) {
        return wire::to_line(wire::AgentAnswer(begun)) + "\n" + wire::to_line(wire::AgentAnswer(done)) + "\n";
    };
    agent_.cuts = {agent_.hello.size() + wire::to_line(wire::AgentAnswer(begun)).size() + 1};
    EXPECT_EQ(client_.set_up({{}, "anna", {}}, [](const SoftwareReport&) { return true; }).value(), done);
    ASSERT_EQ(agent_.asked.size(), 2U);
    EXPECT_TRUE(std::holds_alternative<wire::AskSetUp>(agent_.asked[0]));
    EXPECT_TRUE(std::holds_alternative<wire::FollowSoftware>(agent_.asked[1]));
}

TEST_F(AgentClientTest, AMachineThatNeverAnsweredIsNotWaitedFor) {
    agent_.cuts = {0};
    EXPECT_EQ(client_.jobs().error().kind, ErrorKind::unreachable);
    EXPECT_EQ(agent_.commands.size(), 1U);
}

TEST_F(AgentClientTest, OneThatAnsweredIsWaitedForWithPatience) {
    const std::size_t some = agent_.hello.size() + 60;
    agent_.cuts = {some};
    agent_.cuts.insert(agent_.cuts.end(), 10'000, 0);
    std::string text;
    const auto given_up = follow(text);
    ASSERT_FALSE(given_up);
    EXPECT_THAT(given_up.error().detail, HasSubstr("again and again"));
    EXPECT_THAT(given_up.error().hint, testing::Not(testing::IsEmpty()));
    EXPECT_GT(agent_.commands.size(), 20U);
    EXPECT_LT(agent_.commands.size(), 200U) << "the pauses do not grow";
}

TEST_F(AgentClientTest, AnAgentThatIsBeingReplacedIsWaitedForAtOnce) {
    agent_.cuts = {0, 0};
    agent_.when_cut = {.exit_code = 75, .error_output = "nobody listens there"};
    EXPECT_EQ(client_.cancel(1).value(), job_);
    EXPECT_EQ(agent_.commands.size(), 3U);
}

TEST_F(AgentClientTest, AnotherHostKeyIsForGood) {
    agent_.cuts = {agent_.hello.size() + 60, 0};
    agent_.when_cut.error_output = "Host key verification failed.";
    std::string text;
    EXPECT_EQ(follow(text).error().kind, ErrorKind::denied);
    EXPECT_EQ(agent_.commands.size(), 1U);
}

TEST_F(AgentClientTest, AJobThatIsAskedForAgainBearsTheSameToken) {
    agent_.cuts = {agent_.hello.size()};
    // Cut after the greeting: the request may have reached the agent.
    const auto job = client_.run({"", {"true"}, "", {}, ""});
    ASSERT_TRUE(job) << describe(job.error());
    ASSERT_EQ(agent_.asked.size(), 2U);
    EXPECT_EQ(agent_.asked[0], agent_.asked[1]);
    ASSERT_TRUE(client_.run({"", {"true"}, "", {}, ""}));
    EXPECT_NE(agent_.asked[1], agent_.asked[2]);
}

TEST_F(AgentClientTest, AnAgentOfAnotherProtocolIsRefusedWithWords) {
    agent_.hello = wire::to_line(wire::AgentHello{"9-far", 9}) + "\n";
    const auto refused = client_.software();
    EXPECT_EQ(refused.error().kind, ErrorKind::conflict);
    EXPECT_THAT(refused.error().detail, HasSubstr("9-far"));
    EXPECT_TRUE(agent_.asked.empty());
}

TEST_F(AgentClientTest, WithoutAnAgentThereIsNoVersion) {
    EXPECT_EQ(client_.version().value(), "1-fake");
    agent_.cuts = {0};
    agent_.when_cut = {.exit_code = 127};
    EXPECT_EQ(client_.version().value(), std::nullopt);
    agent_.cuts = {0};
    agent_.when_cut = {.exit_code = 1, .error_output = "sudo: a password is required"};
    EXPECT_THAT(client_.version().error().detail, HasSubstr("password"));
}

TEST_F(AgentClientTest, WhatTheAgentRefusesIsTold) {
    agent_.answer = [](const wire::AgentRequest&) {
        return wire::to_line(
                   wire::AgentAnswer(Error{ErrorKind::conflict, "beginning", "at work", "wait", Reach::nothing})) +
               "\n";
    };
    const auto refused = client_.jobs();
    EXPECT_EQ(refused.error().kind, ErrorKind::conflict);
    EXPECT_EQ(refused.error().doing, "beginning on machine box");
}

TEST_F(AgentClientTest, AnInterruptionEndsAtOnceAndEnoughIsEnough) {
    std::string text;
    const auto enough = client_.output(1, {}, Follow::no, [&](std::string_view bytes) { return text += bytes, false; });
    EXPECT_FALSE(enough.has_value());  // this agent answers every question but outputs with one job, not a list
    EXPECT_LT(text.size(), log_.size());
    interruption_.request();
    EXPECT_EQ(follow(text).error().kind, ErrorKind::interrupted);
}

}  // namespace
}  // namespace aloft
