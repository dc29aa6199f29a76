#include "system/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace aloft {
namespace {

/// Answers errno, or 0.
int write_all(int descriptor, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return errno;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return 0;
}

winsize size_of_terminal() {
    winsize size{};
    for (const int descriptor : {STDERR_FILENO, STDOUT_FILENO, STDIN_FILENO})
        if (::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size;
    size.ws_col = 80;
    size.ws_row = 24;
    return size;
}

}  // namespace

bool PosixTerminal::output_is_terminal() const { return ::isatty(STDERR_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 1; }

bool PosixTerminal::input_is_terminal() const { return ::isatty(STDIN_FILENO) == 1; }

int PosixTerminal::columns() const { return size_of_terminal().ws_col; }

int PosixTerminal::rows() const { return size_of_terminal().ws_row; }

void PosixTerminal::write_output(std::string_view text) {
    const int mistake = write_all(STDOUT_FILENO, text);
    if (output_mistake_ == 0) output_mistake_ = mistake;
}

Result<void> PosixTerminal::output_arrived() const {
    if (output_mistake_ == 0 || output_mistake_ == EPIPE) return {};
    return failure(ErrorKind::storage, "writing to standard output", std::strerror(output_mistake_));
}

void PosixTerminal::write_error(std::string_view text) { write_all(STDERR_FILENO, text); }

std::optional<std::string> PosixTerminal::read_line() {
    std::string line;
    char letter = 0;
    while (true) {
        const ssize_t count = ::read(STDIN_FILENO, &letter, 1);
        if (count <= 0) return line.empty() ? std::nullopt : std::optional(line);
        if (letter == '\n') return line;
        line += letter;
    }
}

}  // namespace aloft
