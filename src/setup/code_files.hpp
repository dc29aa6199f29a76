#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "system/process.hpp"

namespace aloft {

/// On the machine, below the code: what the person there had changed before the code of this computer took its place.
inline constexpr std::string_view replaced_folder = ".aloft-replaced";

/// Has rsync take the code and leave the rest of the folder: version control's own, caches, what .gitignore and
/// .aloftignore name, and the outputs, which come the other way. Needs its standard input.
void take_code(Command& rsync, Processes& processes, const std::filesystem::path& folder,
               const std::vector<std::string>& outputs);

/// With the slash, rsync takes what is inside.
std::string inside(const std::filesystem::path& folder);

/// Has rsync list what it would copy, and copy nothing. The same file has the same line on every computer.
void let_it_list(Command& rsync);

/// What such a listing has of a file.
struct ListedFile {
    std::string line;      ///< as it was listed
    std::string modified;  ///< sorts as time does
    std::string path;
};
/// Folders, whose times change with whatever comes and goes in them, are left out.
std::vector<ListedFile> files_in(const std::string& listing);
std::string lines_of(const std::vector<ListedFile>& files);

/// The code as it is on this computer.
Result<std::vector<ListedFile>> code_files(Processes& processes, const std::filesystem::path& folder,
                                           const std::vector<std::string>& outputs);

}  // namespace aloft
