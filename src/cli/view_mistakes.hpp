#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "spec/spec_file.hpp"

namespace aloft::cli {

/// Each mistake as "file:line:column: message", with its line and a caret below.
std::string mistakes_view(const std::vector<Mistake>& mistakes, std::string_view file, std::string_view text);

}  // namespace aloft::cli
