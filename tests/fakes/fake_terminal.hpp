#pragma once
#include <algorithm>
#include <cstdlib>
#include <deque>
#include <mutex>
#include <string>
#include <vector>

#include "system/terminal.hpp"

namespace aloft::fakes {

/// A terminal in memory: keeps what was written, answers what the test has put into `answers`.
class FakeTerminal final : public Terminal {
public:
    bool is_terminal = false;
    int width = 80;
    int height = 24;
    std::deque<std::string> answers;  ///< nothing left: the end of input
    std::string output;
    std::string error;

    bool output_is_terminal() const override { return is_terminal; }
    bool input_is_terminal() const override { return is_terminal; }
    int columns() const override { return width; }
    int rows() const override { return height; }
    void write_output(std::string_view text) override { output += text; }
    void write_error(std::string_view text) override { error += text; }
    std::optional<std::string> read_line() override {
        if (answers.empty()) return std::nullopt;
        std::string answer = answers.front();
        answers.pop_front();
        return answer;
    }
};

/// What a person sees after a terminal of this width was sent the text: lines, scrollback included. Knows the few
/// sequences that we use; any other is a failure of the test, told as a line.
inline std::vector<std::string> seen_on_a_screen(std::string_view text) {
    std::vector<std::string> lines(1);
    std::size_t row = 0, column = 0;
    const auto put = [&](char letter) {
        lines[row].resize(std::max(lines[row].size(), column), ' ');
        lines[row].replace(column++, 1, 1, letter);
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\n') {
            if (++row == lines.size()) lines.emplace_back();
            column = 0;
        } else if (text[i] != '\x1b') {
            put(text[i]);
        } else {
            const std::size_t end = text.find_first_not_of("[0123456789;", i + 1);
            const std::string number(text.substr(i + 2, end - i - 2));
            if (text[end] == 'F') {
                row -= std::min(row, static_cast<std::size_t>(std::atoi(number.c_str())));
                column = 0;
            } else if (text[end] == 'K') {
                lines[row].resize(std::min(lines[row].size(), column));
            } else if (text[end] == 'J') {
                lines.resize(row + 1);
                lines[row].resize(std::min(lines[row].size(), column));
            } else if (text[end] != 'm') {
                lines.push_back("unknown sequence: " + number + text[end]);
            }
            i = end;
        }
    }
    return lines;
}

}  // namespace aloft::fakes
