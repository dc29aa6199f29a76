#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace aloft::cli {

/// "a,b" as a and b; nothing between two commas is no word.
std::vector<std::string> comma_list(std::string_view text);

}  // namespace aloft::cli
