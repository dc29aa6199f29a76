#pragma once
#include <string>

#include "clouds/gcp/api.hpp"
#include "clouds/gcp/find_credentials.hpp"

namespace aloft::gcp {

/// Who it is that Google sees.
struct Caller {
    std::string email;   ///< empty: nobody can tell
    std::string member;  ///< as policies write it: "user:me@example.com"
};

/// Said by the credentials where they say it, else asked of Google.
Caller whose(const Credentials& credentials, net::Http& http, Tokens& tokens, const Services& services);

}  // namespace aloft::gcp
