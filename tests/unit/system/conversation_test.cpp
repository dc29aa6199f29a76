#include "system/conversation.hpp"

#include <gmock/gmock.h>

namespace aloft {
namespace {

using namespace std::chrono_literals;

std::unique_ptr<Conversation> talk_to(const std::string& line) {
    return PosixConversations().begin({.argv = {"sh", "-c", line}}).value();
}

std::string hear_all(Conversation& conversation) {
    std::string text;
    while (conversation.hear(text, 1000ms) != Conversation::Heard::the_end) {
    }
    return text;
}

TEST(Conversation, GoesBothWays) {
    const auto conversation = talk_to("read line; echo \"heard $line\"; echo why >&2; exit 3");
    EXPECT_TRUE(conversation->say("hello\n"));
    EXPECT_EQ(hear_all(*conversation), "heard hello\n");
    const Finished finished = conversation->end();
    EXPECT_EQ(finished.exit_code, 3);
    EXPECT_EQ(finished.error_output, "why\n");
}

TEST(Conversation, SilenceIsNotTheEnd) {
    const auto conversation = talk_to("read line; echo done");
    std::string text;
    EXPECT_EQ(conversation->hear(text, 1ms), Conversation::Heard::nothing_yet);
    EXPECT_TRUE(conversation->say("\n"));
    EXPECT_EQ(hear_all(*conversation), "done\n");
}

TEST(Conversation, WhoDoesNotListenIsNoticed) {
    const auto conversation = talk_to("exec <&-; echo gone");
    hear_all(*conversation);
    EXPECT_FALSE(conversation->say(std::string(10'000'000, 'x')));
}

TEST(Conversation, ManyWordsOnStandardErrorHoldNothingUp) {
    const auto conversation = talk_to("cat > /dev/null; yes words | head -c 1000000 >&2; echo last >&2");
    EXPECT_TRUE(conversation->say(std::string(1'000'000, 'x')));
    // Its input must end for it to go on: that is what end() does.
    const Finished finished = conversation->end();
    EXPECT_EQ(finished.exit_code, 0);
    EXPECT_TRUE(finished.error_output.ends_with("last\n"));
    EXPECT_LE(finished.error_output.size(), 10'000U);
}

TEST(Conversation, AProgramThatDoesNotEndIsEnded) {
    const auto conversation = talk_to("trap '' TERM; exec sleep 1000");
    EXPECT_EQ(conversation->end().exit_code, 137);
}

TEST(Conversation, ThereMustBeAProgram) {
    EXPECT_EQ(PosixConversations().begin({.argv = {"no-such-program-at-all"}}).error().kind, ErrorKind::missing_tool);
}

}  // namespace
}  // namespace aloft
