#pragma once
#include <filesystem>
#include <optional>
#include <string>

#include "core/result.hpp"

namespace aloft {

/// An exclusive lock that the kernel gives back when its holder, and every program that the holder still runs, has
/// ended. The file's content says who holds it.
class FileLock {
public:
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;
    FileLock(FileLock&& other) noexcept;
    FileLock& operator=(FileLock&& other) noexcept;
    ~FileLock();

    /// Nothing when another holds it; `holder` is what the file shall say of us.
    static Result<std::optional<FileLock>> try_take(const std::filesystem::path& path, const std::string& holder);
    /// Waits; a signal that sets the interruption ends the waiting with ErrorKind::interrupted.
    static Result<FileLock> take(const std::filesystem::path& path, const std::string& holder);
    /// What the present holder says of itself; nothing when nobody holds it.
    static std::optional<std::string> holder(const std::filesystem::path& path);

private:
    explicit FileLock(int descriptor) : descriptor_(descriptor) {}
    int descriptor_ = -1;
};

}  // namespace aloft
