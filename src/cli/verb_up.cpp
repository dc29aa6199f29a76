#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/comma_list.hpp"
#include "cli/exit_code.hpp"
#include "cli/job_call.hpp"
#include "cli/plain_lines.hpp"
#include "cli/records.hpp"
#include "cli/verbs.hpp"
#include "cli/view_jobs.hpp"
#include "cli/view_outcome.hpp"
#include "cli/wish.hpp"
#include "operations/work.hpp"
#include "system/files.hpp"
#include "wire/json.hpp"

namespace aloft::cli {
namespace {

Result<Plan> saved_plan(const std::string& file) {
    const Result<std::string> text = read_file(file);
    if (!text) return failed(text);
    return wire::plan_from_json(*text);
}

Result<UpRequest> request_from(const Words& words, const std::string& home_folder) {
    UpRequest request;
    request.on_failure = words.has("keep") ? OnFailure::keep : OnFailure::undo;
    request.when_held = when_held(words);
    request.when_no_quota = words.has("wait-quota") ? WhenNoQuota::ask_and_wait : WhenNoQuota::fail;
    request.trusted_host_keys = comma_list(words.value("trust-host-key").value_or(""));
    const std::optional<std::string> file = words.value("plan");
    if (!file) {
        const Result<Spec> wish = wish_from(words, home_folder);
        if (!wish) return failed(wish);
        request.spec = *wish;
        return request;
    }
    if (says_a_wish(words))
        return failure(ErrorKind::bad_input, {}, "up: a saved plan says already all that is asked for",
                       "leave out --plan, or everything else that describes the machine");
    const Result<Plan> plan = saved_plan(*file);
    if (!plan) return failed(plan);
    request.spec = plan->spec;
    request.saved = *plan;
    return request;
}

/// What came of `run:` and `outputs:`.
struct Labour {
    std::optional<Job> job;
    std::optional<BroughtBack> outputs;
};

int exit_code_after(const Labour& labour) { return labour.job ? exit_code_of(*labour.job) : all_well; }

nlohmann::json record_of(const Outcome& outcome, const Labour& labour) {
    nlohmann::json fields = fields_of(outcome);
    if (labour.job) fields["job"] = wire::to_json(*labour.job);
    if (labour.outputs)
        fields["outputs"] = {
            {"folder", labour.outputs->folder}, {"files", labour.outputs->files}, {"missing", labour.outputs->missing}};
    return fields;
}

/// Follows the job to its end, unless it has ended or is to be left alone.
Result<Job> watch(Call& call, Surroundings& around, const std::string& machine, const Work& work) {
    if (work.job.state != JobState::running || call.words.has("detach")) return work.job;
    const OutputRequest request{.machine = machine, .job = work.job.id, .from = {}, .follow = Follow::to_the_end};
    if (call.voice.in_records()) return job_output(around, request, [](std::string_view) { return true; });
    return watch_job(call, around, request);
}

Result<void> do_the_work(Call& call, const std::string& machine, Labour& labour) {
    PlainLines notices(call.backstage.terminal, call.backstage.clock);
    Result<Scene> scene = open_scene(call, notices);
    if (!scene) return failed(scene);
    auto work = begin_work(scene->around, machine);
    if (!work) return failed(work);
    if (!*work) return {};
    const Job& begun = (*work)->job;
    call.voice.tell((*work)->begun == Begun::now
                        ? fmt::format("\njob {}: {}\n", begun.id, begun.command)
                        : fmt::format("\njob {} ran this code already: {}\n", begun.id, begun.command));
    labour.job = begun;
    auto job = watch(call, scene->around, machine, **work);
    if (!job) return failed(job);
    labour.job = *job;
    call.voice.tell(job_sentence(machine, *job));
    if (job->state == JobState::running) return {};
    auto brought = bring_back(scene->around, machine);
    if (!brought) return failed(brought);
    call.voice.tell(brought_back_view(*brought));
    labour.outputs = *brought;
    // What was said before the run has long gone from the screen.
    call.voice.tell(fmt::format("\nits notebook: aloft open {0}; removing it: aloft down {0}\n", machine));
    return {};
}

}  // namespace

int verb_up(Call& call) {
    const Result<UpRequest> request = request_from(call.words, call.backstage.environment("HOME").value_or(""));
    if (!request) return call.voice.fail(request.error());
    const Result<Outcome> outcome =
        perform(call, call.words.has("yes") ? Consent::given : Consent::wanted,
                [&](Surroundings& around, Person& person) { return up(around, *request, person); });
    if (!outcome) return call.voice.fail(outcome.error());
    if (!call.voice.in_records()) call.voice.give(up_outcome_view(*outcome, call.voice.paint()));
    Labour labour;
    const Result<void> done = do_the_work(call, outcome->plan.machine, labour);
    if (call.voice.in_records()) {
        const nlohmann::json fields = record_of(*outcome, labour);
        return done ? call.voice.give_record(fields) + exit_code_after(labour) : call.voice.fail(done.error(), fields);
    }
    return done ? exit_code_after(labour) : call.voice.fail(done.error());
}

}  // namespace aloft::cli
