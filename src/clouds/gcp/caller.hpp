#pragma once
#include <optional>
#include <string>

#include "clouds/gcp/find_credentials.hpp"
#include "net/http.hpp"

namespace aloft::gcp {

/// From where ssh comes, as firewall rules write it: "203.0.113.7/32". What the person says (ALOFT_CALLER, an IPv4
/// address or network) is not looked up; otherwise `teller`, an address on the web, is asked.
Result<std::string> caller_of(net::Http& http, const Environment& environment, const std::string& teller);

/// The address that was found out is the proxy's where there is one.
std::optional<std::string> warning_of_proxy(const Environment& environment, const std::string& caller);

}  // namespace aloft::gcp
