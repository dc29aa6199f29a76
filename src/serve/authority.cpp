#include "serve/authority.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <memory>

#include "system/files.hpp"

namespace aloft::serve {
namespace {

template <auto Free>
struct Freed {
    template <class T>
    void operator()(T* thing) const {
        Free(thing);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Memory = std::unique_ptr<BIO, Freed<BIO_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>>;

/// Browsers and Apple refuse certificates of servers that last longer.
constexpr std::chrono::days server_lasts{397};
constexpr std::chrono::days authority_lasts{3650};
/// For clients whose clock is a little behind.
constexpr std::chrono::hours begins_before{1};
constexpr std::size_t most_bytes = 64 << 10;

std::unexpected<Error> openssl_failure(const std::string& doing) {
    std::string words(256, '\0');
    ERR_error_string_n(ERR_get_error(), words.data(), words.size());
    ERR_clear_error();
    return failure(ErrorKind::failed, doing, words.substr(0, words.find('\0')));
}

std::string text_of(BIO* memory) {
    const char* begin = nullptr;
    const long size = BIO_get_mem_data(memory, &begin);
    return {begin, static_cast<std::size_t>(size)};
}

std::string pem_of(X509* certificate) {
    const Memory memory(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(memory.get(), certificate);
    return text_of(memory.get());
}

std::string pem_of(EVP_PKEY* key) {
    const Memory memory(BIO_new(BIO_s_mem()));
    PEM_write_bio_PrivateKey(memory.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
    return text_of(memory.get());
}

Memory memory_with(const std::string& text) {
    return Memory(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

struct Wording {
    std::string name;                    ///< of the subject
    std::chrono::days lasts;
    std::vector<std::pair<int, std::string>> extensions;
};

bool set_times(X509* certificate, Instant now, std::chrono::days lasts) {
    const auto begin = std::chrono::floor<std::chrono::seconds>(now - begins_before);
    return ASN1_TIME_set(X509_getm_notBefore(certificate), begin.time_since_epoch().count()) != nullptr &&
           ASN1_TIME_set(X509_getm_notAfter(certificate), (begin + lasts).time_since_epoch().count()) != nullptr;
}

/// Large and by chance, as serial numbers must be; the sign bit stays clear.
bool set_serial(X509* certificate) {
    unsigned char bytes[16];
    if (RAND_bytes(bytes, sizeof bytes) != 1) return false;
    bytes[0] &= 0x7f;
    const std::unique_ptr<BIGNUM, Freed<BN_free>> number(BN_bin2bn(bytes, sizeof bytes, nullptr));
    return BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool set_name(X509_NAME* name, const std::string& text) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.c_str());
    return X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, bytes, -1, -1, 0) == 1;
}

/// Signed by the issuer; by itself when there is none.
Result<Certificate> certified(EVP_PKEY* key, const Wording& wording, Instant now, X509* issuer, EVP_PKEY* issuer_key) {
    const std::string doing = "making a certificate for " + wording.name;
    Certificate certificate(X509_new());
    X509* made = certificate.get();
    if (issuer == nullptr) issuer = made;
    const bool filled = X509_set_version(made, X509_VERSION_3) == 1 && set_serial(made) &&
                        set_times(made, now, wording.lasts) && X509_set_pubkey(made, key) == 1 &&
                        set_name(X509_get_subject_name(made), wording.name) &&
                        X509_set_issuer_name(made, X509_get_subject_name(issuer)) == 1;
    if (!filled) return openssl_failure(doing);
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, made, nullptr, nullptr, 0);
    for (const auto& [kind, value] : wording.extensions) {
        const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
        if (!extension || X509_add_ext(made, extension.get(), -1) != 1) return openssl_failure(doing);
    }
    if (X509_sign(made, issuer_key, EVP_sha256()) == 0) return openssl_failure(doing);
    return certificate;
}

Result<Key> new_key() {
    Key key(EVP_EC_gen("P-256"));
    if (!key) return openssl_failure("making a key");
    return key;
}

Wording wording_of_authority() {
    return {"aloft practice authority of this computer",
            authority_lasts,
            {{NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
             {NID_key_usage, "critical,keyCertSign,cRLSign"},
             {NID_name_constraints,
              "critical,permitted;DNS:localhost,permitted;DNS:googleapis.com,permitted;IP:127.0.0.1/255.255.255.255"},
             {NID_subject_key_identifier, "hash"}}};
}

Wording wording_of_server(const std::vector<std::string>& names) {
    std::string alternatives = "IP:127.0.0.1";
    for (const std::string& name : names) alternatives += ",DNS:" + name;
    return {"aloft practice",
            server_lasts,
            {{NID_basic_constraints, "critical,CA:FALSE"},
             {NID_key_usage, "critical,digitalSignature"},
             {NID_ext_key_usage, "serverAuth"},
             {NID_subject_key_identifier, "hash"},
             {NID_authority_key_identifier, "keyid:always"},
             {NID_subject_alt_name, alternatives}}};
}

}  // namespace

Result<Authority> Authority::in(const std::filesystem::path& folder, Instant now) {
    const auto key_file = folder / "authority.key";
    const auto certificate_file = folder / "authority.pem";
    if (auto made = make_private_folder(folder); !made) return failed(made);
    // The certificate is written last: with it, all is there.
    if (std::filesystem::exists(certificate_file)) {
        auto certificate = read_file(certificate_file, most_bytes);
        if (!certificate) return failed(certificate);
        auto key = read_file(key_file, most_bytes);
        if (!key) return failed(key);
        return Authority(folder, std::move(*certificate), std::move(*key));
    }
    const auto key = new_key();
    if (!key) return failed(key);
    const auto certificate = certified(key->get(), wording_of_authority(), now, nullptr, key->get());
    if (!certificate) return failed(certificate);
    Authority authority(folder, pem_of(certificate->get()), pem_of(key->get()));
    if (auto written = write_file(key_file, authority.key_, Readable::by_owner); !written) return failed(written);
    if (auto written = write_file(certificate_file, authority.certificate_, Readable::by_owner); !written)
        return failed(written);
    return authority;
}

Result<Identity> Authority::identity(const std::vector<std::string>& names, Instant now) const {
    const Certificate issuer(PEM_read_bio_X509(memory_with(certificate_).get(), nullptr, nullptr, nullptr));
    const Key issuer_key(PEM_read_bio_PrivateKey(memory_with(key_).get(), nullptr, nullptr, nullptr));
    if (!issuer || !issuer_key) {
        auto unreadable = openssl_failure("reading the practice cloud's authority");
        unreadable.error().hint = "remove the folder " + folder_.string() + "; it is made anew";
        return unreadable;
    }
    const auto key = new_key();
    if (!key) return failed(key);
    const auto certificate = certified(key->get(), wording_of_server(names), now, issuer.get(), issuer_key.get());
    if (!certificate) return failed(certificate);
    return Identity{pem_of(certificate->get()) + certificate_, pem_of(key->get())};
}

}  // namespace aloft::serve
