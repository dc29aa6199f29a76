#pragma once
#include <filesystem>
#include <string>

namespace aloft {

/// The text of a requirements file and of all within the code that it names in its turn: other such files, constraints,
/// and what describes a project that is installed from its folder.
std::string with_all_it_names(const std::filesystem::path& code, const std::string& file, const std::string& text);

}  // namespace aloft
