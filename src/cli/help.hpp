#pragma once
#include <string>

#include "cli/paint.hpp"
#include "cli/verb_table.hpp"

namespace aloft::cli {

/// What `aloft help` prints: the verbs by group, how to begin, exit codes.
std::string overview(const Paint& paint, int columns);
/// What `aloft VERB --help` prints.
std::string help_for(const VerbDescription& verb, const Paint& paint, int columns);
/// "aloft up [FILE] [options]"
std::string usage_of(const VerbDescription& verb);
/// "-y, --yes" or "--disk SIZE"
std::string spelling_of(const OptionDescription& option);

}  // namespace aloft::cli
