#include "clouds/gcp/token_file.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <variant>

#include "clouds/gcp/fields.hpp"
#include "clouds/gcp/seal.hpp"
#include "core/base64.hpp"
#include "system/files.hpp"

namespace aloft::gcp {
namespace {

using nlohmann::json;

constexpr std::size_t most_of_a_file = std::size_t{64} << 10;
constexpr std::size_t words_of_salt = 4;

/// What nobody knows who cannot read the credential. Empty: there is no such thing, or it saves nothing to keep a token. A
/// service account signs for itself without asking anybody; a machine's server is as near as a file; and what another
/// authority says is itself a token that ends.
std::string secret_of(const Credentials& credentials) {
    if (const auto* person = std::get_if<UserKey>(&credentials.key))
        return fmt::format("{}\n{}", person->refresh_token, person->client_secret);
    if (const auto* account = std::get_if<AccountKey>(&credentials.key); account && !credentials.impersonation.empty())
        return account->private_key;
    return {};
}

/// Whom the token is for, so that of two who have one secret in common neither has the other's.
std::string whom(const Credentials& credentials) {
    const auto* person = std::get_if<UserKey>(&credentials.key);
    const auto* account = std::get_if<AccountKey>(&credentials.key);
    const json all{credentials.origin,
                   credentials.token_address,
                   credentials.impersonation,
                   credentials.delegates,
                   person != nullptr ? person->client_id : std::string(),
                   account != nullptr ? account->account : std::string()};
    return "aloft gcp token 1 " + all.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string new_salt(Random& random) {
    std::string salt;
    for (std::size_t word = 0; word < words_of_salt; ++word) {
        const std::uint64_t bits = random.next();
        for (unsigned shift = 0; shift < 64; shift += 8) salt += static_cast<char>(bits >> shift & 0xFFU);
    }
    return salt;
}

}  // namespace

std::optional<TokenFile::Kept> TokenFile::read(const Credentials& credentials) const {
    const std::string secret = secret_of(credentials);
    if (secret.empty()) return std::nullopt;
    const auto text = read_file(path_, most_of_a_file);
    if (!text) return std::nullopt;
    const json file = json::parse(*text, nullptr, false);
    const auto salt = from_base64(text_in(file, "salt"));
    const auto sealed = from_base64(text_in(file, "sealed"));
    if (!salt || !sealed) return std::nullopt;
    const auto opened = unsealed(*sealed, {secret, *salt, whom(credentials)});
    if (!opened) return std::nullopt;
    const json kept = json::parse(*opened, nullptr, false);
    const auto ends = from_iso(text_in(kept, "ends"));
    std::string token = text_in(kept, "token");
    if (!ends || token.empty()) return std::nullopt;
    return Kept{std::move(token), *ends};
}

void TokenFile::write(const Credentials& credentials, const Kept& token) {
    const std::string secret = secret_of(credentials);
    if (secret.empty()) return;
    const std::string salt = new_salt(random_);
    const json content{{"token", token.text}, {"ends", to_iso(token.ends)}};
    const auto sealed = aloft::gcp::sealed(content.dump(), {secret, salt, whom(credentials)});
    if (!sealed || !make_private_folder(path_.parent_path())) return;
    const json file{{"salt", to_base64(salt)}, {"sealed", to_base64(*sealed)}};
    [[maybe_unused]] const auto written = write_file(path_, file.dump() + "\n", Readable::by_owner);
}

void TokenFile::forget(const Credentials& credentials, const std::string& text) {
    const auto kept = read(credentials);
    if (!kept || kept->text != text) return;
    [[maybe_unused]] const auto removed = remove_tree(path_);
}

}  // namespace aloft::gcp
