#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace aloft {

/// How many bytes the well-formed UTF-8 character at the front of the text has; 0 when there is none.
std::size_t utf8_length(std::string_view text);

/// The text with every byte that is not UTF-8 replaced by U+FFFD. The words of programs and files, which we pass on,
/// may be anything; JSON and terminals take UTF-8 alone.
std::string valid_utf8(std::string_view text);

}  // namespace aloft
