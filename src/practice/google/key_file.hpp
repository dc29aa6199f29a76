#pragma once
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "practice/moment.hpp"

namespace aloft::practice::google {

/// A new RSA key of 2048 bits. Its private half is told once and never kept.
struct NewKey {
    std::string private_pem;      ///< PKCS #8
    std::string certificate_pem;  ///< of the public half, signed with itself
};

/// `owner` is what the certificate is made out to: the account's unique id.
Result<NewKey> new_key(std::string_view owner, Moment from);

}  // namespace aloft::practice::google
