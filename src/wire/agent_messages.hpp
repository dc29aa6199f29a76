#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/readings.hpp"
#include "core/result.hpp"
#include "core/software.hpp"

/// What aloft and the agent on a machine say to one another. A connection carries one request: the agent says hello,
/// is asked one line, and answers in lines until it closes. Raw output follows its Chunk line, not as text: it need
/// not be UTF-8.
namespace aloft::wire {

inline constexpr int agent_protocol = 1;
/// A line of JSON that is longer is a mistake, not a message. A graph carries whole scripts and requirement files.
inline constexpr std::size_t longest_agent_line = std::size_t{4} << 20U;

struct AgentHello {
    std::string version;
    int protocol = agent_protocol;
    bool operator==(const AgentHello&) const = default;
};

struct AskSoftware {
    bool operator==(const AskSoftware&) const = default;
};
/// Begins the work, or joins it when it is at work already, and then follows it.
struct AskSetUp {
    RecipeGraph graph;
    bool operator==(const AskSetUp&) const = default;
};
struct FollowSoftware {
    bool operator==(const FollowSoftware&) const = default;
};
struct RunJob {
    std::string token;  ///< the same token is the same job: a request whose answer was cut off may be repeated
    JobWish wish;
    bool operator==(const RunJob&) const = default;
};
struct ListJobs {
    bool operator==(const ListJobs&) const = default;
};
struct CancelJob {
    int job = 0;
    bool operator==(const CancelJob&) const = default;
};
struct AskOutput {
    int job = 0;
    LogPlace from;
    Follow follow = Follow::no;
    bool operator==(const AskOutput&) const = default;
};
struct AskReadings {
    bool operator==(const AskReadings&) const = default;
};
using AgentRequest =
    std::variant<AskSoftware, AskSetUp, FollowSoftware, RunJob, ListJobs, CancelJob, AskOutput, AskReadings>;

/// That many raw bytes follow the line; they are the output from that place on.
struct Chunk {
    std::uint64_t at = 0;
    std::uint64_t bytes = 0;
    bool operator==(const Chunk&) const = default;
};
inline constexpr std::uint64_t largest_chunk = std::uint64_t{1} << 20U;

/// What has no Chunk after it and is not a report of work that goes on is the last answer of its connection.
using AgentAnswer = std::variant<SoftwareReport, Job, std::vector<Job>, Readings, Chunk, Error>;

/// Each is one line without its end.
std::string to_line(const AgentHello& hello);
std::string to_line(const AgentRequest& request);
std::string to_line(const AgentAnswer& answer);

/// A hello of another protocol reads well: it is for who reads it to say what that means.
Result<AgentHello> agent_hello_from_line(std::string_view line);
Result<AgentRequest> agent_request_from_line(std::string_view line);
Result<AgentAnswer> agent_answer_from_line(std::string_view line);

/// What the agent keeps on its disk: of a job as it began, and as it ended.
struct JobBegan {
    std::string token;
    JobWish wish;
    std::string at;    ///< ISO time
    std::string boot;  ///< of the system that it began on: in any other it cannot run
    bool operator==(const JobBegan&) const = default;
};
struct JobEnded {
    JobState state = JobState::done;
    std::optional<int> exit_code;
    std::string at;
    bool operator==(const JobEnded&) const = default;
};

std::string to_text(const JobBegan& began);
std::string to_text(const JobEnded& ended);
Result<JobBegan> job_began_from_text(std::string_view text);
Result<JobEnded> job_ended_from_text(std::string_view text);
std::string to_text(const RecipeGraph& graph);
std::string to_text(const SoftwareReport& report);
Result<RecipeGraph> recipe_graph_from_text(std::string_view text);
Result<SoftwareReport> software_report_from_text(std::string_view text);

}  // namespace aloft::wire
