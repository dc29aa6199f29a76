#pragma once
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "agent/job_folder.hpp"
#include "agent/places.hpp"
#include "core/result.hpp"
#include "core/software.hpp"
#include "system/clock.hpp"
#include "system/process.hpp"
#include "system/script.hpp"
#include "wire/agent_messages.hpp"

namespace aloft::agent {

/// Jobs are units of systemd and folders on the disk; nothing of them is in the agent's memory. Thread-safe.
class Jobs {
public:
    Jobs(Places places, Processes& processes, Scripts& scripts, Clock& clock, std::string boot)
        : places_(std::move(places)), processes_(processes), scripts_(scripts), clock_(clock), boot_(std::move(boot)) {}

    /// Writes an end to jobs that can have none any more: an agent was killed while it began them.
    void settle();
    /// The same token is the same job.
    Result<Job> begin(const wire::RunJob& asked, const User& person);
    Result<std::vector<Job>> all();
    /// One that nothing runs of any more has ended, though its end could not be written: on a full disk, say.
    Result<Job> find(int id);
    /// As its folder has it, and nobody is asked.
    Result<Job> as_written(int id) const;
    Result<Job> cancel(int id);
    JobFolder folder(int id) const { return JobFolder(places_.jobs() / std::to_string(id)); }

private:
    std::vector<int> numbers() const;
    Result<int> new_folder();
    std::optional<int> with_token(const std::string& token) const;
    Result<void> prepare(const JobFolder& folder, const wire::RunJob& asked, const User& person);
    bool unit_is_there(int id);
    bool has_no_end(int id);
    /// For one of which nothing runs and nobody has told how it ended.
    void settle(int id, JobState state);

    Places places_;
    Processes& processes_;
    Scripts& scripts_;
    Clock& clock_;
    std::string boot_;
    std::mutex beginning_;
};

/// What `aloft-agent job-ended N` does, called by systemd as root when nothing of the job runs any more. `told` are
/// the variables EXIT_CODE, EXIT_STATUS and SERVICE_RESULT.
struct ToldBySystemd {
    std::string exit_code;
    std::string exit_status;
    std::string result;
};
Result<void> job_ended(const JobFolder& folder, const ToldBySystemd& told, Processes& processes, Clock& clock);

}  // namespace aloft::agent
