#include <fmt/format.h>

#include "cli/completions.hpp"
#include "cli/verbs.hpp"

namespace aloft::cli {

int verb_completions(Call& call) {
    const std::string shell = call.words.argument("SHELL").value_or("");
    const std::optional<std::string> script = completions_for(shell);
    if (!script)
        return call.voice.fail(Error{ErrorKind::bad_input,
                                     {},
                                     fmt::format("completions: '{}' is no shell of ours", shell),
                                     "it can be: bash, zsh, fish",
                                     Reach::nothing});
    call.voice.give(*script);
    return 0;
}

}  // namespace aloft::cli
