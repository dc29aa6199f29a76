#include "system/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <system_error>

namespace aloft {
namespace {

std::unexpected<Error> file_failure(std::string doing, int code) {
    std::string hint;
    if (code == ENOSPC || code == EDQUOT) hint = "free some space on this disk, then run the command again";
    if (code == EROFS) hint = "this file system is read-only; set ALOFT_HOME to a folder that can be written";
    if (code == EACCES || code == EPERM) hint = "check who owns the folder and whether you may write in it";
    const ErrorKind kind = code == ENOENT ? ErrorKind::not_found : ErrorKind::storage;
    return failure(kind, std::move(doing), std::strerror(code), std::move(hint));
}

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    int number() const { return number_; }
    /// Some file systems report a full disk only here.
    int close() {
        const int result = ::close(number_) == 0 ? 0 : errno;
        number_ = -1;
        return result;
    }

private:
    int number_;
};

int write_all(int descriptor, std::string_view content) {
    while (!content.empty()) {
        const ssize_t written = ::write(descriptor, content.data(), content.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return errno;
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    return 0;
}

int sync_folder(const std::filesystem::path& folder) {
    const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (descriptor.number() < 0) return errno;
    return ::fsync(descriptor.number()) == 0 ? 0 : errno;
}

int write_and_sync(const std::filesystem::path& path, std::string_view content, mode_t mode) {
    Descriptor descriptor(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode));
    if (descriptor.number() < 0) return errno;
    if (::fchmod(descriptor.number(), mode) != 0) return errno;
    if (const int code = write_all(descriptor.number(), content)) return code;
    if (::fsync(descriptor.number()) != 0) return errno;
    return descriptor.close();
}

}  // namespace

Result<void> write_file(const std::filesystem::path& path, std::string_view content, Readable readable) {
    const std::string doing = fmt::format("writing {}", path.string());
    const std::filesystem::path beside = fmt::format("{}.new-{}", path.string(), ::getpid());
    const mode_t mode = readable == Readable::by_owner ? 0600 : 0644;
    if (const int code = write_and_sync(beside, content, mode)) {
        ::unlink(beside.c_str());
        return file_failure(doing, code);
    }
    if (::rename(beside.c_str(), path.c_str()) != 0) {
        const int code = errno;
        ::unlink(beside.c_str());
        return file_failure(doing, code);
    }
    if (const int code = sync_folder(path.parent_path().empty() ? "." : path.parent_path()))
        return file_failure(doing, code);
    return {};
}

Result<std::string> read_file(const std::filesystem::path& path, std::size_t most) {
    const std::string doing = fmt::format("reading {}", path.string());
    const Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (descriptor.number() < 0) return file_failure(doing, errno);
    std::string content;
    char chunk[65536];
    while (true) {
        const ssize_t count = ::read(descriptor.number(), chunk, sizeof chunk);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return file_failure(doing, errno);
        if (count == 0) return content;
        content.append(chunk, static_cast<std::size_t>(count));
        if (content.size() > most)
            return failure(ErrorKind::bad_input, doing, fmt::format("it has more than {} MB", most >> 20));
    }
}

Result<void> make_private_folder(const std::filesystem::path& path) {
    const std::filesystem::path parent = path.parent_path();
    if (!parent.empty() && !std::filesystem::exists(parent))
        if (auto made = make_private_folder(parent); !made) return made;
    if (::mkdir(path.c_str(), 0700) == 0 || errno == EEXIST) {
        std::error_code code;
        if (std::filesystem::is_directory(path, code)) return {};
        return file_failure(fmt::format("making folder {}", path.string()), ENOTDIR);
    }
    return file_failure(fmt::format("making folder {}", path.string()), errno);
}

Result<void> remove_tree(const std::filesystem::path& path) {
    std::error_code code;
    // What somebody else takes away meanwhile, a server its socket, ends the walk although it is gone as it should.
    constexpr int most_tries = 100;
    for (int tries = 0; tries < most_tries; ++tries) {
        std::filesystem::remove_all(path, code);
        if (code != std::errc::no_such_file_or_directory) break;
    }
    if (code) return file_failure(fmt::format("removing {}", path.string()), code.value());
    return {};
}

}  // namespace aloft
