#include <nlohmann/json.hpp>

#include "cli/plain_lines.hpp"
#include "cli/verbs.hpp"
#include "cli/view_jobs.hpp"
#include "operations/jobs.hpp"
#include "wire/json.hpp"

namespace aloft::cli {

int verb_jobs(Call& call) {
    PlainLines notices(call.backstage.terminal, call.backstage.clock);
    Result<Scene> scene = open_scene(call, notices);
    if (!scene) return call.voice.fail(scene.error());
    const std::string machine = call.words.argument("NAME").value_or("");
    const Result<std::vector<Job>> all = jobs(scene->around, machine);
    if (!all) return call.voice.fail(all.error());
    if (call.voice.in_records()) {
        nlohmann::json list = nlohmann::json::array();
        for (const Job& job : *all) list.push_back(wire::to_json(job));
        return call.voice.give_record({{"machine", machine}, {"jobs", list}});
    }
    call.voice.give(jobs_table(machine, *all, call.backstage.clock.now(), call.voice.paint(), call.voice.columns()));
    return 0;
}

}  // namespace aloft::cli
