#pragma once
#include <string>

#include "cli/paint.hpp"
#include "core/error.hpp"

namespace aloft::cli {

/// "aloft: while making disk lab: …", and the hint on a line of its own.
std::string error_view(const Error& error, const Paint& paint);

}  // namespace aloft::cli
