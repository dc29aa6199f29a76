#pragma once
#include <string>
#include <string_view>

namespace aloft::yaml {

/// What the YAML library says of a mistake in the syntax, said so that it helps.
std::string in_plain_words(std::string_view said);

}  // namespace aloft::yaml
