// The agent on a real machine, through all that can happen to it, to its connections and to the machine.
#include <gmock/gmock.h>

#include <charconv>
#include <set>
#include <thread>

#include "machine/agent_client.hpp"
#include "machine/folder.hpp"
#include "machine/options.hpp"
#include "machine/reach.hpp"
#include "machines/real_container.hpp"
#include "main/embedded_agent.hpp"
#include "system/elf.hpp"

namespace aloft::local {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::SizeIs;

/// One machine with an agent, for all tests: each leaves it as usable as it was.
class OneMachine {
public:
    OneMachine() : wished_(world_.blueprint()) {
        instance_ = world_.make(wished_);
        const MachineFolder folder(world_.home(), "box");
        make_private_folder(folder.path()).value();
        for (const char* end : {"", ".pub"})
            write_file(folder.identity().string() + end,
                       read_file((world_.home().data / "identity").string() + end).value(), Readable::by_owner)
                .value();
        const std::string key = read_file(world_.home().data / "host_key.pub").value();
        write_file(folder.known_hosts(), host_key_alias("box") + " " + key, Readable::by_owner).value();
        reach();
        world_.ssh(instance_, "cloud-init status --wait > /dev/null");
    }
    OneMachine(const OneMachine&) = delete;
    OneMachine& operator=(const OneMachine&) = delete;
    ~OneMachine() {
        close_connection(world_.home(), world_.processes, "box");
        world_.remove(wished_);
    }

    std::string root(const std::string& words) { return world_.ssh(instance_, "sudo sh -c '" + words + "'").output; }
    void switch_off_and_on() {
        world_.local().stop(instance_.ref).value();
        instance_ = world_.local().start(instance_.ref, {{}, [](std::string_view) {}}).value();
        reach();
        root("systemctl is-system-running --wait");
    }
    void pull_the_plug() {
        run_checked(world_.processes, {.argv = {"podman", "kill", instance_.ref.name}}, "killing the machine").value();
        instance_ = world_.local().start(instance_.ref, {{}, [](std::string_view) {}}).value();
        reach();
        root("systemctl is-system-running --wait");
    }
    std::string user() const { return *seen(instance_, "user"); }
    AgentSurroundings surroundings() {
        return {world_.home(), world_.processes, conversations_, clock_, random_, interruption};
    }

    fakes::FakeInterruption interruption;

private:
    void reach() {
        close_connection(world_.home(), world_.processes, "box");
        int port = 0;
        const std::string text = *seen(instance_, "port");
        std::from_chars(text.data(), text.data() + text.size(), port);
        const Address address{"box", *seen(instance_, "host"), port, user()};
        write_file(MachineFolder(world_.home(), "box").ssh_config(), ssh_config(world_.home(), {address}),
                   Readable::by_owner)
            .value();
    }

    RealContainer world_;
    Blueprint wished_;
    Found instance_;
    PosixConversations conversations_;
    SystemClock clock_;
    SystemRandom random_;
};

/// The same program under another version: the hash in it is not what it is.
struct OtherProgram {
    OtherProgram() {
        const AgentProgram present = embedded_agent();
        bytes = present.bytes;
        std::string id;
        const std::string hex = build_id_of(bytes);
        for (std::size_t at = 0; at < hex.size(); at += 2)
            id += static_cast<char>(std::stoi(hex.substr(at, 2), nullptr, 16));
        bytes[bytes.find(id)] ^= 1;
        program = {present.version, present.architecture, bytes};
        program.version.replace(program.version.size() - 12, 12, build_id_of(bytes).substr(0, 12));
    }
    std::string bytes;
    AgentProgram program;
};

class AgentOnMachine : public testing::Test {
protected:
    static void SetUpTestSuite() {
        if (why_no_containers().empty()) machine_ = std::make_unique<OneMachine>();
    }
    static void TearDownTestSuite() { machine_.reset(); }

    void SetUp() override {
        if (!machine_) GTEST_SKIP() << why_no_containers();
        const auto installed = agent_.install();
        ASSERT_TRUE(installed) << describe(installed.error());
        machine_->root("rm -rf /tmp/test; mkdir -m 0777 /tmp/test");
    }

