#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/exit_code.hpp"
#include "cli/paint.hpp"
#include "cli/plain_lines.hpp"
#include "cli/verbs.hpp"
#include "core/utf8.hpp"
#include "operations/console.hpp"

namespace aloft::cli {
namespace {

/// A machine may write anything, also what would move the cursor or colour the screen.
std::string lines_of(std::string_view text) {
    std::string shown;
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        shown += harmless(valid_utf8(line)) + "\n";
    }
    return shown;
}

}  // namespace

int verb_console(Call& call) {
    const std::string machine = call.words.argument("NAME").value_or("");
    PlainLines notices(call.backstage.terminal, call.backstage.clock);
    Result<Scene> scene = open_scene(call, notices);
    if (!scene) return call.voice.fail(scene.error());
    const Result<std::string> text = console(scene->around, machine);
    if (!text) return call.voice.fail(text.error());
    if (call.voice.in_records()) return call.voice.give_record({{"machine", machine}, {"console", valid_utf8(*text)}});
    call.voice.hand_over(lines_of(*text));
    return all_well;
}

}  // namespace aloft::cli
