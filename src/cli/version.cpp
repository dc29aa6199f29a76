#include "cli/version.hpp"

namespace aloft::cli {

std::string_view version_number() { return ALOFT_VERSION; }

std::string_view version_day() { return "2026-11-20"; }

}  // namespace aloft::cli
