#pragma once
#include <optional>
#include <string>

#include "cli/ground.hpp"
#include "cli/paint.hpp"
#include "system/terminal.hpp"

namespace aloft::cli {

/// Questions at a terminal, each answered with one line. On the practice cloud every question says that it is asked there.
class Questions {
public:
    Questions(Terminal& terminal, Paint paint, Ground ground) : terminal_(terminal), paint_(paint), ground_(ground) {}

    /// What was typed, without the blanks around it; nothing at the end of input.
    std::optional<std::string> ask(const std::string& question) const;
    /// The first letter of that in lower case, or `standard` for an empty line.
    std::optional<char> ask_for_letter(const std::string& question, char standard) const;

private:
    Terminal& terminal_;
    Paint paint_;
    Ground ground_;
};

}  // namespace aloft::cli
