#include "clouds/gcp/settings.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "clouds/gcp/fields.hpp"
#include "system/files.hpp"

namespace aloft::gcp {
namespace {

using nlohmann::json;

constexpr std::size_t most_of_a_file = std::size_t{64} << 10;

}  // namespace

std::filesystem::path settings_file(const std::filesystem::path& folder) { return folder / "settings.json"; }

Result<Settings> read_settings(const std::filesystem::path& folder) {
    if (folder.empty()) return Settings{};
    const auto file = settings_file(folder);
    const auto text = read_file(file, most_of_a_file);
    if (!text && text.error().kind == ErrorKind::not_found) return Settings{};
    if (!text) return failed(text);
    const json said = json::parse(*text, nullptr, false);
    Settings settings{text_in(said, "project"), text_in(said, "key")};
    // It is one of our folder's, wherever somebody else would have it point.
    const bool fits = settings.key.find('/') == std::string::npos;
    if (said.is_object() && fits) return settings;
    return failure(ErrorKind::storage, fmt::format("reading {}", file.string()), "it is not as aloft writes it",
                   "remove it and run: aloft init gcp");
}

Result<void> write_settings(const std::filesystem::path& folder, const Settings& settings) {
    if (auto made = make_private_folder(folder); !made) return made;
    json said{{"project", settings.project}};
    if (!settings.key.empty()) said["key"] = settings.key;
    return write_file(settings_file(folder), said.dump(2) + "\n", Readable::by_owner);
}

std::filesystem::path chosen_key(const std::filesystem::path& folder) {
    const auto settings = read_settings(folder);
    return settings && !settings->key.empty() ? folder / settings->key : std::filesystem::path();
}

}  // namespace aloft::gcp