    static RecipeTask task(const std::string& name, const std::string& apply, std::vector<std::string> needs = {}) {
        const std::string mark = "/tmp/test/" + name;
        return {name, "the " + name, std::move(needs), RunAs::root, "test -e " + mark, apply + "\ntouch " + mark, {},
                {}};
    }
    static RecipeGraph graph(std::vector<RecipeTask> tasks) {
        return {{{"test", "1"}}, machine_->user(), std::move(tasks)};
    }

    SoftwareReport set_up(const RecipeGraph& wished) {
        const auto report = agent_.set_up(wished, [](const SoftwareReport&) { return true; });
        EXPECT_TRUE(report) << describe(report.error());
        return report.value_or(SoftwareReport{});
    }
    /// Somebody must work on the machine before there are jobs.
    Job run(std::vector<std::string> words) {
        if (agent_.software().value().state != SoftwareState::done) set_up(graph({}));
        JobWish wish;
        wish.words = std::move(words);
        const auto job = agent_.run(wish);
        EXPECT_TRUE(job) << describe(job.error());
        return job.value_or(Job{});
    }
    std::pair<Job, std::string> output_of(int id, LogPlace from = {}, Follow follow = Follow::to_the_end) {
        std::string text;
        const auto job = agent_.output(id, from, follow, [&](std::string_view bytes) { return text += bytes, true; });
        EXPECT_TRUE(job) << describe(job.error());
        return {job.value_or(Job{}), text};
    }

    static std::unique_ptr<OneMachine> machine_;
    AgentProgram program_ = embedded_agent();
    AgentClient agent_{machine_ ? machine_->surroundings()
                                : AgentSurroundings{home_, processes_, conversations_, clock_, random_, interruption_},
                       "box", program_};

