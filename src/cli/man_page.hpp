#pragma once
#include <string>

namespace aloft::cli {

/// aloft(1) in roff (man macros), from the table of verbs.
std::string man_page();

}  // namespace aloft::cli
