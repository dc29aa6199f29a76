#include <nlohmann/json.hpp>

#include "cli/job_call.hpp"
#include "cli/plain_lines.hpp"
#include "cli/verbs.hpp"
#include "cli/view_jobs.hpp"
#include "wire/json.hpp"

namespace aloft::cli {
namespace {

int tell(Call& call, const std::string& machine, const Job& job) {
    if (call.voice.in_records()) {
        const int code = call.voice.give_record({{"machine", machine}, {"job", wire::to_json(job)}});
        return code == 0 ? exit_code_of(job) : code;
    }
    call.voice.tell(job_sentence(machine, job));
    return exit_code_of(job);
}

}  // namespace

int verb_run(Call& call) {
    if (call.words.rest("COMMAND").empty())
        return call.voice.fail(Error{
            ErrorKind::bad_input, {}, "run: COMMAND is missing: what to run", "see: aloft run --help", Reach::nothing});
    PlainLines notices(call.backstage.terminal, call.backstage.clock);
    Result<Scene> scene = open_scene(call, notices);
    if (!scene) return call.voice.fail(scene.error());
    const std::string machine = call.words.argument("NAME").value_or("");
    const JobWish wish{.name = call.words.value("title").value_or(""),
                       .words = call.words.rest("COMMAND"),
                       .folder = call.words.value("in").value_or(""),
                       .environment = {},
                       .fingerprint = {}};
    Result<Job> job = run_job(scene->around, machine, wish);
    if (!job) return call.voice.fail(job.error());
    if (call.words.has("detach")) return tell(call, machine, *job);
    const OutputRequest request{.machine = machine, .job = job->id, .from = {}, .follow = Follow::to_the_end};
    job = call.voice.in_records() ? job_output(scene->around, request, [](std::string_view) { return true; })
                                  : watch_job(call, scene->around, request);
    return job ? tell(call, machine, *job) : call.voice.fail(job.error());
}

}  // namespace aloft::cli
