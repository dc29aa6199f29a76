#include "clouds/gcp/find_credentials.hpp"

#include <fmt/format.h>

#include "system/files.hpp"

namespace aloft::gcp {
namespace {

constexpr std::size_t most_of_a_file = std::size_t{1} << 20;
constexpr std::string_view metadata_address = "169.254.169.254";

std::optional<std::filesystem::path> file_of_gcloud(const Environment& environment) {
    if (const auto folder = environment("CLOUDSDK_CONFIG"); folder && !folder->empty())
        return std::filesystem::path(*folder) / "application_default_credentials.json";
    const auto home = environment("HOME");
    if (!home || home->empty()) return std::nullopt;
    return std::filesystem::path(*home) / ".config/gcloud/application_default_credentials.json";
}

constexpr std::string_view there_are_none = "there are none on this computer";
constexpr std::string_view how_to_sign_in = "gcloud auth application-default login";

/// `named_by`: what says that this file be used.
Result<Credentials> read_credentials_file(const std::filesystem::path& path, std::string_view named_by) {
    const Result<std::string> text = read_file(path, most_of_a_file);
    if (text) return read_credentials(*text, path.string());
    const bool missing = text.error().kind == ErrorKind::not_found;
    return failure(ErrorKind::not_signed_in, "looking for your Google credentials",
                   fmt::format("{} names {}, which {}", named_by, path.string(),
                               missing ? "is not there" : fmt::format("cannot be read: {}", text.error().detail)),
                   fmt::format("correct it, or unset it and sign in: {}", how_to_sign_in));
}

/// Asking an address where nobody may be takes long, so that whoever is not on a machine of Google's is not asked.
std::optional<std::string> metadata_host(const Environment& environment, const std::filesystem::path& product_name) {
    if (auto named = environment("GCE_METADATA_HOST"); named && !named->empty()) return named;
    const Result<std::string> product = read_file(product_name, 4096);
    if (product && product->starts_with("Google")) return std::string(metadata_address);
    return std::nullopt;
}

Result<Credentials> find_anywhere(const Environment& environment, const CredentialPlaces& places) {
    constexpr std::string_view variable = "GOOGLE_APPLICATION_CREDENTIALS";
    if (const auto named = environment(variable); named && !named->empty())
        return read_credentials_file(*named, variable);
    if (!places.own_key.empty()) return read_credentials_file(places.own_key, "the choice of `aloft init gcp`");
    std::error_code code;
    if (const auto file = file_of_gcloud(environment); file && std::filesystem::exists(*file, code))
        return read_credentials_file(*file, "gcloud's sign-in");
    if (const auto host = metadata_host(environment, places.product_name)) {
        Credentials ours;
        ours.key = MachineKey{*host};
        ours.origin = fmt::format("the metadata server {}", *host);
        return ours;
    }
    return failure(ErrorKind::not_signed_in, "looking for your Google credentials", std::string(there_are_none),
                   fmt::format("sign in: {}; or name a service account's key file in {}", how_to_sign_in, variable));
}

}  // namespace

Result<Credentials> find_credentials(const Environment& environment, const CredentialPlaces& places) {
    auto found = find_anywhere(environment, places);
    if (const auto counted = environment("GOOGLE_CLOUD_QUOTA_PROJECT"); found && counted && !counted->empty())
        found->quota_project = *counted;
    return found;
}

bool says_there_are_none(const Error& error) { return error.detail == there_are_none; }

}  // namespace aloft::gcp