    // For an agent that is never asked, where there is no machine.
    Home home_;
    PosixProcesses processes_;
    PosixConversations conversations_;
    SystemClock clock_;
    SystemRandom random_;
    fakes::FakeInterruption interruption_;
};
std::unique_ptr<OneMachine> AgentOnMachine::machine_;

TEST_F(AgentOnMachine, IsInstalledOnceAndListensToRootAlone) {
    EXPECT_EQ(agent_.version().value(), program_.version);
    const std::string since = "systemctl show --property=MainPID --value aloft-agent";
    const std::string process = machine_->root(since);
    ASSERT_TRUE(agent_.install());
    EXPECT_EQ(machine_->root(since), process);
    EXPECT_EQ(machine_->root("stat -c \"%a %U\" /run/aloft/agent.sock /var/lib/aloft"), "600 root\n700 root\n");
    EXPECT_EQ(machine_->root("ls /usr/local/lib/aloft"), "aloft-agent\n");
}

TEST_F(AgentOnMachine, WorksRecipesOffAndTheSecondTimeThereIsNothingToDo) {
    RecipeTask mine = task(
        "mine", "test \"$(id -un)\" = \"$ALOFT_PERSON\" && cat $ALOFT_SECRETS/word && cd $ALOFT_WORK/..", {"base"});
    mine.as = RunAs::person;
    mine.secrets = {{"word", "whisper\n"}};
    const RecipeGraph wished = graph({task("base", "test \"$(id -un)\" = root; echo hello"), mine});
    const SoftwareReport first = set_up(wished);
    ASSERT_EQ(first.state, SoftwareState::done) << testing::PrintToString(first.tasks.at(1).last_lines);
    EXPECT_THAT(first.tasks, Each(Field(&TaskReport::applied, true)));
    EXPECT_EQ(machine_->root("cat /var/lib/aloft/recipes/mine.log"), "whisper\n");
    EXPECT_EQ(machine_->root("grep -rl whisper /var/lib/aloft/recipes/*.json /run/aloft; ls /run/aloft/tasks"), "");
    const SoftwareReport second = set_up(wished);
    EXPECT_EQ(second.state, SoftwareState::done);
    EXPECT_THAT(second.tasks, Each(Field(&TaskReport::applied, false)));
    EXPECT_EQ(agent_.software().value(), second);
}

TEST_F(AgentOnMachine, TellsWhatFailedAndWhatIsBlockedByIt) {
    const SoftwareReport report =
        set_up(graph({task("good", ""), task("bad", "echo the reason; exit 3"), task("after", "", {"bad"})}));
    EXPECT_EQ(report.state, SoftwareState::failed);
    EXPECT_EQ(report.tasks[0].state, TaskState::done);
    EXPECT_EQ(report.tasks[1].state, TaskState::failed);
    EXPECT_THAT(report.tasks[1].last_lines, ElementsAre("the reason", "aloft: apply ended with 3"));
    EXPECT_EQ(report.tasks[2].state, TaskState::blocked);
}

TEST_F(AgentOnMachine, ARecipeThatIsKilledInTheMiddleResumes) {
    const std::string waits = "echo begun >> /tmp/test/count; while ! [ -e /tmp/test/go ]; do sleep 0.05; done";
    bool killed = false;
    const auto report = agent_.set_up(graph({task("long", waits)}), [&](const SoftwareReport& now) {
        if (killed || now.tasks[0].state != TaskState::applying) return true;
        killed = true;
        machine_->root("while ! [ -e /tmp/test/count ]; do sleep 0.05; done");
        machine_->root("systemctl kill --signal=KILL --kill-who=main aloft-agent");
        machine_->root("while ! [ $(wc -l < /tmp/test/count) = 2 ]; do sleep 0.05; done");
        // The script of the killed agent does not go on beside the new one's.
        EXPECT_EQ(machine_->root("pgrep -fc [t]asks/long/script"), "1\n");
        machine_->root("touch /tmp/test/go");
        return true;
    });
    ASSERT_TRUE(report) << describe(report.error());
    EXPECT_TRUE(killed);
    EXPECT_EQ(report->state, SoftwareState::done);
    EXPECT_TRUE(report->tasks[0].applied);
}

TEST_F(AgentOnMachine, AJobOutlivesTheConnection) {
    const Job job = run({"for i in 1 2 3; do echo line $i; sleep 0.3; done; exit 7"});
    EXPECT_EQ(job.state, JobState::running);
    const auto [ended, text] = output_of(job.id);
    EXPECT_EQ(text, "line 1\nline 2\nline 3\n");
    EXPECT_EQ(ended.state, JobState::failed);
    EXPECT_EQ(ended.exit_code, 7);
    EXPECT_EQ(output_of(job.id, {LogPlace::Kind::last_lines, 2}).second, "line 2\nline 3\n");
    EXPECT_EQ(output_of(job.id, {LogPlace::Kind::offset, 7}, Follow::no).second, "line 2\nline 3\n");
}

TEST_F(AgentOnMachine, AJobRunsAsThePersonInTheWorkFolderWithItsWordsAsTheyAre) {
    set_up(graph({}));
    JobWish wish;
    wish.words = {"/bin/sh", "-c", "id -un; pwd; printf '%s\\n' \"$1\" \"$COLOUR\"", "x", "a $b \"c\" %d"};
    wish.folder = "some/where";
    wish.environment = {{"COLOUR", "green \"$x\" `y` \\ 'z'"}};
    const Job job = agent_.run(wish).value();
    const auto [ended, text] = output_of(job.id);
    const std::string home = "/home/" + machine_->user();
    EXPECT_EQ(text, machine_->user() + "\n" + home + "/work" + "/some/where\na $b \"c\" %d\ngreen \"$x\" `y` \\ 'z'\n");
    EXPECT_EQ(ended.exit_code, 0);
    EXPECT_EQ(ended.state, JobState::done);
    EXPECT_EQ(output_of(run({"no-such-program", "x"}).id).first.exit_code, 127);
}

TEST_F(AgentOnMachine, AJobIsCancelled) {
    const Job job = run({"sleep", "1000"});
    const auto cancelled = agent_.cancel(job.id);
    ASSERT_TRUE(cancelled) << describe(cancelled.error());
    EXPECT_EQ(cancelled->state, JobState::cancelled);
    EXPECT_EQ(cancelled->exit_code, 128 + 15);
    EXPECT_EQ(agent_.cancel(job.id).value(), *cancelled);
    EXPECT_EQ(agent_.cancel(99999).error().kind, ErrorKind::not_found);
    const Job killed = run({"kill -KILL $$"});
    EXPECT_EQ(output_of(killed.id).first.exit_code, 128 + 9);
}

TEST_F(AgentOnMachine, AStreamThatIsCutManyTimesComesOnceAndWhole) {
    constexpr int lines = 400'000;
    const Job job = run(
        {"i=0; while [ $i -lt 400 ]; do seq $((i * 1000 + 1)) $((i * 1000 + 1000)); i=$((i + 1)); sleep 0.02; done"});
    std::string text;
    int cuts = 0;
    const auto ended = agent_.output(job.id, {}, Follow::to_the_end, [&](std::string_view bytes) {
        text += bytes;
        if (text.size() > static_cast<std::size_t>(cuts + 1) * 200'000) {
            // By turns: what relays on the machine, and the connection itself.
            machine_->root(++cuts % 2 == 0 ? "pkill -KILL -f [a]loft-agent.connect"
                                           : "setsid --fork sh -c \"sleep 0.1; pkill -KILL -f [s]shd:.*@notty\"");
        }
        return true;
    });
    ASSERT_TRUE(ended) << describe(ended.error());
    EXPECT_GT(cuts, 8);
    std::string expected;
    for (int i = 1; i <= lines; ++i) expected += std::to_string(i) + "\n";
    EXPECT_EQ(text.size(), expected.size());
    EXPECT_TRUE(text == expected);
    EXPECT_EQ(ended->exit_code, 0);
}

TEST_F(AgentOnMachine, IsReplacedWhileAJobRunsWhichDoesNotNotice) {
    const Job job = run({"for i in $(seq 100); do echo $i; sleep 0.03; done"});
    OtherProgram other;
    AgentClient newer(machine_->surroundings(), "box", other.program);
    std::string text;
    bool replaced = false;
    const auto ended = agent_.output(job.id, {}, Follow::to_the_end, [&](std::string_view bytes) {
        text += bytes;
        if (!std::exchange(replaced, true)) {
            const auto installed = newer.install();
            EXPECT_TRUE(installed) << describe(installed.error());
        }
        return true;
    });
    ASSERT_TRUE(ended) << describe(ended.error());
    std::string expected;
    for (int i = 1; i <= 100; ++i) expected += std::to_string(i) + "\n";
    EXPECT_EQ(text, expected);
    EXPECT_EQ(ended->exit_code, 0);
    EXPECT_EQ(agent_.version().value(), other.program.version);
}

TEST_F(AgentOnMachine, StaysSmallWhateverItStreams) {
    const Job job = run({"yes 'a line of a log that somebody follows' 2> /dev/null | head -c 200000000"});
    std::uint64_t bytes = 0;
    const auto ended = agent_.output(job.id, {}, Follow::to_the_end,
                                     [&](std::string_view some) { return bytes += some.size(), true; });
    ASSERT_TRUE(ended) << describe(ended.error());
    EXPECT_EQ(bytes, 200'000'000U);
    const std::string peak =
        machine_->root("grep VmHWM /proc/$(systemctl show --property=MainPID --value aloft-agent)/status");
    std::cout << "most that the agent had resident: " << peak;
    EXPECT_LT(std::stoi(peak.substr(peak.find_first_of("0123456789"))), 10'000) << peak;
    EXPECT_LT(embedded_agent().bytes.size(), 6'000'000U);
}

TEST_F(AgentOnMachine, StopAndStartBringItBackAndTellWhatWasCutOff) {
    const Job stopped = run({"sleep", "1000"});
    machine_->switch_off_and_on();
    EXPECT_EQ(agent_.version().value(), program_.version);
    const auto [job, text] = output_of(stopped.id);
    EXPECT_EQ(job.state, JobState::cut_off);

    const Job killed = run({"sleep", "1000"});
    EXPECT_GT(killed.id, stopped.id);
    machine_->pull_the_plug();
    EXPECT_EQ(output_of(killed.id).first.state, JobState::cut_off);
    EXPECT_EQ(agent_.software().value().state, SoftwareState::done);
    EXPECT_EQ(output_of(run({"true"}).id).first.state, JobState::done);
}

TEST_F(AgentOnMachine, AnInterruptionEndsTheFollowingAtOnce) {
    const Job job = run({"echo begun; sleep 1000"});
    const auto ended = agent_.output(job.id, {}, Follow::to_the_end, [&](std::string_view) {
        machine_->interruption.request();
        return true;
    });
    machine_->interruption.forget();
    EXPECT_EQ(ended.error().kind, ErrorKind::interrupted);
    EXPECT_EQ(agent_.cancel(job.id)->state, JobState::cancelled);
}

}  // namespace
}  // namespace aloft::local
