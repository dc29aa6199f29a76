#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/resource.hpp"

namespace aloft::cli {

/// Where a machine answers, in the words of what was found of it.
struct FoundAddress {
    std::string host;
    std::string port;
    std::string user;
};

std::optional<FoundAddress> address_in(const std::vector<Found>& found);
std::string to_string(const FoundAddress& address);  ///< "user@host:port"

}  // namespace aloft::cli
