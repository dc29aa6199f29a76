#include "practice/google/signature.hpp"

#include <fmt/format.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <array>
#include <memory>

namespace aloft::practice::google {
namespace {

template <class T, void (*release)(T*)>
struct Releases {
    void operator()(T* thing) const { release(thing); }
};
void release_bytes(BIO* bytes) { BIO_free(bytes); }
using Bytes = std::unique_ptr<BIO, Releases<BIO, release_bytes>>;
using Key = std::unique_ptr<EVP_PKEY, Releases<EVP_PKEY, EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Releases<X509, X509_free>>;
using Digest = std::unique_ptr<EVP_MD_CTX, Releases<EVP_MD_CTX, EVP_MD_CTX_free>>;

const unsigned char* unsigned_bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

Bytes reading(std::string_view text) { return Bytes(BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))); }

Key public_key(std::string_view pem) {
    const Bytes bytes = reading(pem);
    if (!pem.contains("BEGIN CERTIFICATE")) return Key(PEM_read_bio_PUBKEY(bytes.get(), nullptr, nullptr, nullptr));
    const Certificate certificate(PEM_read_bio_X509(bytes.get(), nullptr, nullptr, nullptr));
    return Key(certificate ? X509_get_pubkey(certificate.get()) : nullptr);
}

void release_number(BIGNUM* number) { BN_free(number); }

std::string number_in(const EVP_PKEY* key, const char* name) {
    BIGNUM* raw = nullptr;
    if (EVP_PKEY_get_bn_param(key, name, &raw) != 1) return {};
    const std::unique_ptr<BIGNUM, Releases<BIGNUM, release_number>> number(raw);
    std::string bytes(static_cast<std::size_t>(BN_num_bytes(raw)), '\0');
    BN_bn2bin(raw, reinterpret_cast<unsigned char*>(bytes.data()));
    return bytes;
}

}  // namespace

bool is_signed_with(std::string_view text, std::string_view signature, std::string_view public_key_pem) {
    const Key key = public_key(public_key_pem);
    const Digest digest(EVP_MD_CTX_new());
    if (!key || !digest) return false;
    if (EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_RSA) return false;
    if (EVP_DigestVerifyInit(digest.get(), nullptr, EVP_sha256(), nullptr, key.get()) != 1) return false;
    return EVP_DigestVerify(digest.get(), unsigned_bytes(signature), signature.size(), unsigned_bytes(text),
                            text.size()) == 1;
}

std::string signed_with(std::string_view text, std::string_view private_key_pem) {
    const Bytes bytes = reading(private_key_pem);
    const Key key(PEM_read_bio_PrivateKey(bytes.get(), nullptr, nullptr, nullptr));
    const Digest digest(EVP_MD_CTX_new());
    std::size_t size = 0;
    if (!key || !digest || EVP_DigestSignInit(digest.get(), nullptr, EVP_sha256(), nullptr, key.get()) != 1 ||
        EVP_DigestSign(digest.get(), nullptr, &size, unsigned_bytes(text), text.size()) != 1)
        return {};
    std::string signature(size, '\0');
    auto* place = reinterpret_cast<unsigned char*>(signature.data());
    if (EVP_DigestSign(digest.get(), place, &size, unsigned_bytes(text), text.size()) != 1) return {};
    signature.resize(size);
    return signature;
}

std::optional<RsaNumbers> rsa_numbers(std::string_view public_key_pem) {
    const Key key = public_key(public_key_pem);
    if (!key) return std::nullopt;
    RsaNumbers numbers{number_in(key.get(), OSSL_PKEY_PARAM_RSA_N), number_in(key.get(), OSSL_PKEY_PARAM_RSA_E)};
    if (numbers.modulus.empty() || numbers.exponent.empty()) return std::nullopt;
    return numbers;
}

std::string sha256(std::string_view text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr);
    std::string words;
    words.reserve(std::size_t{2} * size);
    for (unsigned int index = 0; index < size; ++index) words += fmt::format("{:02x}", digest.at(index));
    return words;
}

}  // namespace aloft::practice::google
