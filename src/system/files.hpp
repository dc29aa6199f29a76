#pragma once
#include <sys/types.h>

#include <filesystem>
#include <limits>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace aloft {

enum class Readable { by_owner, by_all };

/// All of it or nothing: written beside, synced, renamed over. The folder is synced too.
Result<void> write_file(const std::filesystem::path& path, std::string_view content, Readable readable);
/// Of more than `most` bytes nothing is answered: a file that somebody names may be a device without an end.
Result<std::string> read_file(const std::filesystem::path& path,
                              std::size_t most = std::numeric_limits<std::size_t>::max());
/// With its parents, for the owner alone (0700).
Result<void> make_private_folder(const std::filesystem::path& path);
/// Absent before is success.
Result<void> remove_tree(const std::filesystem::path& path);

}  // namespace aloft
