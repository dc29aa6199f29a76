#include "operations/jobs.hpp"

#include <fmt/format.h>

#include "operations/reachable.hpp"

namespace aloft {
namespace {

Result<int> last_job(Agent& agent, const std::string& machine) {
    auto all = agent.jobs();
    if (!all) return failed(all);
    if (!all->empty()) return all->back().id;
    return failure(ErrorKind::not_found, "looking for the last job on " + machine, "nothing was run there yet",
                   fmt::format("aloft run {} -- python train.py", machine));
}

}  // namespace

Result<Job> run_job(Surroundings& around, const std::string& machine, const JobWish& wish) {
    auto agent = agent_on(around, machine, "running something on " + machine);
    if (!agent) return failed(agent);
    return (*agent)->run(wish);
}

Result<std::vector<Job>> jobs(Surroundings& around, const std::string& machine) {
    auto agent = agent_on(around, machine, "listing the jobs of " + machine);
    if (!agent) return failed(agent);
    return (*agent)->jobs();
}

Result<Job> cancel_job(Surroundings& around, const std::string& machine, int id) {
    auto agent = agent_on(around, machine, fmt::format("cancelling job {} on {}", id, machine));
    if (!agent) return failed(agent);
    return (*agent)->cancel(id);
}

Result<Job> job_output(Surroundings& around, const OutputRequest& request, const TakeOutput& take) {
    auto agent = agent_on(around, request.machine, "reading the output of a job on " + request.machine);
    if (!agent) return failed(agent);
    auto id = request.job ? Result<int>(*request.job) : last_job(**agent, request.machine);
    if (!id) return failed(id);
    return (*agent)->output(*id, request.from, request.follow, take);
}

}  // namespace aloft
