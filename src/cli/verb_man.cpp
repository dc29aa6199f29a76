#include "cli/man_page.hpp"
#include "cli/verbs.hpp"

namespace aloft::cli {

int verb_man(Call& call) {
    call.voice.give(man_page());
    return 0;
}

}  // namespace aloft::cli
