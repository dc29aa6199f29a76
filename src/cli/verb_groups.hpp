#pragma once
#include "cli/verb_table.hpp"

namespace aloft::cli {

// Options that verbs of several groups have.

inline constexpr std::string_view progress_ways[] = {"auto", "plain", "json", "none"};
inline constexpr OptionDescription json{"json", 0, {}, "print one JSON record on standard output, and ask nothing"};
inline constexpr OptionDescription progress{
    "progress",
    0,
    "HOW",
    "how work is shown on standard error: auto, plain (lines), json (a record a line) or none",
    "auto: a live view on a terminal, lines elsewhere, none with --json",
    Completes::words,
    progress_ways};

// The groups of the table, each in a file of its own.

std::span<const VerbDescription> verbs_of_machines();  ///< and those for working on them
std::span<const VerbDescription> verbs_of_the_market();
std::span<const VerbDescription> verbs_of_practice();
std::span<const VerbDescription> verbs_of_this_computer();  ///< and of aloft itself

/// Of `up` and `plan`: those that say what machine is wished.
std::span<const OptionDescription> options_of_a_wish();

}  // namespace aloft::cli
