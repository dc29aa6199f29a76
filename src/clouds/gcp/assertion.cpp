#include "clouds/gcp/assertion.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/base64.hpp"

namespace aloft::gcp {
namespace {

using nlohmann::json;

constexpr std::chrono::seconds life{3600};

using PrivateKey = std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)>;

PrivateKey private_key(std::string_view pem) {
    const std::unique_ptr<BIO, int (*)(BIO*)> bytes(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())),
                                                    BIO_free);
    // Without this, OpenSSL would ask the terminal for the password of one that is encrypted.
    const auto no_password = [](char*, int, int, void*) { return 0; };
    return {PEM_read_bio_PrivateKey(bytes.get(), nullptr, no_password, nullptr), EVP_PKEY_free};
}

std::optional<std::string> signature_of(std::string_view text, EVP_PKEY* key) {
    const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> digest(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
    std::size_t size = 0;
    if (!digest || EVP_DigestSignInit(digest.get(), nullptr, EVP_sha256(), nullptr, key) != 1 ||
        EVP_DigestSign(digest.get(), nullptr, &size, bytes, text.size()) != 1)
        return std::nullopt;
    std::string signature(size, '\0');
    if (EVP_DigestSign(digest.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, bytes, text.size()) !=
        1)
        return std::nullopt;
    signature.resize(size);
    return signature;
}

}  // namespace

Result<std::string> signed_assertion(const AccountKey& key, std::string_view scope, std::chrono::sys_seconds now) {
    const json header{{"alg", "RS256"}, {"typ", "JWT"}, {"kid", key.key_id}};
    const json claims{{"iss", key.account},
                      {"sub", key.account},
                      {"scope", scope},
                      {"iat", now.time_since_epoch().count()},
                      {"exp", (now + life).time_since_epoch().count()}};
    const std::string text =
        fmt::format("{}.{}", to_base64(header.dump(), Base64::for_urls), to_base64(claims.dump(), Base64::for_urls));
    const PrivateKey with = private_key(key.private_key);
    const bool rsa = with && EVP_PKEY_get_base_id(with.get()) == EVP_PKEY_RSA;
    const std::optional<std::string> signature = rsa ? signature_of(text, with.get()) : std::nullopt;
    if (!signature)
        return failure(ErrorKind::not_signed_in, fmt::format("signing as {}", key.account),
                       "the private key in its file is not an RSA key that can be read",
                       "download a new key file of the service account");
    return fmt::format("{}.{}", text, to_base64(*signature, Base64::for_urls));
}

}  // namespace aloft::gcp
