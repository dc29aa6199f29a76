#include "system/script.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <fmt/format.h>
#include <grp.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "system/child.hpp"
#include "system/files.hpp"

namespace aloft {
namespace {

std::unexpected<Error> script_failure(const std::string& doing) {
    return failure(ErrorKind::failed, doing, std::strerror(errno));
}

/// Only what is for nobody but us is left behind: groups first, because afterwards we may not.
bool turn_into(const User& user) {
    return ::setgroups(user.other_groups.size(), user.other_groups.data()) == 0 && ::setgid(user.group) == 0 &&
           ::setuid(user.id) == 0;
}

Result<void> give_to(const std::filesystem::path& path, const std::optional<User>& user) {
    if (!user || ::lchown(path.c_str(), user->id, user->group) == 0) return {};
    return script_failure(fmt::format("giving {} to {}", path.string(), user->name));
}

}  // namespace

Result<int> PosixScripts::run(const Script& script) {
    const std::string doing = fmt::format("starting {}", script.argv.at(0));
    const Prepared prepared = prepare_exactly(script.argv, script.environment);
    const int output = ::open(script.output.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (output < 0) return script_failure("opening " + script.output.string());
    const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    const pid_t child = ::fork();
    if (child == 0) {
        ::setpgid(0, 0);
        ::umask(S_IWGRP | S_IWOTH);
        ::dup2(nothing, STDIN_FILENO);
        ::dup2(output, STDOUT_FILENO);
        ::dup2(output, STDERR_FILENO);
        if (script.as && !turn_into(*script.as)) ::_exit(cannot_start);
        if (::chdir(script.folder.c_str()) != 0) ::_exit(cannot_start);
        become(prepared);
    }
    const int reason = errno;
    ::close(output);
    ::close(nothing);
    if (child < 0) return failure(ErrorKind::failed, doing, std::strerror(reason));
    return exit_code_of(child);
}

Result<void> make_folder_of(const std::filesystem::path& path, const std::optional<User>& user) {
    if (auto gone = remove_tree(path); !gone) return gone;
    if (::mkdir(path.c_str(), S_IRWXU) != 0) return script_failure("making folder " + path.string());
    return give_to(path, user);
}

Result<void> write_file_of(const std::filesystem::path& path, std::string_view content,
                           const std::optional<User>& user) {
    // The file is given away before anything is in it; nothing of it needs to survive a power cut.
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (descriptor < 0) return script_failure("writing " + path.string());
    const bool given = !user || ::fchown(descriptor, user->id, user->group) == 0;
    bool written = given;
    while (written && !content.empty()) {
        const ssize_t count = ::write(descriptor, content.data(), content.size());
        written = count > 0;
        if (written) content.remove_prefix(static_cast<std::size_t>(count));
    }
    const int reason = errno;
    ::close(descriptor);
    if (written) return {};
    return failure(ErrorKind::storage, "writing " + path.string(), std::strerror(reason));
}

}  // namespace aloft
