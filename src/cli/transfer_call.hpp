#pragma once
#include "cli/call.hpp"
#include "operations/connect.hpp"

namespace aloft::cli {

/// What pull and push have in common: all but the direction.
int transfer_files(Call& call, const TransferRequest& request);

}  // namespace aloft::cli
