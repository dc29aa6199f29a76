#include "system/child.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#include <fmt/format.h>
#include <linux/close_range.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <filesystem>

namespace aloft {
namespace {

void point_at_texts(Prepared& prepared) {
    for (std::string& word : prepared.words) prepared.arguments.push_back(word.data());
    prepared.arguments.push_back(nullptr);
    for (std::string& entry : prepared.environment_text) prepared.environment.push_back(entry.data());
    prepared.environment.push_back(nullptr);
}

}  // namespace

std::optional<std::string> in_path(std::string_view name) {
    if (name.find('/') != std::string_view::npos) return std::string(name);
    const char* path = std::getenv("PATH");
    std::string_view folders = path == nullptr ? "/usr/local/bin:/usr/bin:/bin" : path;
    while (!folders.empty()) {
        const std::size_t end = folders.find(':');
        const std::string candidate = fmt::format("{}/{}", folders.substr(0, end), name);
        if (::access(candidate.c_str(), X_OK) == 0 && !std::filesystem::is_directory(candidate)) return candidate;
        if (end == std::string_view::npos) break;
        folders.remove_prefix(end + 1);
    }
    // Administrators' tools are out of an ordinary person's PATH on Debian, and still there to be run.
    for (const std::string_view folder : {"/usr/sbin", "/sbin"})
        if (const std::string candidate = fmt::format("{}/{}", folder, name); ::access(candidate.c_str(), X_OK) == 0)
            return candidate;
    return std::nullopt;
}

Result<Prepared> prepare(const Command& command) {
    Prepared prepared;
    const auto program = in_path(command.argv.at(0));
    if (!program)
        return failure(ErrorKind::missing_tool, fmt::format("starting {}", command.argv[0]),
                       fmt::format("there is no program {} on this computer", command.argv[0]),
                       "run `aloft doctor` to see what is missing and how to install it");
    prepared.program = *program;
    prepared.words = command.argv;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view text = *entry;
        if (!command.environment.contains(std::string(text.substr(0, text.find('=')))))
            prepared.environment_text.emplace_back(text);
    }
    for (const auto& [name, value] : command.environment) prepared.environment_text.push_back(name + "=" + value);
    point_at_texts(prepared);
    return prepared;
}

Prepared prepare_exactly(const std::vector<std::string>& argv, const std::map<std::string, std::string>& environment) {
    Prepared prepared;
    prepared.program = argv.at(0);
    prepared.words = argv;
    for (const auto& [name, value] : environment) prepared.environment_text.push_back(name + "=" + value);
    point_at_texts(prepared);
    return prepared;
}

void become(const Prepared& prepared) {
    ::close_range(3, ~0U, 0);
    std::array<int, 5> restored{SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGQUIT};
    for (const int number : restored) ::signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::execve(prepared.program.c_str(), prepared.arguments.data(), prepared.environment.data());
    ::_exit(cannot_start);
}

int exit_code_of(pid_t child) {
    int status = 0;
    while (::waitpid(child, &status, 0) < 0)
        if (errno != EINTR) return cannot_start;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

Pipe::Pipe() {
    std::array<int, 2> ends{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return;
    read_end = ends[0];
    write_end = ends[1];
}

Pipe::~Pipe() {
    close(read_end);
    close(write_end);
}

void Pipe::close(int& descriptor) {
    if (descriptor >= 0) ::close(descriptor);
    descriptor = -1;
}

}  // namespace aloft
