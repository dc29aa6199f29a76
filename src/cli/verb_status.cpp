#include <nlohmann/json.hpp>

#include "cli/records.hpp"
#include "cli/verbs.hpp"
#include "cli/view_status.hpp"

namespace aloft::cli {
namespace {

Result<std::vector<MachineStatus>> look(Call& call, const std::optional<std::string>& machine) {
    const std::unique_ptr<ProgressView> notices = progress_for(call);
    Result<Scene> scene = open_scene(call, *notices);
    if (!scene) return failed(scene);
    const Look where = call.words.has("refresh") ? Look::at_the_cloud : Look::ledger_only;
    return status(scene->around, machine, where);
}

}  // namespace

int verb_status(Call& call) {
    const std::optional<std::string> name = call.words.argument("NAME");
    const Result<std::vector<MachineStatus>> machines = look(call, name);
    if (!machines) return call.voice.fail(machines.error());
    if (call.voice.in_records()) return call.voice.give_record(fields_of(*machines));
    const Instant now = call.backstage.clock.now();
    const Paint& paint = call.voice.paint();
    if (name && machines->size() == 1)
        call.voice.give(status_details(machines->front(), now, paint, call.voice.columns()));
    else
        call.voice.give(status_table(*machines, now, paint, call.voice.columns()));
    return 0;
}

}  // namespace aloft::cli
