#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aloft {

enum class RunAs {
    root,
    person,  ///< whose work the machine does; never root
};

/// One thing to install, as the agent gets it. `check` answers 0 when there is nothing to do and 1 when there is;
/// `apply` does it; both are shell scripts that may be killed at any moment and run again.
struct RecipeTask {
    std::string name;   ///< [a-z][-a-z0-9]*
    std::string title;  ///< for people: "Python environment"
    std::vector<std::string> needs;  ///< names of tasks that must be done before
    RunAs as = RunAs::root;
    std::string check;
    std::string apply;
    std::map<std::string, std::string> settings;  ///< environment variables of both scripts: ALOFT_…
    std::map<std::string, std::string> secrets;  ///< name → content of files below $ALOFT_SECRETS, for its user alone
    bool operator==(const RecipeTask&) const = default;
};

/// Everything to install on one machine.
struct RecipeGraph {
    std::map<std::string, std::string> properties;  ///< what was asked for, as the plan compares it
    std::string person;  ///< the user who works on the machine; made when there is none of that name
    std::vector<RecipeTask> tasks;
    bool operator==(const RecipeGraph&) const = default;
};

enum class TaskState { waiting, checking, applying, done, failed, blocked };  ///< blocked: what it needs failed

struct TaskReport {
    std::string name;
    std::string title;
    TaskState state = TaskState::waiting;
    bool applied = false;  ///< done: there was something to do
    std::chrono::milliseconds took{};
    std::vector<std::string> last_lines;  ///< of its output; while it works the newest one, when it failed a dozen
    std::string log;  ///< the file on the machine that has the rest
    bool operator==(const TaskReport&) const = default;
};

enum class SoftwareState { none, at_work, done, failed };

struct SoftwareReport {
    SoftwareState state = SoftwareState::none;
    std::map<std::string, std::string> properties;  ///< of the graph that was last asked for
    std::vector<TaskReport> tasks;
    bool operator==(const SoftwareReport&) const = default;
};

/// A training run to begin, or anything else that shall outlive the connection.
struct JobWish {
    std::string name;  ///< for people; may be empty
    std::vector<std::string> words;  ///< the command; a single one is taken as a line for the shell
    std::string folder;  ///< relative to the person's work folder
    std::map<std::string, std::string> environment;
    std::string fingerprint;  ///< of code and command together, for whoever asks whether this was run already
    bool operator==(const JobWish&) const = default;
};

enum class JobState {
    running,
    done,  ///< ended with 0
    failed,  ///< ended otherwise
    cancelled,  ///< by `aloft cancel`
    cut_off,  ///< its machine went down under it
};

struct Job {
    int id = 0;  ///< from 1, never used again on the same machine
    std::string name;
    std::string command;  ///< as one would type it
    JobState state = JobState::running;
    std::optional<int> exit_code;  ///< 128 + n for one that died of signal n
    std::string began;  ///< ISO time
    std::optional<std::string> ended;
    std::uint64_t output_bytes = 0;
    std::string fingerprint;
    bool operator==(const Job&) const = default;
};

/// Where to begin in a job's output.
struct LogPlace {
    enum class Kind { offset, last_lines } kind = Kind::offset;
    std::uint64_t value = 0;
    bool operator==(const LogPlace&) const = default;
};

enum class Follow { no, to_the_end };

std::string_view to_string(RunAs as);
std::optional<RunAs> run_as_from(std::string_view word);
std::string_view to_string(TaskState state);
std::optional<TaskState> task_state_from(std::string_view word);
std::string_view to_string(SoftwareState state);
std::optional<SoftwareState> software_state_from(std::string_view word);
std::string_view to_string(JobState state);
std::optional<JobState> job_state_from(std::string_view word);

}  // namespace aloft
