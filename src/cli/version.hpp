#pragma once
#include <string_view>

namespace aloft::cli {

/// Of this program; the number comes from the build's project version.
std::string_view version_number();
/// The day of that version, for the manual page.
std::string_view version_day();

}  // namespace aloft::cli
