#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace aloft::cli {

/// The completion script of a shell, from the table of verbs; nothing for a shell that we do not know.
std::optional<std::string> completions_for(std::string_view shell);

std::string bash_completions();
std::string zsh_completions();
std::string fish_completions();

}  // namespace aloft::cli
