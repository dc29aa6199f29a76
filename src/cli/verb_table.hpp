#pragma once
#include <span>
#include <string_view>

namespace aloft::cli {

/// What a shell may offer for a word.
enum class Completes { nothing, words, verb, machine, machine_path, file };

enum class Count { one, optional, rest };  ///< rest: all words that follow, whatever they look like

struct ArgumentDescription {
    std::string_view name;  ///< as it stands in usage lines: "NAME"
    Count count = Count::one;
    Completes completes = Completes::nothing;
    std::string_view meaning;
    std::span<const std::string_view> words;
};

struct OptionDescription {
    std::string_view name;  ///< without its dashes
    char letter = 0;        ///< short form, or none
    std::string_view value;  ///< name of its value in usage lines; empty for a flag
    std::string_view meaning;
    std::string_view standard;  ///< what holds without it, in words; empty where that is plain
    Completes completes = Completes::nothing;
    std::span<const std::string_view> words;  ///< the values there are, where they are few
};

struct ExampleDescription {
    std::string_view words;  ///< the whole command line
    std::string_view meaning;
};

/// A field of the record that --json prints, beside "ok" and "error".
struct FieldDescription {
    std::string_view name;
    std::string_view meaning;
};

enum class Group { machines, working, market, computer, itself, hidden };

/// One row of the table from which parsing, help, completions, the man page and failure records come.
struct VerbDescription {
    std::string_view name;
    Group group = Group::machines;
    std::string_view summary;      ///< one line, begins with a verb
    std::string_view description;  ///< paragraphs, an empty line between them
    std::span<const ArgumentDescription> arguments;
    std::span<const OptionDescription> options;
    std::span<const ExampleDescription> examples;
    std::span<const FieldDescription> fields;
};

std::span<const VerbDescription> verb_table();
const VerbDescription* find_verb(std::string_view name);
std::string_view title_of(Group group);

/// Stands behind every verb's own options.
extern const OptionDescription help_option;

}  // namespace aloft::cli
