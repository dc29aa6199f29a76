#include "cli/help.hpp"
#include "cli/verbs.hpp"

namespace aloft::cli {

int verb_help(Call& call) {
    const std::optional<std::string> about = call.words.argument("VERB");
    if (!about) {
        call.voice.give(overview(call.voice.paint(), call.voice.columns()));
        return 0;
    }
    const VerbDescription* verb = find_verb(*about);
    if (verb == nullptr || verb->group == Group::hidden) return call.voice.fail(unknown_verb(*about));
    call.voice.give(help_for(*verb, call.voice.paint(), call.voice.columns()));
    return 0;
}

}  // namespace aloft::cli
