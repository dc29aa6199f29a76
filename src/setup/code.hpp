#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "system/home.hpp"
#include "system/process.hpp"

namespace aloft {

/// Tells apart two states of a folder by its files' names, sizes and times, those left out that are not carried:
/// version control's own, caches, what .gitignore and .aloftignore name, and the outputs, which come the other way.
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

}  // namespace aloft
