#include "practice/google/identity.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/base64.hpp"
#include "practice/google/assertion.hpp"
#include "practice/google/form.hpp"
#include "practice/google/key_file.hpp"
#include "practice/google/signature.hpp"

namespace aloft::practice::google {
namespace {

using Json = nlohmann::json;

constexpr std::string_view signer_record = "signIn/signer";
constexpr auto issuer = "https://accounts.google.com";
constexpr std::chrono::seconds life{3600};
constexpr std::string_view certificates_path = "/oauth2/v1/certs";
constexpr std::string_view numbers_path = "/oauth2/v3/certs";
constexpr std::string_view accounts_path = "/robot/v1/metadata/x509/";

/// By the key's id.
Json certificates(const Records& records) {
    const Json* signer = records.find(signer_record);
    if (signer == nullptr) return Json::object();
    return {{signer->at("kid").get<std::string>(), signer->at("certificate_pem")}};
}

/// RFC 7517.
Json numbers(const Records& records) {
    Json keys = Json::array();
    if (const Json* signer = records.find(signer_record))
        if (const auto key = rsa_numbers(signer->at("certificate_pem").get<std::string>()))
            keys.push_back({{"kty", "RSA"},
                            {"alg", "RS256"},
                            {"use", "sig"},
                            {"kid", signer->at("kid")},
                            {"n", to_base64(key->modulus, Base64::for_urls)},
                            {"e", to_base64(key->exponent, Base64::for_urls)}});
    return {{"keys", std::move(keys)}};
}

std::optional<Json> certificates_of_account(const Records& records, std::string_view account) {
    const auto email = unescaped(account);
    const std::string record = email ? account_record_of(*email) : std::string();
    if (record.empty() || records.find(record) == nullptr) return std::nullopt;
    const std::string keys = record + "/keys/";
    Json found = Json::object();
    for (const std::string& name : records.names(keys))
        if (const auto pem = from_base64(records.find(name)->value("publicKeyData", "")))
            found[name.substr(keys.size())] = *pem;
    return found;
}

}  // namespace

Result<void> make_signer(Records& records, Moment from) {
    if (records.find(signer_record) != nullptr) return {};
    auto key = new_key("federated-signon.system.gserviceaccount.com", from);
    if (!key) return failed(key);
    const std::string id = sha256(key->certificate_pem).substr(0, 40);
    records.put(signer_record,
                {{"kid", id}, {"private_pem", key->private_pem}, {"certificate_pem", key->certificate_pem}});
    return {};
}

std::string identity_token(const Records& records, const Identity& identity, const Json& more) {
    const Json* signer = records.find(signer_record);
    if (signer == nullptr) return {};
    const Json header = {{"alg", "RS256"}, {"kid", signer->at("kid")}, {"typ", "JWT"}};
    Json claims = {{"iss", issuer},
                   {"aud", identity.audience},
                   {"azp", identity.subject},
                   {"sub", identity.subject},
                   {"iat", identity.from.time_since_epoch().count()},
                   {"exp", (identity.from + life).time_since_epoch().count()}};
    if (!identity.email.empty()) claims.update({{"email", identity.email}, {"email_verified", true}});
    claims.update(more);
    const auto part = [](const Json& json) {
        return to_base64(json.dump(-1, ' ', false, Json::error_handler_t::replace), Base64::for_urls);
    };
    const std::string text = fmt::format("{}.{}", part(header), part(claims));
    const std::string signature = signed_with(text, signer->at("private_pem").get<std::string>());
    return signature.empty() ? std::string() : fmt::format("{}.{}", text, to_base64(signature, Base64::for_urls));
}

std::optional<Json> public_keys_at(const Records& records, std::string_view path) {
    if (path == certificates_path) return certificates(records);
    if (path == numbers_path) return numbers(records);
    if (path.starts_with(accounts_path)) return certificates_of_account(records, path.substr(accounts_path.size()));
    return std::nullopt;
}

}  // namespace aloft::practice::google
