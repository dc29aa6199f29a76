#pragma once
#include <string>
#include <string_view>

#include "cli/verb_table.hpp"

namespace aloft::cli {

/// Others are the same wherever one works, or print what a program reads.
bool works_on_clouds(const VerbDescription& verb);

/// The text with the commands in it as they are to be typed on the practice cloud: "aloft ssh vm" there goes to the
/// machine that is meant only as "aloft --practice ssh vm".
std::string practised(std::string_view text);

}  // namespace aloft::cli
