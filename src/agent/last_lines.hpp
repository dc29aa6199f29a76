#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace aloft::agent {

/// The last lines that say something, without the parts that a progress bar has painted over. Reads a bounded piece.
std::vector<std::string> last_lines(const std::filesystem::path& file, std::size_t count);

/// Where the last so many lines of a file begin; its beginning when it has fewer. Reads no more of it than them.
std::uint64_t start_of_last_lines(const std::filesystem::path& file, std::uint64_t count);

}  // namespace aloft::agent
