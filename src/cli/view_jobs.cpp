#include "cli/view_jobs.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/exit_code.hpp"
#include "cli/table_view.hpp"
#include "cli/text.hpp"

namespace aloft::cli {
namespace {

Tint tint_of(JobState state) {
    switch (state) {
        case JobState::running: return Tint::busy;
        case JobState::done: return Tint::good;
        case JobState::failed: return Tint::bad;
        case JobState::cancelled:
        case JobState::cut_off: return Tint::warning;
    }
    return Tint::plain;
}

std::string state_words(const Job& job) {
    if (job.state == JobState::failed && job.exit_code) return fmt::format("failed with {}", *job.exit_code);
    return std::string(to_string(job.state));
}

std::string since(std::string_view moment, Instant now) {
    const std::string age = age_text(moment, now);
    return age == "now" ? "just now" : age + " ago";
}

}  // namespace

std::string jobs_table(const std::string& machine, const std::vector<Job>& jobs, Instant now, const Paint& paint,
                       int columns) {
    if (jobs.empty())
        return fmt::format("nothing was run on {0}; to run something: aloft run {0} -- COMMAND\n", machine);
    std::vector<std::vector<Cell>> rows(1);
    for (const std::string_view title : {"JOB", "STATE", "BEGAN", "ENDED", "COMMAND"})
        rows.front().push_back({std::string(title), Tint::quiet});
    for (const Job& job : jobs)
        rows.push_back({{std::to_string(job.id), Tint::strong},
                        {state_words(job), tint_of(job.state)},
                        {since(job.began, now), Tint::plain},
                        {job.ended ? since(*job.ended, now) : "-", Tint::plain},
                        {harmless(job.command), Tint::plain}});
    return table_view(rows, paint, columns);
}

std::string job_sentence(const std::string& machine, const Job& job) {
    switch (job.state) {
        case JobState::running:
            return fmt::format(
                "job {1} is running on {0}; its output: aloft logs {0} {1} --follow, its end: "
                "aloft cancel {0} {1}\n",
                machine, job.id);
        case JobState::done: return fmt::format("job {} ended well\n", job.id);
        case JobState::failed:
            if (!job.exit_code)
                return fmt::format(
                    "job {1} failed, and left no exit code: it could not be begun, or its end could not be written down, "
                    "as on a full disk (aloft ssh {0} -- df -h); its output: aloft logs {0} {1}\n",
                    machine, job.id);
            return fmt::format("job {1} failed with exit code {2}; its output again: aloft logs {0} {1}\n", machine,
                               job.id, *job.exit_code);
        case JobState::cancelled: return fmt::format("job {} was cancelled\n", job.id);
        case JobState::cut_off:
            return fmt::format(
                "job {1} was cut off: its machine went down under it; its output up to then: "
                "aloft logs {0} {1}\n",
                machine, job.id);
    }
    return "";
}

std::string brought_back_view(const BroughtBack& brought) {
    std::string text;
    if (!brought.files.empty())
        text += fmt::format("brought back to {}: {}\n", brought.folder, fmt::join(brought.files, ", "));
    for (const std::string& missing : brought.missing)
        text += fmt::format("warning: the output {} was not made\n", missing);
    return text;
}

int exit_code_of(const Job& job) {
    switch (job.state) {
        case JobState::running:
        case JobState::done: return all_well;
        case JobState::failed: return job.exit_code.value_or(1);
        case JobState::cancelled: return exit_code(ErrorKind::interrupted);
        case JobState::cut_off: return exit_code(ErrorKind::unreachable);
    }
    return 1;
}

}  // namespace aloft::cli
