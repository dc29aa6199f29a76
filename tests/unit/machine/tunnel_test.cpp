#include "machine/tunnel.hpp"

#include <gmock/gmock.h>

#include <deque>

#include "fakes/fake_system.hpp"

namespace aloft {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

/// What one ssh does: says something, listens on for a while, ends.
struct Life {
    std::string says;
    int looks = 1;  ///< how often it is heard before it ends
    Finished end{.exit_code = 255, .output = {}, .error_output = "Connection timed out"};
};

class FakeSsh final : public Conversation {
public:
    explicit FakeSsh(Life life) : life_(std::move(life)) {}
    bool say(std::string_view) override { return true; }
    Heard hear(std::string& into, std::chrono::milliseconds) override {
        if (!life_.says.empty()) return into += std::exchange(life_.says, ""), Heard::something;
        return life_.looks-- > 0 ? Heard::nothing_yet : Heard::the_end;
    }
    Finished end() override { return life_.end; }

private:
    Life life_;
};

class FakeSshs final : public Conversations {
public:
    std::deque<Life> lives;
    std::vector<Command> asked;
    std::function<void()> when_none_is_left = [] {};
    Result<std::unique_ptr<Conversation>> begin(const Command& command) override {
        asked.push_back(command);
        Life life = lives.front();
        if (lives.size() > 1)
            lives.pop_front();
        else
            when_none_is_left();
        return std::make_unique<FakeSsh>(life);
    }
};

class TunnelTest : public ::testing::Test {
protected:
    Result<void> open() {
        return keep_open(home.home(), sshs, clock, interruption, {"a1", 8888, "/run/lab.sock"},
                         [this](TunnelNews one, const std::string&) { news.push_back(one); });
    }

    fakes::TemporaryHome home;
    FakeSshs sshs;
    fakes::FakeClock clock;
    fakes::FakeInterruption interruption;
    std::vector<TunnelNews> news;
};

TEST_F(TunnelTest, ListensOnThisComputerAlone) {
    sshs.lives = {{"open\n"}};
    sshs.when_none_is_left = [this] { interruption.request(); };
    ASSERT_TRUE(open());
    EXPECT_THAT(sshs.asked.front().argv, Contains("127.0.0.1:8888:/run/lab.sock"));
    EXPECT_THAT(sshs.asked.front().argv, Contains("ExitOnForwardFailure=yes"));
    EXPECT_THAT(sshs.asked.front().argv, Contains("ControlPath=none"));
}

TEST_F(TunnelTest, HealsForAsLongAsItTakes) {
    sshs.lives = {{"open\n"}, {""}, {""}, {"open\n"}, {"open\n", 1000}};
    sshs.when_none_is_left = [this] { interruption.request(); };
    ASSERT_TRUE(open());
    EXPECT_THAT(news, ElementsAre(TunnelNews::open, TunnelNews::lost, TunnelNews::open_again, TunnelNews::lost));
    EXPECT_EQ(sshs.asked.size(), 5U);
    EXPECT_GT(clock.elapsed().count(), 0) << "not without a pause";
}

TEST_F(TunnelTest, ThatNeverOpenedIsAFailure) {
    sshs.lives = {{"", 0, {.exit_code = 255, .output = {}, .error_output = "bind: Address already in use"}}};
    EXPECT_FALSE(open());
    EXPECT_EQ(sshs.asked.size(), 1U);
}

TEST_F(TunnelTest, AnotherHostKeyIsNoMatterOfWaiting) {
    sshs.lives = {{"open\n"},
                  {"", 0, {.exit_code = 255, .output = {}, .error_output = "Host key verification failed."}}};
    const auto ended = open();
    ASSERT_FALSE(ended);
    EXPECT_EQ(ended.error().kind, ErrorKind::denied);
}

}  // namespace
}  // namespace aloft
