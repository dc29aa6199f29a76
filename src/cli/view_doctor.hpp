#pragma once
#include <string>

#include "cli/paint.hpp"
#include "operations/doctor.hpp"

namespace aloft::cli {

/// A line a check, its hint below. Strays are among the checks.
std::string doctor_view(const Diagnosis& diagnosis, const Paint& paint, int columns);
std::string rebuilt_view(const Rebuilt& rebuilt);
bool anything_bad(const Diagnosis& diagnosis);

}  // namespace aloft::cli
