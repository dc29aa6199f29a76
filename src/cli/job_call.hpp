#pragma once
#include "cli/call.hpp"
#include "operations/jobs.hpp"

namespace aloft::cli {

/// Streams a job's output to standard output until the job has ended, and says what it came to. Ctrl-C ends the
/// watching and never the job.
Result<Job> watch_job(Call& call, Surroundings& around, const OutputRequest& request);

/// The number of a job, from the argument of that name; nothing when it is not given.
Result<std::optional<int>> job_number(const Words& words, std::string_view argument);

}  // namespace aloft::cli
