#pragma once
#include <string>
#include <string_view>

namespace aloft {

/// The letters of ASCII in lower case and all else as it is, wherever in the world the program runs.
std::string lower_case(std::string_view text);

/// Without the blanks and ends of lines around it.
std::string_view trimmed(std::string_view text);

}  // namespace aloft
