#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "system/user.hpp"

namespace aloft {

/// A program that works by itself for a while: as somebody, with an environment of its own, its words into a file.
struct Script {
    std::vector<std::string> argv;  ///< argv[0] is a full path
    std::map<std::string, std::string> environment;  ///< all of it
    std::filesystem::path folder;
    std::filesystem::path output;  ///< appended to; input is empty
    std::optional<User> as;        ///< none: as we are
};

class Scripts {
public:
    virtual ~Scripts() = default;
    /// Its exit code; 128 + n for one that died of signal n.
    virtual Result<int> run(const Script& script) = 0;
};

class PosixScripts final : public Scripts {
public:
    Result<int> run(const Script& script) override;
};

/// A folder that only this user can look into (0700); what was there before is gone.
Result<void> make_folder_of(const std::filesystem::path& path, const std::optional<User>& user);
/// A file in it that only this user can read (0600).
Result<void> write_file_of(const std::filesystem::path& path, std::string_view content,
                           const std::optional<User>& user);

}  // namespace aloft
