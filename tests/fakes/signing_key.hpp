#pragma once
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <memory>
#include <string>
#include <string_view>

namespace aloft {

/// A key pair as service accounts have one, made anew for each test.
class SigningKey {
public:
    SigningKey() : key_(EVP_RSA_gen(2048), EVP_PKEY_free) {}
    explicit SigningKey(const std::string& private_pem) : key_(read(private_pem), EVP_PKEY_free) {}

    std::string public_pem() const {
        const std::unique_ptr<BIO, int (*)(BIO*)> bytes(BIO_new(BIO_s_mem()), BIO_free);
        PEM_write_bio_PUBKEY(bytes.get(), key_.get());
        return written(bytes.get());
    }

    std::string private_pem() const {
        const std::unique_ptr<BIO, int (*)(BIO*)> bytes(BIO_new(BIO_s_mem()), BIO_free);
        PEM_write_bio_PrivateKey(bytes.get(), key_.get(), nullptr, nullptr, 0, nullptr, nullptr);
        return written(bytes.get());
    }

    std::string sign(std::string_view text) const {
        const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> digest(EVP_MD_CTX_new(), EVP_MD_CTX_free);
        const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
        std::size_t size = 0;
        EVP_DigestSignInit(digest.get(), nullptr, EVP_sha256(), nullptr, key_.get());
        EVP_DigestSign(digest.get(), nullptr, &size, bytes, text.size());
        std::string signature(size, '\0');
        EVP_DigestSign(digest.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, bytes, text.size());
        signature.resize(size);
        return signature;
    }

private:
    static EVP_PKEY* read(const std::string& pem) {
        const std::unique_ptr<BIO, int (*)(BIO*)> bytes(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())),
                                                        BIO_free);
        return PEM_read_bio_PrivateKey(bytes.get(), nullptr, nullptr, nullptr);
    }

    static std::string written(BIO* bytes) {
        char* text = nullptr;
        const long size = BIO_get_mem_data(bytes, &text);
        return {text, static_cast<std::size_t>(size)};
    }

    std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key_;
};

}  // namespace aloft
