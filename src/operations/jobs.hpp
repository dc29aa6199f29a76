#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/software.hpp"
#include "machine/agent.hpp"
#include "operations/surroundings.hpp"

namespace aloft {

/// `aloft run N -- words`: begun on the machine, where it goes on whatever becomes of the connection.
Result<Job> run_job(Surroundings& around, const std::string& machine, const JobWish& wish);
/// All of them, oldest first.
Result<std::vector<Job>> jobs(Surroundings& around, const std::string& machine);
Result<Job> cancel_job(Surroundings& around, const std::string& machine, int id);

struct OutputRequest {
    std::string machine;
    std::optional<int> job;  ///< none: the one that was begun last
    LogPlace from;
    Follow follow = Follow::no;
};
/// Hands the output over as it comes; answers the job as it then is.
Result<Job> job_output(Surroundings& around, const OutputRequest& request, const TakeOutput& take);

}  // namespace aloft
