#include "cli/words.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <list>

#include "cli/global_words.hpp"
#include "core/nearest.hpp"

namespace aloft::cli {
namespace {

std::string hint_for(const VerbDescription& verb) { return fmt::format("see: aloft {} --help", verb.name); }

std::unexpected<Error> mistake(const VerbDescription& verb, std::string detail, std::string hint = {}) {
    return failure(ErrorKind::bad_input, {}, fmt::format("{}: {}", verb.name, detail),
                   hint.empty() ? hint_for(verb) : std::move(hint));
}

std::vector<OptionDescription> options_of(const VerbDescription& verb) {
    std::vector<OptionDescription> options(verb.options.begin(), verb.options.end());
    options.push_back(help_option);
    return options;
}

std::unexpected<Error> unknown_option(const VerbDescription& verb, const std::string& word) {
    const std::string given = word.substr(0, word.find('='));
    if (given == practice_word)
        return mistake(verb, fmt::format("{} stands before the verb", practice_word),
                       fmt::format("aloft {} {}", practice_word, verb.name));
    std::vector<std::string> names;
    for (const OptionDescription& option : options_of(verb)) names.push_back(fmt::format("--{}", option.name));
    const std::vector<std::string_view> candidates(names.begin(), names.end());
    const std::optional<std::string> close = nearest(given, candidates);
    return mistake(verb, fmt::format("there is no option {}", given),
                   close ? fmt::format("did you mean {}?", *close) : std::string());
}

bool takes_rest(const VerbDescription& verb) {
    return !verb.arguments.empty() && verb.arguments.back().count == Count::rest;
}

/// How many words an option of ours is, its value included; 0 for what is none.
std::size_t length_of_option(const VerbDescription& verb, const std::string& word) {
    for (const OptionDescription& option : options_of(verb)) {
        const std::string name = fmt::format("--{}", option.name);
        if (word.starts_with(name + "=")) return 1;
        const bool by_letter = option.letter != 0 && word == fmt::format("-{}", option.letter);
        if (word == name || by_letter) return option.value.empty() ? 1 : 2;
    }
    return 0;
}

}  // namespace

std::size_t end_of_our_words(const VerbDescription& verb, const std::vector<std::string>& words) {
    if (!takes_rest(verb)) return words.size();
    bool named = false;
    for (std::size_t at = 0; at < words.size();) {
        if (words[at] == "--") return at;
        const std::size_t length = length_of_option(verb, words[at]);
        if (named && length == 0) return at;
        named = named || !words[at].starts_with('-');
        at += std::max<std::size_t>(length, 1);
    }
    return words.size();
}

namespace {

/// CLI11 does the reading of letters, "=" and values; its words for mistakes are not ours, so little else is left to it.
class Reader {
public:
    explicit Reader(const std::vector<OptionDescription>& options) {
        app_.set_help_flag();
        app_.allow_extras();
        for (const OptionDescription& option : options) add(option);
        app_.add_option("words", positionals_)->expected(-1);
    }

    void read(std::vector<std::string> words) {
        std::ranges::reverse(words);  // CLI11 takes them from the back
        app_.parse(std::move(words));
    }

    std::vector<std::string> unknown() const { return app_.remaining(); }
    const std::vector<std::string>& positionals() const { return positionals_; }

    std::map<std::string, std::string, std::less<>> options() const {
        std::map<std::string, std::string, std::less<>> given;
        for (const Slot& slot : slots_)
            if (slot.flag || slot.option->count() > 0) given.emplace(slot.name, slot.value);
        return given;
    }

private:
    struct Slot {
        std::string name;
        std::string value;
        bool flag = false;
        const CLI::Option* option = nullptr;
    };

    void add(const OptionDescription& option) {
        Slot& slot = slots_.emplace_back(Slot{.name = std::string(option.name)});
        const std::string names =
            option.letter == 0 ? fmt::format("--{}", option.name) : fmt::format("-{},--{}", option.letter, option.name);
        if (option.value.empty())
            slot.option = app_.add_flag(names, slot.flag);
        else
            slot.option = app_.add_option(names, slot.value)->take_last();
    }

