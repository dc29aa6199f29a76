#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace aloft {

/// Makes the folder, with its parents, for its owner alone (0700). One that is there stays as it is.
Result<void> make_folder(const std::filesystem::path& folder, const std::string& doing);

/// Makes an empty file for its owner alone (0600), whatever the umask. One that is there stays as it is, unopened: to
/// open and close a file that SQLite has open in this process would give up SQLite's locks.
Result<void> make_file(const std::filesystem::path& file, const std::string& doing);

/// The first line of a small file; nothing when there is no such file.
Result<std::optional<std::string>> read_line_of(const std::filesystem::path& file, const std::string& doing);

/// Writes a small file of one line, all of it or nothing, for its owner alone.
Result<void> write_line_to(const std::filesystem::path& file, std::string_view line, const std::string& doing);

/// A call of the system that failed, by its errno, as words for the person.
Error place_failure(int error_number, const std::filesystem::path& place, std::string doing);

}  // namespace aloft
