#include "system/daemon.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <fmt/format.h>

#include <cerrno>
#include <cstring>

#include "system/child.hpp"

namespace aloft {

Result<void> PosixDaemons::start(const Command& command, const std::filesystem::path& words) {
    const std::string doing = fmt::format("starting {}", command.argv.at(0));
    const auto prepared = prepare(command);
    if (!prepared) return failed(prepared);
    const int output = ::open(words.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    if (output < 0)
        return failure(ErrorKind::storage, doing, fmt::format("opening {}: {}", words.string(), std::strerror(errno)));
    const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    const pid_t child = ::fork();
    if (child == 0) {
        // A session of its own, and then no leader of it, so that no terminal can become its own.
        ::setsid();
        const pid_t daemon = ::fork();
        if (daemon != 0) ::_exit(daemon < 0 ? cannot_start : 0);
        ::dup2(nothing, STDIN_FILENO);
        ::dup2(output, STDOUT_FILENO);
        ::dup2(output, STDERR_FILENO);
        if (::chdir("/") != 0) ::_exit(cannot_start);
        become(*prepared);
    }
    const int reason = errno;
    ::close(output);
    ::close(nothing);
    if (child < 0) return failure(ErrorKind::failed, doing, std::strerror(reason));
    if (exit_code_of(child) != 0) return failure(ErrorKind::failed, doing, "the system starts no more processes");
    return {};
}

std::string path_of_this_program() {
    std::error_code error;
    std::string path = std::filesystem::read_symlink("/proc/self/exe", error).string();
    static constexpr std::string_view replaced = " (deleted)";
    if (path.ends_with(replaced)) path.resize(path.size() - replaced.size());
    return path;
}

int id_of_this_process() { return ::getpid(); }

}  // namespace aloft
