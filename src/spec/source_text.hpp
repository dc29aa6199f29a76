#pragma once
#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "spec/spec_file.hpp"

namespace aloft {

/// More than any aloft.yaml needs, and little enough that no file can keep us busy.
inline constexpr std::size_t largest_spec_file = std::size_t{1} << 20;

/// The text as a YAML reader can take it: without byte order mark, lines ended by LF alone. Or what no YAML may have:
/// bytes that are not UTF-8, control characters, tabs that indent.
std::expected<std::string, std::vector<Mistake>> source_text(std::string_view bytes);

}  // namespace aloft
