#pragma once
#include <filesystem>
#include <optional>
#include <string>

#include "core/result.hpp"
#include "system/home.hpp"
#include "system/random.hpp"

namespace aloft {

/// What opens a machine's notebook. Kept in the machine's folder on this computer, for the owner alone.
struct NotebookSecrets {
    std::string password;
    std::string token;            ///< for programs, and for the browser that aloft opens itself
    std::string hashed_password;  ///< argon2id, as Jupyter writes it
};

/// The kept ones, or nothing.
Result<std::optional<NotebookSecrets>> read_notebook_secrets(const Home& home, const std::string& machine);

/// The kept ones if their password came from the same place, else new ones. `password_file` empty: a generated
/// password. Fails when the file cannot be read, is empty, or may be read by others.
Result<NotebookSecrets> ensure_notebook_secrets(const Home& home, Random& random, const std::string& machine,
                                                const std::filesystem::path& password_file);

/// Where the password comes from, as something that may be shown and compared: never made of the password itself.
std::string source_of_password(const std::filesystem::path& password_file);

/// Jupyter's jupyter_server_config.json.
std::string notebook_config(const NotebookSecrets& secrets);

}  // namespace aloft
