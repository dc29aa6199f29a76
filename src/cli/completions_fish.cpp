#include <fmt/format.h>

#include "cli/completions.hpp"
#include "cli/verb_table.hpp"

namespace aloft::cli {
namespace {

constexpr std::string_view frame = R"(# fish completions of aloft, made by `aloft completions fish`
function __aloft_machines
    aloft __machines 2>/dev/null
end

# Whether the verb is $argv[1] and as many words without a dash as $argv[2] stand behind it.
function __aloft_at
    set -l words (commandline -opc | string match -v -- --practice)
    test (count $words) -ge 2; and test "$words[2]" = $argv[1]; or return 1
    test (count (string match -v -- '-*' $words[3..-1])) -eq $argv[2]
end

complete -c aloft -f
complete -c aloft -n __fish_use_subcommand -s h -l help -d 'explain aloft'
complete -c aloft -n __fish_use_subcommand -l version -d 'print the version'
complete -c aloft -n __fish_use_subcommand -l practice -d 'work on the practice cloud'
)";

std::string quoted(std::string_view text) {
    std::string safe = "'";
    for (const char letter : text) {
        if (letter == '\'' || letter == '\\') safe += '\\';
        safe += letter;
    }
    return safe + "'";
}

std::string all_verbs() {
    std::string names;
    for (const VerbDescription& verb : verb_table())
        if (verb.group != Group::hidden) names += fmt::format("{} ", verb.name);
    return names;
}

/// The part of a `complete` line that says what to offer; files are off unless asked for.
std::string offer_of(Completes completes, std::span<const std::string_view> words) {
    switch (completes) {
        case Completes::nothing: return "";
        case Completes::words: return fmt::format(" -a '{}'", fmt::join(words, " "));
        case Completes::verb: return fmt::format(" -a '{}'", all_verbs());
        case Completes::machine: return " -a '(__aloft_machines)'";
        case Completes::machine_path: return " -a '(__aloft_machines):'";
        case Completes::file: return " -F";
    }
    return "";
}

std::string line_of(const VerbDescription& verb, const OptionDescription& option) {
    std::string line =
        fmt::format("complete -c aloft -n '__fish_seen_subcommand_from {}' -l {}", verb.name, option.name);
    if (option.letter != 0) line += fmt::format(" -s {}", option.letter);
    if (!option.value.empty()) line += option.completes == Completes::file ? " -r" : " -x";
    if (!option.value.empty()) line += offer_of(option.completes, option.words);
    return line + fmt::format(" -d {}\n", quoted(option.meaning));
}

}  // namespace

std::string fish_completions() {
    std::string script(frame);
    for (const VerbDescription& verb : verb_table()) {
        if (verb.group == Group::hidden) continue;
        script +=
            fmt::format("complete -c aloft -n __fish_use_subcommand -a {} -d {}\n", verb.name, quoted(verb.summary));
        for (const OptionDescription& option : verb.options) script += line_of(verb, option);
        script += line_of(verb, help_option);
        for (std::size_t place = 0; place < verb.arguments.size(); ++place) {
            const ArgumentDescription& argument = verb.arguments[place];
            const std::string offer = offer_of(argument.completes, argument.words);
            if (!offer.empty())
                script += fmt::format("complete -c aloft -n '__aloft_at {} {}'{}\n", verb.name, place, offer);
        }
    }
    return script;
}

}  // namespace aloft::cli
