#include "system/lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "system/files.hpp"

namespace aloft {
namespace {

enum class Patience { none, endless };

/// No O_CLOEXEC: a child's supervisor must keep the lock (see process.hpp); the child itself gets every descriptor
/// closed.
Result<int> open_lock_file(const std::filesystem::path& path) {
    if (auto folder = make_private_folder(path.parent_path()); !folder) return failed(folder);
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT, 0600);  // NOLINT(android-cloexec-open)
    if (descriptor >= 0) return descriptor;
    return failure(ErrorKind::storage, fmt::format("opening lock {}", path.string()), std::strerror(errno));
}

/// 0, or the errno of the refusal.
int lock(int descriptor, Patience patience) {
    const int operation = LOCK_EX | (patience == Patience::none ? LOCK_NB : 0);
    return ::flock(descriptor, operation) == 0 ? 0 : errno;
}

/// The file is never removed: removing a locked file would let two hold "the" lock. So its name stays true, and only
/// its content changes hands.
void say_who_holds(int descriptor, const std::string& holder) {
    if (::ftruncate(descriptor, 0) != 0) return;
    [[maybe_unused]] const ssize_t written = ::pwrite(descriptor, holder.data(), holder.size(), 0);
}

}  // namespace

FileLock::FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

FileLock::~FileLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Result<std::optional<FileLock>> FileLock::try_take(const std::filesystem::path& path, const std::string& holder) {
    auto descriptor = open_lock_file(path);
    if (!descriptor) return failed(descriptor);
    FileLock result(*descriptor);
    const int code = lock(*descriptor, Patience::none);
    if (code == EWOULDBLOCK) return std::optional<FileLock>{};
    if (code != 0) return failure(ErrorKind::storage, fmt::format("locking {}", path.string()), std::strerror(code));
    say_who_holds(*descriptor, holder);
    return std::optional<FileLock>(std::move(result));
}

Result<FileLock> FileLock::take(const std::filesystem::path& path, const std::string& holder) {
    auto descriptor = open_lock_file(path);
    if (!descriptor) return failed(descriptor);
    FileLock result(*descriptor);
    const int code = lock(*descriptor, Patience::endless);
    const std::string doing = fmt::format("waiting for lock {}", path.string());
    if (code == EINTR) return failure(ErrorKind::interrupted, doing, "interrupted");
    if (code != 0) return failure(ErrorKind::storage, doing, std::strerror(code));
    say_who_holds(*descriptor, holder);
    return result;
}

std::optional<std::string> FileLock::holder(const std::filesystem::path& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return std::nullopt;
    const FileLock guard(descriptor);
    if (::flock(descriptor, LOCK_SH | LOCK_NB) == 0) return std::nullopt;
    auto content = read_file(path);
    return content ? *content : std::string();
}

}  // namespace aloft
