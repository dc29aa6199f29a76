#include <fmt/format.h>

#include <charconv>
#include <nlohmann/json.hpp>

#include "cli/job_call.hpp"
#include "cli/plain_lines.hpp"
#include "cli/verbs.hpp"
#include "cli/view_jobs.hpp"
#include "wire/json.hpp"

namespace aloft::cli {
namespace {

Result<LogPlace> place_from(const Words& words) {
    const auto text = words.value("tail");
    if (!text) return LogPlace{};
    std::uint64_t lines = 0;
    const auto [end, problem] = std::from_chars(text->data(), text->data() + text->size(), lines);
    if (problem != std::errc() || end != text->data() + text->size())
        return failure(ErrorKind::bad_input, {}, fmt::format("--tail cannot be '{}': it is a number of lines", *text));
    return LogPlace{LogPlace::Kind::last_lines, lines};
}

Result<OutputRequest> request_from(const Words& words) {
    const auto job = job_number(words, "JOB");
    if (!job) return failed(job);
    const auto from = place_from(words);
    if (!from) return failed(from);
    return OutputRequest{.machine = words.argument("NAME").value_or(""),
                         .job = *job,
                         .from = *from,
                         .follow = words.has("follow") ? Follow::to_the_end : Follow::no};
}

}  // namespace

int verb_logs(Call& call) {
    const Result<OutputRequest> request = request_from(call.words);
    if (!request) return call.voice.fail(request.error());
    PlainLines notices(call.backstage.terminal, call.backstage.clock);
    Result<Scene> scene = open_scene(call, notices);
    if (!scene) return call.voice.fail(scene.error());
    if (!call.voice.in_records()) {
        const Result<Job> job = watch_job(call, scene->around, *request);
        if (!job) return call.voice.fail(job.error());
        if (request->follow == Follow::to_the_end) call.voice.tell(job_sentence(request->machine, *job));
        return 0;
    }
    std::string output;
    const Result<Job> job = job_output(scene->around, *request, [&](std::string_view bytes) {
        output += bytes;
        return true;
    });
    if (!job) return call.voice.fail(job.error());
    return call.voice.give_record({{"machine", request->machine}, {"job", wire::to_json(*job)}, {"output", output}});
}

}  // namespace aloft::cli
