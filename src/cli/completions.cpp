#include "cli/completions.hpp"

namespace aloft::cli {

std::optional<std::string> completions_for(std::string_view shell) {
    if (shell == "bash") return bash_completions();
    if (shell == "zsh") return zsh_completions();
    if (shell == "fish") return fish_completions();
    return std::nullopt;
}

}  // namespace aloft::cli
