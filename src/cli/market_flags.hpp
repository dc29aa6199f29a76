#pragma once
#include "cli/words.hpp"
#include "market/listing.hpp"

namespace aloft::cli {

/// What `aloft gpus` is asked to list, from its words.
Result<market::Lister> lister_from(const Words& words);

}  // namespace aloft::cli
