#include "cli/job_call.hpp"
#include "cli/whole_number.hpp"

#include <fmt/format.h>

namespace aloft::cli {

Result<Job> watch_job(Call& call, Surroundings& around, const OutputRequest& request) {
    auto job = job_output(around, request, [&](std::string_view bytes) {
        call.voice.hand_over(bytes);
        return !call.backstage.interruption.requested();
    });
    if (job || job.error().kind != ErrorKind::interrupted) return job;
    Error error = job.error();
    const std::string number = request.job ? fmt::format(" {}", *request.job) : "";
    error.hint =
        fmt::format("the job goes on; to watch it again: aloft logs {0}{1} --follow, to end it: aloft cancel {0}{1}",
                    request.machine, number);
    return std::unexpected(error);
}

Result<std::optional<int>> job_number(const Words& words, std::string_view argument) {
    const auto text = words.argument(argument);
    if (!text) return std::nullopt;
    if (const auto number = whole_number(*text, 1)) return number;
    return failure(ErrorKind::bad_input, {}, fmt::format("{} is not the number of a job", *text),
                   "`aloft jobs NAME` lists them");
}

}  // namespace aloft::cli