    CLI::App app_;
    std::list<Slot> slots_;  // CLI11 keeps addresses of values
    std::vector<std::string> positionals_;
};

Result<void> name_arguments(const VerbDescription& verb, std::vector<std::string> given, Words& words) {
    std::size_t next = 0;
    for (const ArgumentDescription& argument : verb.arguments) {
        if (argument.count == Count::rest) return {};
        if (next == given.size() && argument.count == Count::one)
            return mistake(verb, fmt::format("{} is missing: {}", argument.name, argument.meaning));
        if (next < given.size()) words.arguments[std::string(argument.name)] = {std::move(given[next++])};
    }
    if (next < given.size()) return mistake(verb, fmt::format("it takes no '{}'", given[next]));
    return {};
}

Result<void> check_values(const VerbDescription& verb, const Words& words) {
    for (const OptionDescription& option : verb.options) {
        const std::optional<std::string> value = words.value(option.name);
        if (!value || option.value.empty()) continue;
        if (value->empty()) return mistake(verb, fmt::format("--{} needs a value: {}", option.name, option.value));
        if (option.words.empty() || std::ranges::find(option.words, *value) != option.words.end()) continue;
        const std::optional<std::string> close = nearest(*value, option.words);
        return mistake(verb, fmt::format("--{} cannot be '{}'", option.name, *value),
                       close ? fmt::format("did you mean {}?", *close)
                             : fmt::format("it can be: {}", fmt::join(option.words, ", ")));
    }
    return {};
}

}  // namespace

std::optional<std::string> Words::value(std::string_view option) const {
    const auto found = options.find(option);
    return found == options.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::string> Words::argument(std::string_view name) const {
    const auto found = arguments.find(name);
    return found == arguments.end() || found->second.empty() ? std::nullopt : std::optional(found->second.front());
}

std::vector<std::string> Words::rest(std::string_view name) const {
    const auto found = arguments.find(name);
    return found == arguments.end() ? std::vector<std::string>() : found->second;
}

Result<Words> sort_words(const VerbDescription& verb, const std::vector<std::string>& after_verb) {
    const auto cut = after_verb.begin() + static_cast<std::ptrdiff_t>(end_of_our_words(verb, after_verb));
    Words words{.verb = &verb};
    Reader reader(options_of(verb));
    try {
        reader.read({after_verb.begin(), cut});
    } catch (const CLI::ArgumentMismatch& error) {
        // "--count: 1 required TEXT missing"
        const std::string_view what = error.what();
        return mistake(verb, fmt::format("{} needs a value", what.substr(0, what.find(':'))));
    } catch (const CLI::ParseError& error) {
        return mistake(verb, error.what());
    }
    words.options = reader.options();
    if (words.has(help_option.name)) return words;
    if (!reader.unknown().empty()) return unknown_option(verb, reader.unknown().front());
    if (const Result<void> values = check_values(verb, words); !values) return failed(values);
    if (const Result<void> named = name_arguments(verb, reader.positionals(), words); !named) return failed(named);
    if (takes_rest(verb)) {
        const bool dashes = cut != after_verb.end() && *cut == "--";
        const std::vector<std::string> rest(dashes ? cut + 1 : cut, after_verb.end());
        if (!rest.empty()) words.arguments[std::string(verb.arguments.back().name)] = rest;
    }
    return words;
}

Error unknown_verb(std::string_view word) {
    std::vector<std::string_view> names;
    for (const VerbDescription& verb : verb_table())
        if (verb.group != Group::hidden) names.push_back(verb.name);
    const std::optional<std::string> close = nearest(word, names);
    return Error{ErrorKind::bad_input,
                 {},
                 fmt::format("there is no '{}'", word),
                 close ? fmt::format("did you mean: aloft {}?", *close) : "aloft help lists what there is",
                 Reach::nothing};
}

}  // namespace aloft::cli
