#include "cli/transfer_call.hpp"
#include "cli/verbs.hpp"

namespace aloft::cli {

int verb_pull(Call& call) {
    return transfer_files(call, {.transfer = Transfer::pull,
                                 .from = call.words.argument("NAME:PATH").value_or(""),
                                 .to = call.words.argument("HERE").value_or(".")});
}

}  // namespace aloft::cli
