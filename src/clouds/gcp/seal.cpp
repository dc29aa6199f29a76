#include "clouds/gcp/seal.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <array>
#include <memory>

namespace aloft::gcp {
namespace {

constexpr std::size_t key_size = 32, nonce_size = 12, tag_size = 16;

/// The nonce is made with the key: each salt has its own, so none is ever used twice with one key.
using KeyAndNonce = std::array<unsigned char, key_size + nonce_size>;

using Cipher = std::unique_ptr<EVP_CIPHER_CTX, void (*)(EVP_CIPHER_CTX*)>;

OSSL_PARAM octets(const char* name, std::string_view bytes) {
    return OSSL_PARAM_construct_octet_string(name, const_cast<char*>(bytes.data()), bytes.size());
}

std::optional<KeyAndNonce> derived(const SealingSecret& from) {
    const std::unique_ptr<EVP_KDF, void (*)(EVP_KDF*)> kind(EVP_KDF_fetch(nullptr, "HKDF", nullptr), EVP_KDF_free);
    const std::unique_ptr<EVP_KDF_CTX, void (*)(EVP_KDF_CTX*)> context(kind ? EVP_KDF_CTX_new(kind.get()) : nullptr,
                                                                       EVP_KDF_CTX_free);
    if (!context) return std::nullopt;
    std::string digest = "SHA256";
    const std::array<OSSL_PARAM, 5> parameters{
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest.data(), 0),
        octets(OSSL_KDF_PARAM_KEY, from.secret), octets(OSSL_KDF_PARAM_SALT, from.salt),
        octets(OSSL_KDF_PARAM_INFO, from.purpose), OSSL_PARAM_construct_end()};
    KeyAndNonce made;
    if (EVP_KDF_derive(context.get(), made.data(), made.size(), parameters.data()) != 1) return std::nullopt;
    return made;
}

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

}  // namespace

std::optional<std::string> sealed(std::string_view text, const SealingSecret& with) {
    const auto key = derived(with);
    const Cipher cipher(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
    if (!key || !cipher) return std::nullopt;
    std::string bytes(text.size() + tag_size, '\0');
    int written = 0, last = 0;
    const bool done =
        EVP_EncryptInit_ex2(cipher.get(), EVP_aes_256_gcm(), key->data(), key->data() + key_size, nullptr) == 1 &&
        EVP_EncryptUpdate(cipher.get(), bytes_of(bytes), &written, bytes_of(text), static_cast<int>(text.size())) ==
            1 &&
        EVP_EncryptFinal_ex(cipher.get(), bytes_of(bytes) + written, &last) == 1 &&
        EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_AEAD_GET_TAG, tag_size, bytes_of(bytes) + text.size()) == 1;
    return done ? std::optional(std::move(bytes)) : std::nullopt;
}

std::optional<std::string> unsealed(std::string_view bytes, const SealingSecret& with) {
    if (bytes.size() < tag_size) return std::nullopt;
    const auto key = derived(with);
    const Cipher cipher(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
    if (!key || !cipher) return std::nullopt;
    std::string text(bytes.size() - tag_size, '\0');
    std::string tag(bytes.substr(text.size()));
    int written = 0, last = 0;
    const bool whole =
        EVP_DecryptInit_ex2(cipher.get(), EVP_aes_256_gcm(), key->data(), key->data() + key_size, nullptr) == 1 &&
        EVP_DecryptUpdate(cipher.get(), bytes_of(text), &written, bytes_of(bytes), static_cast<int>(text.size())) ==
            1 &&
        EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_AEAD_SET_TAG, tag_size, tag.data()) == 1 &&
        EVP_DecryptFinal_ex(cipher.get(), bytes_of(text) + written, &last) == 1;
    return whole ? std::optional(std::move(text)) : std::nullopt;
}

}  // namespace aloft::gcp
