#pragma once
#include <string>

#include "cli/paint.hpp"
#include "operations/up.hpp"

namespace aloft::cli {

/// The end of `aloft up`: what stands, where, what it costs, and how to go on.
std::string up_outcome_view(const Outcome& outcome, const Paint& paint);
/// The end of stop, start and down: one sentence.
std::string outcome_sentence(const std::string& machine, const Outcome& outcome);

}  // namespace aloft::cli
