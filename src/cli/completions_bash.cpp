#include <fmt/format.h>

#include <vector>

#include "cli/completions.hpp"
#include "cli/verb_table.hpp"

namespace aloft::cli {
namespace {

// No help from the bash-completion package: it is not everywhere, and what we need is little.
constexpr std::string_view frame = R"bash(# bash completions of aloft, made by `aloft completions bash`
_aloft_machines() {{ aloft __machines 2>/dev/null; }}

_aloft() {{
    local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD-1]}} verb=${{COMP_WORDS[1]}}
    COMPREPLY=()
    if [[ $verb == --practice ]] && ((COMP_CWORD > 1)); then
        COMP_WORDS=("${{COMP_WORDS[0]}}" "${{COMP_WORDS[@]:2}}")
        ((COMP_CWORD--))
        verb=${{COMP_WORDS[1]}}
    fi
    if ((COMP_CWORD == 1)); then
        COMPREPLY=($(compgen -W "{verbs} --practice --help --version" -- "$current"))
        return
    fi
    local flags="" valued="" kind="" place=0 i
    case $verb in
{rows}    esac
    if [[ $previous == --* ]]; then
        case "$verb $previous" in
{values}        esac
        [[ " $valued " == *" $previous "* && -z $kind ]] && kind=nothing
    fi
    if [[ -z $kind && $current == -* ]]; then
        COMPREPLY=($(compgen -W "$flags" -- "$current"))
        return
    fi
    if [[ -z $kind ]]; then
        for ((i = 2; i < COMP_CWORD; i++)); do
            case ${{COMP_WORDS[i]}} in
                -*) [[ " $valued " == *" ${{COMP_WORDS[i]}} "* ]] && ((i++)) ;;
                *) ((place++)) ;;
            esac
        done
        case "$verb $place" in
{places}        esac
    fi
    case $kind in
        machine) COMPREPLY=($(compgen -W "$(_aloft_machines)" -- "$current")) ;;
        machine_path)
            COMPREPLY=($(compgen -S : -W "$(_aloft_machines)" -- "$current"))
            compopt -o nospace 2>/dev/null ;;
        file)
            compopt -o filenames 2>/dev/null
            local IFS=$'\n'
            COMPREPLY=($(compgen -f -- "$current")) ;;
        words:*) COMPREPLY=($(compgen -W "${{kind#words:}}" -- "$current")) ;;
    esac
}}
complete -F _aloft aloft
)bash";

std::string all_verbs() {
    std::vector<std::string_view> names;
    for (const VerbDescription& verb : verb_table())
        if (verb.group != Group::hidden) names.push_back(verb.name);
    return fmt::format("{}", fmt::join(names, " "));
}

std::string kind_of(Completes completes, std::span<const std::string_view> words) {
    switch (completes) {
        case Completes::nothing: return "nothing";
        case Completes::words: return fmt::format("'words:{}'", fmt::join(words, " "));
        case Completes::verb: return fmt::format("'words:{}'", all_verbs());
        case Completes::machine: return "machine";
        case Completes::machine_path: return "machine_path";
        case Completes::file: return "file";
    }
    return "nothing";
}

std::string row_of(const VerbDescription& verb) {
    std::string flags = fmt::format("--{}", help_option.name);
    std::string valued;
    for (const OptionDescription& option : verb.options) {
        flags += fmt::format(" --{}", option.name);
        if (!option.value.empty()) valued += fmt::format("--{} ", option.name);
    }
    return fmt::format("        {}) flags=\"{}\" valued=\"{}\" ;;\n", verb.name, flags, valued);
}

}  // namespace

std::string bash_completions() {
    std::string rows, values, places;
    for (const VerbDescription& verb : verb_table()) {
        if (verb.group == Group::hidden) continue;
        rows += row_of(verb);
        for (const OptionDescription& option : verb.options)
            if (!option.value.empty() && option.completes != Completes::nothing)
                values += fmt::format("            \"{} --{}\") kind={} ;;\n", verb.name, option.name,
                                      kind_of(option.completes, option.words));
        for (std::size_t place = 0; place < verb.arguments.size(); ++place) {
            const ArgumentDescription& argument = verb.arguments[place];
            const std::string kind = kind_of(argument.completes, argument.words);
            places += fmt::format("            \"{} {}\") kind={} ;;\n", verb.name, place, kind);
        }
    }
    return fmt::format(frame, fmt::arg("verbs", all_verbs()), fmt::arg("rows", rows), fmt::arg("values", values),
                       fmt::arg("places", places));
}

}  // namespace aloft::cli
