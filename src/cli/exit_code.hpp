#pragma once
#include <span>
#include <string_view>

#include "core/error.hpp"

namespace aloft::cli {

/// What scripts can tell apart. `aloft ssh` answers the remote command's own code instead.
struct ExitCode {
    int code = 0;
    std::string_view meaning;
};

inline constexpr int all_well = 0;

std::span<const ExitCode> exit_codes();
int exit_code(ErrorKind kind);

}  // namespace aloft::cli
