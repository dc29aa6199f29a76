#pragma once
#include <filesystem>
#include <string>

#include "core/result.hpp"

namespace aloft::gcp {

/// What `aloft init gcp` chose. It is kept in aloft's folder for Google, in settings.json, with the key that it may have
/// been given; what the environment says goes before it.
struct Settings {
    std::string project;
    std::string
        key;  ///< the name of a service account's key file in the same folder; empty: the person's own credentials
    bool operator==(const Settings&) const = default;
};

std::filesystem::path settings_file(const std::filesystem::path& folder);
/// Nothing chosen yet is no failure.
Result<Settings> read_settings(const std::filesystem::path& folder);
Result<void> write_settings(const std::filesystem::path& folder, const Settings& settings);
/// Where the key is; empty when there is none, or nothing can be read.
std::filesystem::path chosen_key(const std::filesystem::path& folder);

}  // namespace aloft::gcp
