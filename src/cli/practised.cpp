#include "cli/practised.hpp"

#include "cli/global_words.hpp"

namespace aloft::cli {
namespace {

constexpr std::string_view program = "aloft ";

bool begins_a_word(std::string_view text, std::size_t at) {
    return at == 0 || text[at - 1] == ' ' || text[at - 1] == '`' || text[at - 1] == '\n';
}

bool is_command(std::string_view after_program) {
    const auto end = after_program.find_first_not_of("abcdefghijklmnopqrstuvwxyz-");
    const VerbDescription* verb = find_verb(after_program.substr(0, end));
    return verb != nullptr && works_on_clouds(*verb);
}

}  // namespace

bool works_on_clouds(const VerbDescription& verb) {
    return verb.group != Group::itself && verb.group != Group::hidden && verb.name != "practice";
}

std::string practised(std::string_view text) {
    std::string practised;
    for (std::size_t at = text.find(program); at != std::string_view::npos; at = text.find(program)) {
        const bool is_ours = begins_a_word(text, at) && is_command(text.substr(at + program.size()));
        practised.append(text.substr(0, at + program.size()));
        if (is_ours) practised.append(practice_word).append(" ");
        text.remove_prefix(at + program.size());
    }
    return practised.append(text);
}

}  // namespace aloft::cli
