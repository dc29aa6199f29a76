#include "cli/help.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/exit_code.hpp"
#include "cli/wrap.hpp"

namespace aloft::cli {
namespace {

constexpr int margin = 2;

struct Row {
    std::string left;
    std::string right;
};

/// Two columns; a left side that is too long stands on a line of its own.
void add_rows(std::string& page, const std::vector<Row>& rows, const Paint& paint, int columns) {
    constexpr int longest_left = 24;
    int left = 0;
    for (const Row& row : rows)
        if (width_of(row.left) <= longest_left) left = std::max(left, width_of(row.left));
    const int start = margin + left + 2;
    const std::string indent(static_cast<std::size_t>(start), ' ');
    for (const Row& row : rows) {
        page += std::string(margin, ' ') + paint(row.left, Tint::strong);
        const bool beside = width_of(row.left) <= left;
        page +=
            beside ? std::string(static_cast<std::size_t>(start - margin - width_of(row.left)), ' ') : "\n" + indent;
        page += wrap_from(start, row.right, columns) + "\n";
    }
}

void add_title(std::string& page, std::string_view title, const Paint& paint) {
    page += "\n" + paint(title, Tint::busy) + "\n";
}

std::string with_standard(std::string_view meaning, std::string_view standard) {
    return standard.empty() ? std::string(meaning) : fmt::format("{} (otherwise: {})", meaning, standard);
}

std::string spelling_of(const ArgumentDescription& argument) {
    switch (argument.count) {
        case Count::one: return std::string(argument.name);
        case Count::optional: return fmt::format("[{}]", argument.name);
        case Count::rest: return fmt::format("[-- {}...]", argument.name);
    }
    return "";
}

void add_examples(std::string& page, std::span<const ExampleDescription> examples, const Paint& paint) {
    add_title(page, examples.size() == 1 ? "Example" : "Examples", paint);
    for (const ExampleDescription& example : examples)
        page += fmt::format("  {}\n      {}\n", paint(example.words, Tint::strong), example.meaning);
}

}  // namespace

std::string spelling_of(const OptionDescription& option) {
    const std::string value = option.value.empty() ? "" : fmt::format(" {}", option.value);
    return option.letter == 0 ? fmt::format("--{}{}", option.name, value)
                              : fmt::format("-{}, --{}{}", option.letter, option.name, value);
}

std::string usage_of(const VerbDescription& verb) {
    std::string usage = fmt::format("aloft {}", verb.name);
    const bool rest = !verb.arguments.empty() && verb.arguments.back().count == Count::rest;
    for (const ArgumentDescription& argument : verb.arguments) usage += " " + spelling_of(argument);
    if (!verb.options.empty() && !rest) usage += " [options]";
    return usage;
}

std::string help_for(const VerbDescription& verb, const Paint& paint, int columns) {
    std::string page = fmt::format("{} - {}\n\n  {}\n\n", paint(fmt::format("aloft {}", verb.name), Tint::strong),
                                   verb.summary, usage_of(verb));
    page += wrap_from(0, verb.description, columns) + "\n";
    std::vector<Row> rows;
    for (const ArgumentDescription& argument : verb.arguments)
        rows.push_back({std::string(argument.name), std::string(argument.meaning)});
    if (!rows.empty()) {
        add_title(page, "Arguments", paint);
        add_rows(page, rows, paint, columns);
    }
    rows.clear();
    for (const OptionDescription& option : verb.options)
        rows.push_back({spelling_of(option), with_standard(option.meaning, option.standard)});
    rows.push_back({spelling_of(help_option), std::string(help_option.meaning)});
    add_title(page, "Options", paint);
    add_rows(page, rows, paint, columns);
    if (!verb.fields.empty()) {
        rows = {{"ok", "true, or false when it failed"}, {"error", "kind, doing, detail, hint; or null"}};
        for (const FieldDescription& field : verb.fields)
            rows.push_back({std::string(field.name), std::string(field.meaning)});
        add_title(page, "The record of --json", paint);
        add_rows(page, rows, paint, columns);
    }
    add_examples(page, verb.examples, paint);
    return page;
}

std::string overview(const Paint& paint, int columns) {
    std::string page =
        paint("aloft", Tint::strong) + " - from nothing to a deep-learning machine, and nothing left behind\n";
    page +=
        "\n  aloft VERB [words] [options]      aloft VERB --help explains one\n"
        "  aloft --practice VERB             on the practice cloud: see aloft practice --help\n";
    for (const Group group : {Group::machines, Group::working, Group::market, Group::computer, Group::itself}) {
        std::vector<Row> rows;
        for (const VerbDescription& verb : verb_table())
            if (verb.group == group) rows.push_back({fmt::format("{:<11}", verb.name), std::string(verb.summary)});
        add_title(page, title_of(group), paint);
        add_rows(page, rows, paint, columns);
    }
    add_title(page, "To begin", paint);
    page +=
        "  aloft up            a machine on this computer, this folder's code on it\n"
        "  aloft open aloft    its notebook, in the browser\n"
        "  aloft down aloft    and it is gone\n";
    std::vector<Row> codes;
    for (const ExitCode& code : exit_codes())
        codes.push_back({fmt::format("{:>3}", code.code), std::string(code.meaning)});
    add_title(page, "Exit codes", paint);
    add_rows(page, codes, paint, columns);
    return page;
}

}  // namespace aloft::cli
