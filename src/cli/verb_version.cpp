#include <fmt/format.h>

#include "cli/verbs.hpp"
#include "cli/version.hpp"

namespace aloft::cli {

int verb_version(Call& call) {
    call.voice.give(fmt::format("aloft {}\n", version_number()));
    return 0;
}

}  // namespace aloft::cli
