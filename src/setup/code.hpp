#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "setup/code_files.hpp"
#include "system/home.hpp"
#include "system/process.hpp"

namespace aloft {

/// Tells apart two states of a folder by the names, sizes and times of the files that are code.
Result<std::string> code_fingerprint(Processes& processes, const std::filesystem::path& folder,
                                     const std::vector<std::string>& outputs);

/// Brings the machine's copy up to date. Nothing is deleted there, and what is newer there stays.
struct Carriage {
    std::string machine;
    std::filesystem::path folder;
    std::vector<std::string> outputs;
    std::string to;     ///< a path on the machine
    std::string owner;  ///< whose it shall be there; empty: the user's who signs in
};
Result<void> carry_code(const Home& home, Processes& processes, const Carriage& carriage);

/// The files of the machine that would be replaced, though they are not as they ever were carried there: somebody has
/// worked on them. `carried` has the lines of all that was.
Result<std::vector<std::string>> work_in_the_way(const Home& home, Processes& processes, const Carriage& carriage,
                                                 const std::vector<ListedFile>& code, const std::string& carried);
/// Brings only these, and keeps what they replace in that folder below the code.
Result<void> carry_keeping_the_old(const Home& home, Processes& processes, const Carriage& carriage,
                                   const std::vector<std::string>& files, const std::string& folder_of_old);

}  // namespace aloft
