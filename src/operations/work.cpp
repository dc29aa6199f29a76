#include "operations/work.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "core/fingerprint.hpp"
#include "machine/reach.hpp"
#include "operations/known_machine.hpp"
#include "operations/reachable.hpp"
#include "setup/machine_setup.hpp"
#include "setup/wishes.hpp"

namespace aloft {
namespace {

constexpr std::string_view job_name = "run";

/// What rsync ends with when something that it was told to copy is not there.
constexpr int rsync_partly = 23;

Result<Spec> spec_of(Surroundings& around, const std::string& machine) {
    auto summary = known_machine(around, machine);
    if (!summary) return failed(summary);
    return summary->machine.spec;
}

/// The state of the code that the machine has, and the line: the same work has the same fingerprint.
Result<std::string> fingerprint_of(Surroundings& around, const std::string& machine, const std::string& line) {
    auto records = around.ledger.resources(machine);
    if (!records) return failed(records);
    std::string state;
    for (const ResourceRecord& record : *records)
        if (record.resource.ref.kind == ResourceKind::code)
            if (const std::string* seen_state = seen(record.found, "state")) state = *seen_state;
    return fingerprint(state + "\n" + line);
}

bool stands_for(const Job& job, const std::string& fingerprint) {
    return job.fingerprint == fingerprint && (job.state == JobState::running || job.state == JobState::done);
}

const Job* running_work(const std::vector<Job>& jobs) {
    const auto found = std::ranges::find_if(
        jobs, [](const Job& job) { return job.name == job_name && job.state == JobState::running; });
    return found == jobs.end() ? nullptr : &*found;
}

std::string how_to_go_on(const std::string& machine, const Job& job) {
    return fmt::format(
        "`aloft cancel {0} {1}` ends it, `aloft logs {0} {1} --follow` waits for its end; then run `aloft "
        "up` again",
        machine, job.id);
}

bool brings_code_to_one_that_runs(const Plan& plan) {
    const bool runs = std::ranges::any_of(plan.found, [](const Found& one) {
        return one.ref.kind == ResourceKind::agent && one.condition == Condition::ready;
    });
    return runs && std::ranges::any_of(plan.steps, [](const Step& step) {
               return step.resource.ref.kind == ResourceKind::code && step.action != Action::remove;
           });
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream from(text);
    for (std::string line; std::getline(from, line);)
        if (!line.empty() && !line.ends_with('/')) lines.push_back(line);
    return lines;
}

Result<void> bring_one(Surroundings& around, const std::string& machine, const std::string& output, BroughtBack& into) {
    // The "/./" says from where on the path is kept.
    const std::string from = fmt::format("{}:{}/./{}", machine, work_folder_on(around.home, machine), output);
    Command command = rsync_command(around.home, machine, from, into.folder + "/");
    command.argv.insert(command.argv.begin() + 1, {"--relative", "--update", "--out-format=%n"});
    auto finished = around.processes.run(command);
    if (!finished) return failed(finished);
    if (finished->exit_code == rsync_partly && finished->output.empty()) {
        into.missing.push_back(output);
        return {};
    }
    if (finished->exit_code != 0) {
        Error error = ssh_error(machine, *finished);
        error.doing = fmt::format("bringing {} back from {}", output, machine);
        return std::unexpected(error);
    }
    for (std::string& file : lines_of(finished->output)) into.files.push_back(std::move(file));
    return {};
}

}  // namespace

Result<void> leaves_running_work_alone(Surroundings& around, const Plan& plan) {
    if (!brings_code_to_one_that_runs(plan)) return {};
    const std::string& machine = plan.machine;
    // One that cannot be asked is of another version, or the plan itself will say what keeps it from answering.
    const auto jobs = around.agents.on(machine)->jobs();
    const Job* job = jobs ? running_work(*jobs) : nullptr;
    if (job == nullptr) return {};
    return failure(
        ErrorKind::conflict, fmt::format("bringing new code to machine {}", machine),
        fmt::format("job {} ({}) is running there with the code as it was; nothing was changed", job->id, job->command),
        fmt::format("{}. A file for something else goes there meanwhile with `aloft push FILE {}:work/`",
                    how_to_go_on(machine, *job), machine));
}

Result<std::optional<Work>> begin_work(Surroundings& around, const std::string& machine) {
    auto spec = spec_of(around, machine);
    if (!spec) return failed(spec);
    if (!spec->run) return std::nullopt;
    auto agent = agent_on(around, machine, fmt::format("running \"{}\" on {}", *spec->run, machine));
    if (!agent) return failed(agent);
    auto mark = fingerprint_of(around, machine, *spec->run);
    if (!mark) return failed(mark);
    auto all = (*agent)->jobs();
    if (!all) return failed(all);
    const auto before =
        std::find_if(all->rbegin(), all->rend(), [&](const Job& job) { return stands_for(job, *mark); });
    if (before != all->rend()) return Work{*before, Begun::before};
    if (const Job* running = running_work(*all))
        return failure(
            ErrorKind::conflict, fmt::format("running \"{}\" on {}", *spec->run, machine),
            fmt::format(
                "job {} ({}) is running there still, begun with other code or another line; everything else is done",
                running->id, running->command),
            fmt::format("{}; `aloft run {} -- COMMAND` runs something beside it", how_to_go_on(machine, *running),
                        machine));
    auto job = (*agent)->run(
        {.name = std::string(job_name), .words = {*spec->run}, .folder = {}, .environment = {}, .fingerprint = *mark});
    if (!job) return failed(job);
    return Work{*job, Begun::now};
}

Result<BroughtBack> bring_back(Surroundings& around, const std::string& machine) {
    auto spec = spec_of(around, machine);
    if (!spec) return failed(spec);
    const auto folder = code_folder(*spec);
    const std::vector<std::string> outputs = outputs_of(*spec);
    if (outputs.empty() || !folder) return BroughtBack{};
    if (auto fine = reachable(around, machine, "bringing the outputs back from " + machine); !fine) return failed(fine);
    BroughtBack result{.folder = folder->string(), .files = {}, .missing = {}};
    for (const std::string& output : outputs)
        if (auto brought = bring_one(around, machine, output, result); !brought) return failed(brought);
    return result;
}

}  // namespace aloft
