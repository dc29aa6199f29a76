#pragma once
#include <string>
#include <string_view>

#include "cli/paint.hpp"
#include "core/plan.hpp"

namespace aloft::cli {

enum class Explain { no, reasons };

/// The plan for a person: what, where, how large, the price, the steps, the offer's warnings. A line when nothing is
/// to be done.
std::string plan_view(const Plan& plan, Explain explain, const Paint& paint, int columns);

/// What is asked before a plan is done, without the plan: "Remove lab for ever, with all that is on disk lab?"
std::string question_for(const Plan& plan);

/// What it is called: a start that takes the machine elsewhere is a move.
std::string_view verb_of(const Plan& plan);

/// "lab, local, this computer: container, 2 cpus, 4GB memory, 20GB disk"
std::string headline(const Plan& plan);

/// The offer's warnings, a line each; nothing when there are none.
std::string warnings_of(const Plan& plan, const Paint& paint);

}  // namespace aloft::cli
