#include "clouds/gcp/find_project.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "clouds/gcp/settings.hpp"
#include "core/letters.hpp"
#include "system/files.hpp"

namespace aloft::gcp {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_of_a_file = std::size_t{1} << 20;

/// The value of a property below [core] in gcloud's own ini file.
std::string core_property(std::string_view ini, std::string_view property) {
    bool in_core = false;
    while (!ini.empty()) {
        const std::string_view line = trimmed(ini.substr(0, ini.find('\n')));
        ini.remove_prefix(std::min(ini.find('\n'), ini.size() - 1) + 1);
        if (line.starts_with('[')) in_core = line == "[core]";
        const std::size_t equals = line.find('=');
        if (in_core && equals != std::string::npos && trimmed(line.substr(0, equals)) == property)
            return std::string(trimmed(line.substr(equals + 1)));
    }
    return {};
}

/// gcloud's active configuration; empty: nothing says where it would be.
fs::path gcloud_configuration(const Environment& environment) {
    const auto named = environment("CLOUDSDK_CONFIG");
    const auto home = environment("HOME");
    if (!named && !home) return {};
    const fs::path folder = named ? fs::path(*named) : fs::path(*home) / ".config/gcloud";
    const auto chosen = environment("CLOUDSDK_ACTIVE_CONFIG_NAME");
    const auto active = read_file(folder / "active_config", most_of_a_file);
    const std::string name = chosen ? *chosen : active ? std::string(trimmed(*active)) : "default";
    return folder / "configurations" / fmt::format("config_{}", name);
}

std::string said_by_gcloud(const fs::path& configuration, std::string_view property) {
    const auto ini = configuration.empty() ? Result<std::string>("") : read_file(configuration, most_of_a_file);
    return ini ? core_property(*ini, property) : std::string();
}

}  // namespace

Result<ChosenProject> find_project(const Environment& environment, const Credentials& credentials,
                                   const fs::path& folder) {
    for (const char* variable : {"GOOGLE_CLOUD_PROJECT", "CLOUDSDK_CORE_PROJECT"})
        if (auto named = environment(variable); named && !named->empty()) return ChosenProject{*named, variable};
    // Whoever names a key file means its project, whatever gcloud is set to.
    if (std::holds_alternative<AccountKey>(credentials.key) && !credentials.project.empty())
        return ChosenProject{credentials.project, credentials.origin};
    auto settings = read_settings(folder);
    if (!settings) return failed(settings);
    if (!settings->project.empty()) return ChosenProject{settings->project, settings_file(folder).string()};
    const fs::path configuration = gcloud_configuration(environment);
    if (std::string active = said_by_gcloud(configuration, "project"); !active.empty())
        return ChosenProject{std::move(active), configuration.string()};
    for (const std::string& said : {credentials.project, credentials.quota_project})
        if (!said.empty()) return ChosenProject{said, credentials.origin};
    return failure(ErrorKind::not_signed_in, "looking for your Google Cloud project", "none is chosen",
                   "aloft init gcp chooses one or makes one; or: gcloud config set project PROJECT");
}

std::string find_contact(const Environment& environment, const Credentials& credentials) {
    if (const auto* key = std::get_if<AccountKey>(&credentials.key)) return key->account;
    if (auto named = environment("CLOUDSDK_CORE_ACCOUNT"); named && !named->empty()) return *named;
    return said_by_gcloud(gcloud_configuration(environment), "account");
}

}  // namespace aloft::gcp
