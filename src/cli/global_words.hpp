#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "cli/ground.hpp"
#include "cli/paint.hpp"

namespace aloft::cli {

inline constexpr std::string_view practice_word = "--practice";
inline constexpr std::string_view practice_variable = "ALOFT_PRACTICE";

/// What stands before the verb, and is of all verbs.
struct GlobalWords {
    Ground ground = Ground::real;
    std::vector<std::string> others;  ///< the verb and what follows it
};
GlobalWords take_global_words(const std::vector<std::string>& arguments, const Environment& environment);

}  // namespace aloft::cli
