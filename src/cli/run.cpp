#include "cli/run.hpp"

#include <algorithm>

#include "cli/exit_code.hpp"
#include "cli/help.hpp"
#include "cli/practised.hpp"
#include "cli/verbs.hpp"
#include "cli/view_error.hpp"

namespace aloft {
namespace cli {
namespace {

/// `--version` and `--help` in front are verbs to a person who tries what every program knows.
std::string verb_meant(const std::string& word) {
    if (word == "--help" || word == "-h") return "help";
    if (word == "--version" || word == "-V") return "version";
    return word;
}

/// Known before the words are sorted: a mistake in them is told in records too.
bool wants_record(const VerbDescription& verb, const std::vector<std::string>& words) {
    const bool has_it = std::ranges::find(verb.options, "json", &OptionDescription::name) != verb.options.end();
    const auto end_of_ours = words.begin() + static_cast<std::ptrdiff_t>(end_of_our_words(verb, words));
    return has_it && std::find(words.begin(), end_of_ours, "--json") != end_of_ours;
}

std::string practice_notice(const Paint& paint) {
    return paint("practice:", Tint::warning) + " the practice cloud and play money, nothing of what is real\n";
}

int call_verb(const VerbDescription& verb, const std::vector<std::string>& after_verb, Backstage& backstage) {
    const Paint paint = paint_for(backstage.terminal.output_is_terminal(), backstage.environment);
    const Voice::Form form = wants_record(verb, after_verb) ? Voice::Form::record : Voice::Form::words;
    const Voice voice(backstage.terminal, paint, form, verb, backstage.ground);
    const Result<Words> words = sort_words(verb, after_verb);
    if (!words) return voice.fail(words.error());
    if (words->has(help_option.name)) {
        voice.give(help_for(verb, paint, voice.columns()));
        return all_well;
    }
    if (backstage.ground == Ground::practice && works_on_clouds(verb)) voice.tell(practice_notice(paint));
    Call call{*words, backstage, voice};
    return function_of(verb.name)(call);
}

}  // namespace
}  // namespace cli

int run(const std::vector<std::string>& arguments, Backstage& backstage) {
    const cli::Paint paint = cli::paint_for(backstage.terminal.output_is_terminal(), backstage.environment);
    if (arguments.empty()) {
        backstage.terminal.write_error(cli::overview(paint, backstage.terminal.columns()));
        return cli::exit_code(ErrorKind::bad_input);
    }
    const std::string word = cli::verb_meant(arguments.front());
    const cli::VerbDescription* verb = cli::find_verb(word);
    if (verb == nullptr) {
        const Error error = cli::unknown_verb(word);
        backstage.terminal.write_error(cli::error_view(error, paint));
        return cli::exit_code(error.kind);
    }
    return cli::call_verb(*verb, {arguments.begin() + 1, arguments.end()}, backstage);
}

}  // namespace aloft
