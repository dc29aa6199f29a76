#include "cli/question.hpp"

#include <algorithm>

#include "cli/practised.hpp"

namespace aloft::cli {

std::optional<std::string> Questions::ask(const std::string& question) const {
    if (ground_ == Ground::practice) {
        // The question's own line, not those before it.
        const std::size_t end = std::min(question.find_last_not_of('\n'), question.size());
        const std::size_t line_before = question.find_last_of('\n', end);
        const std::size_t begin = line_before == std::string::npos ? 0 : line_before + 1;
        terminal_.write_error(question.substr(0, begin) + paint_("practice: ", Tint::warning) +
                              practised(question.substr(begin)));
    } else {
        terminal_.write_error(question);
    }
    const std::optional<std::string> answer = terminal_.read_line();
    if (!answer) {
        terminal_.write_error("\n");
        return std::nullopt;
    }
    constexpr const char* blanks = " \t\r";
    const std::size_t first = answer->find_first_not_of(blanks);
    if (first == std::string::npos) return std::string();
    return answer->substr(first, answer->find_last_not_of(blanks) - first + 1);
}

std::optional<char> Questions::ask_for_letter(const std::string& question, char standard) const {
    const std::optional<std::string> answer = ask(question);
    if (!answer) return std::nullopt;
    if (answer->empty()) return standard;
    const char letter = answer->front();
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

}  // namespace aloft::cli
