#pragma once
#include <string>

#include "cli/paint.hpp"
#include "core/event.hpp"

namespace aloft::cli {

/// A notice as one line, without its end.
std::string notice_line(const Notice& notice, const Paint& paint);

}  // namespace aloft::cli
