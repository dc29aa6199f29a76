#include <nlohmann/json.hpp>

#include "cli/exit_code.hpp"
#include "cli/plain_lines.hpp"
#include "cli/records.hpp"
#include "cli/verbs.hpp"
#include "cli/view_doctor.hpp"
#include "operations/verify.hpp"
#include "wire/json.hpp"

namespace aloft::cli {

int verb_verify(Call& call) {
    const std::string machine = call.words.argument("NAME").value_or("");
    PlainLines notices(call.backstage.terminal, call.backstage.clock);
    Result<Scene> scene = open_scene(call, notices);
    if (!scene) return call.voice.fail(scene.error());
    const Result<std::vector<Check>> checks = verify(scene->around, machine);
    if (!checks) return call.voice.fail(checks.error());
    const Diagnosis diagnosis{.checks = *checks, .strays = {}};
    const int code = anything_bad(diagnosis) ? exit_code(ErrorKind::failed) : all_well;
    if (!call.voice.in_records()) {
        call.voice.give(doctor_view(diagnosis, call.voice.paint(), call.voice.columns()));
        return code;
    }
    nlohmann::json list = nlohmann::json::array();
    for (const Check& check : *checks) list.push_back(wire::to_json(check));
    const nlohmann::json fields{{"machine", machine}, {"checks", list}};
    if (code == all_well) return call.voice.give_record(fields);
    return call.voice.fail(Error{ErrorKind::failed, "verifying machine " + machine, "not everything works",
                                 "`aloft up` installs what is missing", Reach::nothing},
                           fields);
}

}  // namespace aloft::cli
