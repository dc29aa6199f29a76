#include "cli/man_page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/exit_code.hpp"
#include "cli/help.hpp"
#include "cli/verb_table.hpp"
#include "cli/version.hpp"

namespace aloft::cli {
namespace {

struct Described {
    std::string_view name;
    std::string_view meaning;
};

constexpr Described variables[] = {
    {"ALOFT_HOME", "one folder for all that aloft keeps, instead of the XDG folders"},
    {"XDG_DATA_HOME, XDG_CACHE_HOME", "where aloft's folders are otherwise"},
    {"ALOFT_PRACTICE", "when set and not 0, all verbs work on the practice cloud, as with --practice before the verb"},
    {"NO_COLOR", "when set, no colours"},
};

constexpr Described files[] = {
    {"./aloft.yaml", "what is asked for, when a verb names no other file"},
    {"~/.local/share/aloft/ledger.db", "what was done"},
    {"~/.local/share/aloft/machines/NAME/", "keys of one machine, readable by their owner alone"},
    {"~/.local/share/aloft/ssh_config", "the generated OpenSSH configuration"},
    {"~/.cache/aloft/", "base images; may be deleted at any time"},
};

/// Text for roff: a minus that is one, no escapes, no requests at the beginning of a line.
std::string as_roff(std::string_view text) {
    std::string safe;
    for (const char letter : text) {
        const bool begins = safe.empty() || safe.back() == '\n';
        if (begins && (letter == '.' || letter == '\'')) safe += "\\&";
        switch (letter) {
            case '\\': safe += "\\e"; break;
            case '-': safe += "\\-"; break;
            case '~': safe += "\\(ti"; break;
            case '^': safe += "\\(ha"; break;
            case '`': safe += "\\(ga"; break;
            case '\'': safe += "\\(aq"; break;
            default: safe += letter;
        }
    }
    return safe;
}

std::string capitals(std::string_view text) {
    std::string loud(text);
    std::ranges::transform(loud, loud.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    return loud;
}

void section(std::string& page, std::string_view title) { page += fmt::format(".SH {}\n", title); }

void entry(std::string& page, std::string_view left, std::string_view right) {
    page += fmt::format(".TP\n.B {}\n{}\n", as_roff(left), as_roff(right));
}

void paragraphs(std::string& page, std::string_view text) {
    for (bool first = true; !text.empty(); first = false) {
        const std::size_t end = std::min(text.find("\n\n"), text.size());
        page += fmt::format("{}{}\n", first ? "" : ".PP\n", as_roff(text.substr(0, end)));
        text.remove_prefix(std::min(end + 2, text.size()));
    }
}

void describe_verb(std::string& page, const VerbDescription& verb) {
    page += fmt::format(".SS {}\n", as_roff(usage_of(verb)));
    paragraphs(page, verb.description);
    for (const ArgumentDescription& argument : verb.arguments) entry(page, argument.name, argument.meaning);
    for (const OptionDescription& option : verb.options) {
        entry(page, spelling_of(option), option.meaning);
        if (!option.standard.empty()) page += fmt::format("(otherwise: {})\n", as_roff(option.standard));
    }
}

void examples(std::string& page) {
    section(page, "EXAMPLES");
    for (const VerbDescription& verb : verb_table())
        for (const ExampleDescription& example : verb.examples) entry(page, example.words, example.meaning);
}

void records(std::string& page) {
    section(page, "RECORDS");
    page += as_roff(
                "With --json exactly one JSON record is printed on standard output, however the verb ends. All its "
                "fields are always there; those without a value are null. \"ok\" says whether it went well, \"error\" "
                "has kind, doing, detail and hint. Nothing is asked; what needs consent needs --yes. Beside these:") +
            "\n";
    for (const VerbDescription& verb : verb_table()) {
        if (verb.fields.empty()) continue;
        page += fmt::format(".SS {}\n", as_roff(verb.name));
        for (const FieldDescription& field : verb.fields) entry(page, field.name, field.meaning);
    }
}

}  // namespace

std::string man_page() {
    std::string page =
        fmt::format(".TH ALOFT 1 \"{}\" \"aloft {}\" \"User Commands\"\n", version_day(), version_number());
    section(page, "NAME");
    page += "aloft \\- from nothing to a deep\\-learning machine, and nothing left behind\n";
    section(page, "SYNOPSIS");
    page += ".B aloft\n[\\-\\-practice]\n.I VERB\n[words] [options]\n";
    section(page, "DESCRIPTION");
    paragraphs(page,
               "aloft makes machines, and unmakes them. It plans what it will do, says so with the price, asks, writes "
               "every step down before doing it, and undoes what it made when a step fails.\n\n"
               "What was asked for is printed on standard output, everything said to the person on standard error.");
    for (const Group group : {Group::machines, Group::working, Group::market, Group::computer, Group::itself}) {
        section(page, capitals(title_of(group)));
        for (const VerbDescription& verb : verb_table())
            if (verb.group == group) describe_verb(page, verb);
    }
    records(page);
    section(page, "EXIT STATUS");
    for (const ExitCode& code : exit_codes()) entry(page, std::to_string(code.code), code.meaning);
    section(page, "ENVIRONMENT");
    for (const Described& variable : variables) entry(page, variable.name, variable.meaning);
    section(page, "FILES");
    for (const Described& file : files) entry(page, file.name, file.meaning);
    examples(page);
    section(page, "SEE ALSO");
    page += ".BR ssh (1),\n.BR rsync (1),\n.BR podman (1)\n";
    return page;
}

}  // namespace aloft::cli
