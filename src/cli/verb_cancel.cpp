#include <nlohmann/json.hpp>

#include "cli/job_call.hpp"
#include "cli/plain_lines.hpp"
#include "cli/verbs.hpp"
#include "cli/view_jobs.hpp"
#include "wire/json.hpp"

namespace aloft::cli {

int verb_cancel(Call& call) {
    const std::string machine = call.words.argument("NAME").value_or("");
    const Result<std::optional<int>> number = job_number(call.words, "JOB");
    if (!number) return call.voice.fail(number.error());
    PlainLines notices(call.backstage.terminal, call.backstage.clock);
    Result<Scene> scene = open_scene(call, notices);
    if (!scene) return call.voice.fail(scene.error());
    const Result<Job> job = cancel_job(scene->around, machine, number->value_or(0));
    if (!job) return call.voice.fail(job.error());
    if (call.voice.in_records()) return call.voice.give_record({{"machine", machine}, {"job", wire::to_json(*job)}});
    call.voice.tell(job_sentence(machine, *job));
    return 0;
}

}  // namespace aloft::cli
