#include "agent/jobs.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <system_error>

#include "agent/job_unit.hpp"
#include "system/files.hpp"

namespace aloft::agent {
namespace {

namespace fs = std::filesystem;

std::unexpected<Error> no_job(int id) {
    return failure(ErrorKind::not_found, "looking for the job", fmt::format("there is no job {} on this machine", id),
                   "`aloft jobs NAME` lists them");
}

bool is_variable_name(std::string_view name) {
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
    constexpr std::string_view digits = "0123456789";
    return !name.empty() && letters.contains(name.front()) &&
           std::ranges::all_of(name, [&](char one) { return letters.contains(one) || digits.contains(one); });
}

Result<void> check_wish(const JobWish& wish) {
    const std::string doing = "beginning a job";
    if (wish.words.empty()) return failure(ErrorKind::bad_input, doing, "there is no command");
    const fs::path folder = wish.folder;
    if (folder.is_absolute() || std::ranges::find(folder, "..") != folder.end())
        return failure(ErrorKind::bad_input, doing, fmt::format("\"{}\" is not in the work folder", wish.folder));
    for (const auto& [name, value] : wish.environment)
        if (!is_variable_name(name))
            return failure(ErrorKind::bad_input, doing, fmt::format("\"{}\" is no name for a variable", name));
    return {};
}

}  // namespace

void Jobs::settle() {
    for (const int id : numbers())
        if (const auto job = as_written(id); job && job->state == JobState::running) settle(id, JobState::cut_off);
}

void Jobs::settle(int id, JobState state) {
    if (has_no_end(id)) std::ignore = folder(id).write_ended({state, std::nullopt, to_iso(clock_.now())});
}

/// In this order: the end is written before the unit goes.
bool Jobs::has_no_end(int id) { return !unit_is_there(id) && !folder(id).ended(); }

Result<Job> Jobs::begin(const wire::RunJob& asked, const User& person) {
    if (auto sound = check_wish(asked.wish); !sound) return failed(sound);
    const std::lock_guard lock(beginning_);
    if (const auto known = with_token(asked.token)) return as_written(*known);
    const auto id = new_folder();
    if (!id) return failed(id);
    const JobFolder its_folder = folder(*id);
    if (auto prepared = prepare(its_folder, asked, person); !prepared) {
        std::ignore = its_folder.write_ended({JobState::failed, std::nullopt, to_iso(clock_.now())});
        return failed(prepared);
    }
    const auto started = run_checked(processes_, start_of_unit(*id, asked.wish, its_folder, person, places_),
                                     fmt::format("beginning job {}", *id));
    if (started) return as_written(*id);
    std::ignore = its_folder.write_ended({JobState::failed, std::nullopt, to_iso(clock_.now())});
    return failed(started);
}

Result<void> Jobs::prepare(const JobFolder& its_folder, const wire::RunJob& asked, const User& person) {
    if (auto kept = its_folder.write_began({asked.token, asked.wish, to_iso(clock_.now()), boot_}); !kept) return kept;
    if (auto made = write_file(its_folder.output(), "", Readable::by_owner); !made) return made;
    if (auto made = write_file(its_folder.environment(), environment_file(environment_of_job(asked.wish, person)),
                               Readable::by_owner);
        !made)
        return made;
    // As the person, so that a link they left in the way leads no further than they may go themselves.
    Script script;
    script.argv = {"/bin/mkdir", "-p", "--", (fs::path(person.home) / "work" / asked.wish.folder).string()};
    script.environment = {{"LANG", "C.UTF-8"}};
    script.folder = person.home;
    script.output = its_folder.output();
    script.as = person;
    const auto made = scripts_.run(script);
    if (!made) return failed(made);
    if (*made == 0) return {};
    return failure(ErrorKind::failed, "beginning a job",
                   fmt::format("its folder {} could not be made", script.argv.back()));
}

std::vector<int> Jobs::numbers() const {
    std::vector<int> found;
    std::error_code missing;
    for (const auto& entry : fs::directory_iterator(places_.jobs(), missing)) {
        const std::string name = entry.path().filename().string();
        int number = 0;
        const auto [end, code] = std::from_chars(name.data(), name.data() + name.size(), number);
        if (code == std::errc() && end == name.data() + name.size()) found.push_back(number);
    }
    std::ranges::sort(found);
    return found;
}

Result<int> Jobs::new_folder() {
    const std::vector<int> known = numbers();
    const int id = known.empty() ? 1 : known.back() + 1;
    if (auto made = make_private_folder(folder(id).path()); !made) return failed(made);
    return id;
}

std::optional<int> Jobs::with_token(const std::string& token) const {
    for (const int id : numbers())
        if (const auto began = folder(id).began(); began && began->token == token) return id;
    return std::nullopt;
}

Result<std::vector<Job>> Jobs::all() {
    std::vector<Job> jobs;
    for (const int id : numbers())
        if (auto job = find(id)) jobs.push_back(std::move(*job));
    return jobs;
}

Result<Job> Jobs::find(int id) {
    auto job = as_written(id);
    if (!job || job->state != JobState::running || !has_no_end(id)) return as_written(id);
    const std::lock_guard lock(beginning_);  // one that is just being begun has no unit yet
    if (!has_no_end(id)) return as_written(id);
    job->state = folder(id).cancelled() ? JobState::cancelled : JobState::failed;
    job->ended = to_iso(clock_.now());
    std::ignore = folder(id).write_ended({job->state, std::nullopt, *job->ended});
    return job;
}

Result<Job> Jobs::as_written(int id) const {
    auto job = folder(id).job(boot_);
    if (!job && job.error().kind == ErrorKind::not_found) return no_job(id);
    return job;
}

Result<Job> Jobs::cancel(int id) {
    const auto job = find(id);
    if (!job || job->state != JobState::running) return job;
    if (auto marked = folder(id).write_cancelled(); !marked) return failed(marked);
    Command command;
    command.argv = {"systemctl", "stop", unit_of(id)};
    const auto stopped = run_checked(processes_, command, fmt::format("ending job {}", id));
    // One that has just ended by itself has no unit any more, and that is no failure.
    if (!stopped && unit_is_there(id)) return failed(stopped);
    settle(id, JobState::cancelled);
    return find(id);
}

bool Jobs::unit_is_there(int id) {
    Command command;
    command.argv = {"systemctl", "show", "--property=LoadState", "--value", unit_of(id)};
    const auto answer = processes_.run(command);
    return !answer || answer->exit_code != 0 || !answer->output.starts_with("not-found");
}

Result<void> job_ended(const JobFolder& folder, const ToldBySystemd& told, Processes& processes, Clock& clock) {
    wire::JobEnded ended;
    ended.at = to_iso(clock.now());
    ended.exit_code = exit_code_told(told.exit_code, told.exit_status);
    Command command;
    command.argv = {"systemctl", "is-system-running"};
    const auto system = processes.run(command);
    const bool going_down = system && system->output.starts_with("stopping");
    if (folder.cancelled()) {
        ended.state = JobState::cancelled;
    } else if (going_down) {
        ended.state = JobState::cut_off;
    } else {
        ended.state = ended.exit_code == 0 ? JobState::done : JobState::failed;
    }
    if (told.result == "oom-kill")
        std::ofstream(folder.output(), std::ios::app)
            << "aloft: the machine ran out of memory, and the job was ended\n";
    return folder.write_ended(ended);
}

}  // namespace aloft::agent
