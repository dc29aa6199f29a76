#include "practice/google/key_file.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <chrono>
#include <memory>

namespace aloft::practice::google {
namespace {

constexpr unsigned int bits = 2048;
constexpr long version_3 = 2;

struct Freed {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(BIO* bytes) const { BIO_free(bytes); }
};
template <class Thing>
using Owned = std::unique_ptr<Thing, Freed>;

std::string text_of(BIO* bytes) {
    char* text = nullptr;
    const long size = BIO_get_mem_data(bytes, &text);
    return {text, static_cast<std::size_t>(size)};
}

Owned<X509> certificate_of(EVP_PKEY* key, std::string_view owner, Moment from) {
    Owned<X509> certificate(X509_new());
    if (!certificate) return nullptr;
    const std::time_t begins =
        std::chrono::system_clock::to_time_t(std::chrono::time_point_cast<std::chrono::system_clock::duration>(from));
    constexpr std::time_t ends = 253'402'300'799;  // with the year 9999
    X509_set_version(certificate.get(), version_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    ASN1_TIME_set(X509_getm_notBefore(certificate.get()), begins);
    ASN1_TIME_set(X509_getm_notAfter(certificate.get()), ends);
    X509_NAME* const name = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(owner.data()),
                               static_cast<int>(owner.size()), -1, 0);
    X509_set_issuer_name(certificate.get(), name);
    if (X509_set_pubkey(certificate.get(), key) != 1 || X509_sign(certificate.get(), key, EVP_sha256()) == 0)
        return nullptr;
    return certificate;
}

}  // namespace

Result<NewKey> new_key(std::string_view owner, Moment from) {
    const auto failed_at = [](const char* what) {
        return failure(ErrorKind::failed, "making a service account's key", what);
    };
    const Owned<EVP_PKEY> key(EVP_RSA_gen(bits));
    if (!key) return failed_at("OpenSSL made none");
    const Owned<X509> certificate = certificate_of(key.get(), owner, from);
    const Owned<BIO> secret(BIO_new(BIO_s_mem())), shown(BIO_new(BIO_s_mem()));
    if (!certificate || !secret || !shown) return failed_at("OpenSSL made no certificate");
    if (PEM_write_bio_PKCS8PrivateKey(secret.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1 ||
        PEM_write_bio_X509(shown.get(), certificate.get()) != 1)
        return failed_at("OpenSSL could not write it");
    return NewKey{text_of(secret.get()), text_of(shown.get())};
}

}  // namespace aloft::practice::google
