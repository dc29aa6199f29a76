#include "cli/transfer_call.hpp"
#include "cli/verbs.hpp"

namespace aloft::cli {

int verb_push(Call& call) {
    return transfer_files(call, {.transfer = Transfer::push,
                                 .from = call.words.argument("HERE").value_or(""),
                                 .to = call.words.argument("NAME:PATH").value_or("")});
}

}  // namespace aloft::cli
