#pragma once
#include <limits>
#include <optional>
#include <string_view>

namespace aloft::cli {

/// The whole word as a number between the two; nothing for any other word.
std::optional<int> whole_number(std::string_view text, int least, int most = std::numeric_limits<int>::max());

}  // namespace aloft::cli
