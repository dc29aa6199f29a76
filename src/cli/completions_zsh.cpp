#include <fmt/format.h>

#include "cli/completions.hpp"
#include "cli/verb_table.hpp"

namespace aloft::cli {
namespace {

constexpr std::string_view frame = R"zsh(#compdef aloft
# zsh completions of aloft, made by `aloft completions zsh`
_aloft_machines() {{
    local -a machines=(${{(f)"$(aloft __machines 2>/dev/null)"}})
    compadd -- $machines
}}

_aloft_machine_paths() {{
    local -a machines=(${{(f)"$(aloft __machines 2>/dev/null)"}})
    compadd -S : -- $machines
}}

_aloft_verbs() {{
    local -a verbs=(
{verbs}    )
    _describe verb verbs
}}

_aloft() {{
    if [[ $words[2] == --practice ]] && ((CURRENT > 2)); then
        words=($words[1] "${{(@)words[3,-1]}}")
        ((CURRENT--))
    fi
    if ((CURRENT == 2)); then
        _aloft_verbs
        return
    fi
    local verb=$words[2]
    shift words
    ((CURRENT--))
    case $verb in
{cases}    esac
}}

if [[ $funcstack[1] == _aloft ]]; then _aloft "$@"; else compdef _aloft aloft; fi
)zsh";

/// A text inside a single-quoted _arguments specification, where brackets and colons mean something.
std::string quoted(std::string_view text) {
    std::string safe;
    for (const char letter : text) {
        if (letter == '\'')
            safe += "'\\''";
        else if (letter == '[' || letter == ']' || letter == ':')
            (safe += '\\') += letter;
        else
            safe += letter;
    }
    return safe;
}

std::string action_of(Completes completes, std::span<const std::string_view> words) {
    switch (completes) {
        case Completes::nothing: return " ";
        case Completes::words: return fmt::format("({})", fmt::join(words, " "));
        case Completes::verb: return "_aloft_verbs";
        case Completes::machine: return "_aloft_machines";
        case Completes::machine_path: return "_aloft_machine_paths";
        case Completes::file: return "_files";
    }
    return " ";
}

std::string specification_of(const OptionDescription& option) {
    const std::string value =
        option.value.empty() ? "" : fmt::format(":{}:{}", option.value, action_of(option.completes, option.words));
    const std::string rest = fmt::format("[{}]{}", quoted(option.meaning), value);
    if (option.letter == 0) return fmt::format(" '--{}{}'", option.name, rest);
    return fmt::format(" '(-{0} --{1})'{{-{0},--{1}}}'{2}'", option.letter, option.name, rest);
}

std::string specification_of(const ArgumentDescription& argument, std::size_t place) {
    if (argument.count == Count::rest) return fmt::format(" '*::{}: '", quoted(argument.name));
    return fmt::format(" '{}{}{}:{}'", place + 1, argument.count == Count::optional ? "::" : ":", quoted(argument.name),
                       action_of(argument.completes, argument.words));
}

std::string case_of(const VerbDescription& verb) {
    std::string line = fmt::format("        {}) _arguments{}", verb.name, specification_of(help_option));
    for (const OptionDescription& option : verb.options) line += specification_of(option);
    for (std::size_t place = 0; place < verb.arguments.size(); ++place)
        line += specification_of(verb.arguments[place], place);
    return line + " ;;\n";
}

}  // namespace

std::string zsh_completions() {
    std::string verbs, cases;
    for (const VerbDescription& verb : verb_table()) {
        if (verb.group == Group::hidden) continue;
        verbs += fmt::format("        '{}:{}'\n", verb.name, quoted(verb.summary));
        cases += case_of(verb);
    }
    return fmt::format(frame, fmt::arg("verbs", verbs), fmt::arg("cases", cases));
}

}  // namespace aloft::cli
