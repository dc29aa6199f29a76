#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace aloft::practice::google {

/// Whether the text was signed (RSA, SHA-256) with the key of which this is the public half: PEM, as a key or in a
/// certificate.
bool is_signed_with(std::string_view text, std::string_view signature, std::string_view public_key_pem);

/// The signature of the text with that private key (PEM); empty when it is none.
std::string signed_with(std::string_view text, std::string_view private_key_pem);

/// A public key's two numbers as bytes, the highest first.
struct RsaNumbers {
    std::string modulus;
    std::string exponent;
};
std::optional<RsaNumbers> rsa_numbers(std::string_view public_key_pem);

/// Lower-case hexadecimal.
std::string sha256(std::string_view text);

}  // namespace aloft::practice::google
