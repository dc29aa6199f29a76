#pragma once
#include <string>
#include <vector>

#include "cli/paint.hpp"
#include "core/software.hpp"
#include "operations/work.hpp"
#include "system/clock.hpp"

namespace aloft::cli {

std::string jobs_table(const std::string& machine, const std::vector<Job>& jobs, Instant now, const Paint& paint,
                       int columns);

/// "job 3 ended well", "job 3 failed with 2", and what to do next.
std::string job_sentence(const std::string& machine, const Job& job);

std::string brought_back_view(const BroughtBack& brought);

/// What a script gets for a job that has ended: the job's own code, as with a command run here.
int exit_code_of(const Job& job);

}  // namespace aloft::cli
