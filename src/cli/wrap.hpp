#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace aloft::cli {

/// The words of a text in lines of at most `columns`; a word that is longer has a line of its own. At least one line.
std::vector<std::string> wrap(std::string_view text, int columns);
/// The same as one text whose lines after the first are indented to `column`, where the first begins.
std::string wrap_from(int column, std::string_view text, int columns);

}  // namespace aloft::cli
