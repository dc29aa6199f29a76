#include "operations/notebook.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>

#include "fakes/bench.hpp"
#include "operations/up.hpp"
#include "setup/notebook_secrets.hpp"

namespace aloft {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

/// A machine that answers the question after its notebook with one exit code after another, the last for ever.
class MachineThatIsAsked final : public Processes {
public:
    std::deque<int> answers{0};
    std::vector<Command> asked;
    Result<Finished> run(const Command& command) override {
        asked.push_back(command);
        const int code = answers.front();
        if (answers.size() > 1) answers.pop_front();
        return Finished{.exit_code = code, .output = {}, .error_output = {}};
    }
    Result<int> run_attached(const Command& /*command*/) override { return 0; }
    std::optional<std::string> find_program(std::string_view program) override { return std::string(program); }
};

/// Says that the way is open, and is interrupted.
class OpenWay final : public Conversations {
public:
    explicit OpenWay(fakes::FakeInterruption& interruption) : interruption_(interruption) {}
    Result<std::unique_ptr<Conversation>> begin(const Command& /*command*/) override {
        return std::make_unique<Words>(interruption_);
    }

private:
    class Words final : public Conversation {
    public:
        explicit Words(fakes::FakeInterruption& interruption) : interruption_(interruption) {}
        bool say(std::string_view /*bytes*/) override { return true; }
        Heard hear(std::string& into, std::chrono::milliseconds /*at_most*/) override {
            if (into.empty()) return into += "open\n", Heard::something;
            interruption_.request();
            return Heard::nothing_yet;
        }
        Finished end() override { return {}; }

    private:
        fakes::FakeInterruption& interruption_;
    };
    fakes::FakeInterruption& interruption_;
};

class NotebookTest : public testing::Test {
protected:
    void SetUp() override {
        ASSERT_TRUE(up(bench_.around, UpRequest{.spec = Spec{.name = "lab"}}, bench_.person));
        ASSERT_TRUE(ensure_notebook_secrets(bench_.folder.home(), bench_.random, "lab", {}));
    }
    Result<void> open(Browser browser = Browser::open) {
        const Surroundings& from = bench_.around;
        Surroundings around{from.home,   from.ledger, from.journal, from.clouds, from.keys,   from.setup,
                            from.agents, machine_,    from.clock,   from.random, from.events, from.interruption};
        return open_notebook(around, way_, bench_.daemons, {.machine = "lab", .port = {}, .browser = browser},
                             [&](TunnelNews news, const Notebook& notebook, const std::string& /*why*/) {
                                 told_.push_back(news);
                                 address_ = notebook.address;
                                 started_when_told_ = bench_.daemons.started.size();
                             });
    }

    fakes::Bench bench_;
    MachineThatIsAsked machine_;
    OpenWay way_{bench_.interruption};
    std::vector<TunnelNews> told_;
    std::string address_;
    std::size_t started_when_told_ = 0;
};

TEST_F(NotebookTest, the_browser_goes_on_by_itself_and_the_address_is_told_first) {
    const auto opened = open();
    ASSERT_TRUE(opened) << describe(opened.error());
    EXPECT_THAT(told_, ElementsAre(TunnelNews::open));
    EXPECT_THAT(address_, HasSubstr("http://127.0.0.1:"));
    EXPECT_EQ(started_when_told_, 0U);
    ASSERT_THAT(bench_.daemons.started, SizeIs(1));
    EXPECT_THAT(bench_.daemons.started[0].argv, Contains(HasSubstr("xdg-open")));
    EXPECT_THAT(bench_.daemons.started[0].argv.back(), HasSubstr("notebook-"));
    EXPECT_THAT(machine_.asked, SizeIs(1)) << "nothing that is waited for, and killed when it takes long";
}

TEST_F(NotebookTest, no_browser_where_none_is_wanted) {
    ASSERT_TRUE(open(Browser::leave));
    EXPECT_THAT(bench_.daemons.started, IsEmpty());
}

TEST_F(NotebookTest, one_that_is_just_starting_is_waited_for) {
    machine_.answers = {45, 45, 0};
    ASSERT_TRUE(open());
    EXPECT_THAT(told_, ElementsAre(TunnelNews::open));
    EXPECT_THAT(machine_.asked, SizeIs(3));
    EXPECT_THAT(bench_.events.notices(), Contains(HasSubstr("the notebook of lab is only just starting")));
}

TEST_F(NotebookTest, one_that_never_comes_is_not_waited_for_for_ever) {
    machine_.answers = {45};
    const auto opened = open();
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind, ErrorKind::not_found);
    EXPECT_THAT(opened.error().hint, HasSubstr("journalctl -u aloft-notebook"));
}

TEST_F(NotebookTest, where_none_is_installed_nothing_is_waited_for) {
    machine_.answers = {44};
    EXPECT_FALSE(open());
    EXPECT_THAT(machine_.asked, SizeIs(1));
}

TEST_F(NotebookTest, ctrl_c_ends_the_waiting) {
    machine_.answers = {45};
    bench_.interruption.request();
    const auto opened = open();
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind, ErrorKind::interrupted);
}

}  // namespace
}  // namespace aloft
