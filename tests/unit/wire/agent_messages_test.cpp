#include <gmock/gmock.h>

#include "wire/agent_messages.hpp"

namespace aloft::wire {
namespace {

using testing::HasSubstr;
using testing::Not;

RecipeGraph graph() {
    RecipeTask task{"python", "Python environment", {"base"}, RunAs::person, "exit 1", "echo \"x\"\n", {}, {}};
    task.settings = {{"ALOFT_X", "1"}};
    task.secrets = {{"token", "s"}};
    return {{{"python", "3.12"}}, "anna", {{.name = "base", .title = "Base"}, task}};
}

Job job() {
    return {3,  "first", "python train.py", JobState::failed, 137, "2026-11-20T10:15:30Z", "2026-11-20T10:16:30Z",
            12, "f"};
}

Readings readings() {
    return {.cpus = 4,
            .load_percent = 50,
            .memory = gibibytes(16),
            .memory_used = gibibytes(3),
            .disk = gibibytes(50),
            .disk_used = {},
            .cards = {{"Tesla T4", "580.95.05", 96, gibibytes(15), gibibytes(10), 65, 68}},
            .cards_problem = "lost"};
}

TEST(AgentMessages, EveryRequestReadsBackAsItself) {
    JobWish wish{"first", {"python", "train.py"}, "code", {{"A", "b"}}, "f"};
    const std::vector<AgentRequest> all = {AskSoftware{},
                                           AskSetUp{graph()},
                                           FollowSoftware{},
                                           RunJob{"token", wish},
                                           ListJobs{},
                                           CancelJob{3},
                                           AskOutput{3, {LogPlace::Kind::last_lines, 10}, Follow::to_the_end},
                                           AskReadings{}};
    ASSERT_EQ(all.size(), std::variant_size_v<AgentRequest>);
    for (const AgentRequest& request : all) {
        const std::string line = to_line(request);
        EXPECT_THAT(line, Not(HasSubstr("\n")));
        EXPECT_EQ(agent_request_from_line(line).value(), request) << line;
    }
}

TEST(AgentMessages, EveryAnswerReadsBackAsItself) {
    TaskReport task{"python", "Python", TaskState::failed, true, std::chrono::milliseconds(1500), {"a", "b"}, "/log"};
    const std::vector<AgentAnswer> all = {SoftwareReport{SoftwareState::at_work, {{"a", "b"}}, {task}},
                                          job(),
                                          std::vector<Job>{job(), job()},
                                          readings(),
                                          Chunk{7, 9},
                                          Error{ErrorKind::conflict, "doing", "detail", "hint", Reach::nothing}};
    ASSERT_EQ(all.size(), std::variant_size_v<AgentAnswer>);
    for (const AgentAnswer& answer : all) EXPECT_EQ(agent_answer_from_line(to_line(answer)).value(), answer);
}

TEST(AgentMessages, WhatIsKeptReadsBackAsItself) {
    EXPECT_EQ(recipe_graph_from_text(to_text(graph())).value(), graph());
    const JobBegan began{"token", {"n", {"a"}, "", {}, ""}, "now", "boot"};
    EXPECT_EQ(job_began_from_text(to_text(began)).value(), began);
    const JobEnded ended{JobState::cancelled, std::nullopt, "now"};
    EXPECT_EQ(job_ended_from_text(to_text(ended)).value(), ended);
}

TEST(AgentMessages, TheGreetingSaysVersionAndProtocol) {
    EXPECT_EQ(to_line(AgentHello{"0.1.0-abc"}), R"({"aloft-agent":"0.1.0-abc","protocol":1})");
    EXPECT_EQ(agent_hello_from_line(R"({"aloft-agent": "9", "protocol": 7, "more": 1})").value(), (AgentHello{"9", 7}));
}

TEST(AgentMessages, AMistakeIsNamed) {
    EXPECT_THAT(agent_request_from_line(R"({"request":"dance"})").error().detail, HasSubstr("dance"));
    EXPECT_THAT(agent_request_from_line(R"({"job":1})").error().detail, HasSubstr("what is asked for"));
    EXPECT_THAT(agent_request_from_line(R"({"request":"cancel","job":"x"})").error().detail, HasSubstr("job"));
    EXPECT_THAT(agent_request_from_line("[]").error().detail, HasSubstr("record"));
    EXPECT_THAT(agent_request_from_line(std::string(100'000, '[')).error().detail, HasSubstr("deep"));
    EXPECT_THAT(agent_answer_from_line(R"({"at":0,"bytes":99999999})").error().detail, HasSubstr("too large"));
    EXPECT_FALSE(agent_answer_from_line("{}"));
    EXPECT_FALSE(agent_hello_from_line("Welcome to Debian"));
}

}  // namespace
}  // namespace aloft::wire
