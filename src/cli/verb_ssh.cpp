#include "cli/plain_lines.hpp"
#include "cli/verbs.hpp"
#include "operations/connect.hpp"

namespace aloft::cli {

int verb_ssh(Call& call) {
    PlainLines notices(call.backstage.terminal, call.backstage.clock);
    Result<Scene> scene = open_scene(call, notices);
    if (!scene) return call.voice.fail(scene.error());
    const Result<int> code = ssh(scene->around, call.words.argument("NAME").value_or(""), call.words.rest("COMMAND"));
    return code ? *code : call.voice.fail(code.error());
}

}  // namespace aloft::cli
