#include "system/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <fmt/format.h>
#include <linux/close_range.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "system/child.hpp"

namespace aloft {
namespace {

/// In the child: start the program, hold our locks until it has ended, end as it did.
[[noreturn]] void supervise(const Prepared& prepared) {
    const pid_t program = ::fork();
    if (program < 0) ::_exit(cannot_start);
    if (program == 0) become(prepared);
    // The pipes belong to the program: ours would keep the reader waiting when it leaves a daemon behind.
    const int nothing = ::open("/dev/null", O_RDWR);
    for (int descriptor = 0; descriptor < 3; ++descriptor) ::dup2(nothing, descriptor);
    int status = 0;
    while (::waitpid(program, &status, 0) < 0 && errno == EINTR) {
    }
    ::_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

/// Cuts what comes into lines for a listener.
class Lines {
public:
    explicit Lines(const std::function<void(std::string_view)>& listener) : listener_(listener) {}
    void take(std::string_view text) {
        if (!listener_) return;
        pending_ += text;
        std::size_t end = 0;
        while ((end = pending_.find_first_of("\n\r")) != std::string::npos) {
            if (end > 0) listener_(std::string_view(pending_).substr(0, end));
            pending_.erase(0, end + 1);
        }
    }

private:
    const std::function<void(std::string_view)>& listener_;
    std::string pending_;
};

using Deadline = std::optional<std::chrono::steady_clock::time_point>;

int milliseconds_left(const Deadline& deadline) {
    if (!deadline) return -1;
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(*deadline - std::chrono::steady_clock::now());
    return static_cast<int>(std::max<std::int64_t>(left.count(), 0));
}

/// Becomes readable when the child has ended.
class EndOf {
public:
    explicit EndOf(pid_t child) : descriptor_(static_cast<int>(::syscall(SYS_pidfd_open, child, 0))) {}
    EndOf(const EndOf&) = delete;
    EndOf& operator=(const EndOf&) = delete;
    ~EndOf() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    int descriptor() const { return descriptor_; }

private:
    int descriptor_;
};

/// Feeds the input and gathers both outputs until both are closed, or until the child has ended and nothing more is
/// waiting: a daemon that it left behind may hold the outputs for ever. Answers false when the deadline came first.
bool converse(const Command& command, const EndOf& end, Pipe& input, Pipe& output, Pipe& error_output,
              Finished& finished, const Deadline& deadline) {
    Lines lines(command.on_error_line);
    std::string_view to_write = command.input;
    if (to_write.empty()) Pipe::close(input.write_end);
    while (output.read_end >= 0 || error_output.read_end >= 0) {
        std::array<pollfd, 4> watched{{{output.read_end, POLLIN, 0},
                                       {error_output.read_end, POLLIN, 0},
                                       {input.write_end, POLLOUT, 0},
                                       {end.descriptor(), POLLIN, 0}}};
        const int ready = ::poll(watched.data(), watched.size(), milliseconds_left(deadline));
        if (ready == 0) return false;
        if (ready < 0) continue;
        if (watched[3].revents != 0 && watched[0].revents == 0 && watched[1].revents == 0) return true;
        std::array<char, 65536> chunk;
        const auto drain = [&](int& descriptor, std::string& into, bool errors) {
            const ssize_t count = ::read(descriptor, chunk.data(), chunk.size());
            if (count <= 0) return Pipe::close(descriptor);
            const std::string_view text(chunk.data(), static_cast<std::size_t>(count));
            into += text;
            if (errors) lines.take(text);
        };
        if (watched[0].revents != 0) drain(output.read_end, finished.output, false);
        if (watched[1].revents != 0) drain(error_output.read_end, finished.error_output, true);
        if (watched[2].revents != 0) {
            const ssize_t count = ::write(input.write_end, to_write.data(), to_write.size());
            if (count > 0) to_write.remove_prefix(static_cast<std::size_t>(count));
            if (count < 0 || to_write.empty()) Pipe::close(input.write_end);
        }
    }
    return true;
}

std::unexpected<Error> system_failure(const Command& command, std::string_view call) {
    return failure(ErrorKind::failed, fmt::format("starting {}", command.argv[0]),
                   fmt::format("{}: {}", call, std::strerror(errno)));
}

std::string last_words(const Finished& finished) {
    std::string text = finished.error_output.empty() ? finished.output : finished.error_output;
    while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
    constexpr std::size_t enough = 2000;
    return text.size() > enough ? "…" + text.substr(text.size() - enough) : text;
}

}  // namespace

Result<Finished> run_checked(Processes& processes, const Command& command, std::string doing) {
    auto finished = processes.run(command);
    if (!finished) {
        finished.error().doing = std::move(doing);
        return finished;
    }
    if (finished->timed_out)
        return failure(ErrorKind::unreachable, std::move(doing),
                       fmt::format("{} did not end in time", command.argv[0]));
    if (finished->exit_code == 0) return finished;
    const std::string words = last_words(*finished);
    return failure(ErrorKind::failed, std::move(doing),
                   words.empty() ? fmt::format("{} ended with {}", command.argv[0], finished->exit_code) : words);
}

Result<Finished> PosixProcesses::run(const Command& command) {
    auto prepared = prepare(command);
    if (!prepared) return failed(prepared);
    Pipe input, output, error_output;
    if (error_output.read_end < 0) return system_failure(command, "pipe");
    int source = input.read_end;
    if (command.input_file) {
        source = ::open(command.input_file->c_str(), O_RDONLY | O_CLOEXEC);
        if (source < 0) return system_failure(command, "open " + *command.input_file);
    }
    const pid_t supervisor = ::fork();
    if (supervisor < 0) return system_failure(command, "fork");
    if (supervisor == 0) {
        ::setpgid(0, 0);
        ::dup2(source, STDIN_FILENO);
        ::dup2(output.write_end, STDOUT_FILENO);
        ::dup2(error_output.write_end, STDERR_FILENO);
        // exec would close these, but the supervisor never execs: its copy of the input's writing end would keep the
        // program waiting for more.
        for (const int descriptor : {input.read_end, input.write_end, output.read_end, output.write_end,
                                     error_output.read_end, error_output.write_end})
            ::close(descriptor);
        supervise(*prepared);
    }
    if (command.input_file) ::close(source);
    Pipe::close(input.read_end);
    Pipe::close(output.write_end);
    Pipe::close(error_output.write_end);
    Finished finished;
    Deadline deadline;
    if (command.timeout) deadline = std::chrono::steady_clock::now() + *command.timeout;
    const EndOf end(supervisor);
    if (!converse(command, end, input, output, error_output, finished, deadline)) {
        ::kill(-supervisor, SIGKILL);
        finished.timed_out = true;
    }
    finished.exit_code = exit_code_of(supervisor);
    return finished;
}

Result<int> PosixProcesses::run_attached(const Command& command) {
    auto prepared = prepare(command);
    if (!prepared) return failed(prepared);
    const pid_t child = ::fork();
    if (child < 0) return system_failure(command, "fork");
    if (child == 0) become(*prepared);
    // While it has the terminal, Ctrl-C is the program's business.
    struct sigaction ignore = {};
    struct sigaction before = {};
    ignore.sa_handler = SIG_IGN;
    ::sigaction(SIGINT, &ignore, &before);
    const int code = exit_code_of(child);
    ::sigaction(SIGINT, &before, nullptr);
    return code;
}

std::optional<std::string> PosixProcesses::find_program(std::string_view name) { return in_path(name); }

}  // namespace aloft
