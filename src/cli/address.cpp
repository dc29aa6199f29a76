#include "cli/address.hpp"

#include <fmt/format.h>

namespace aloft::cli {

std::optional<FoundAddress> address_in(const std::vector<Found>& found) {
    // A stopped machine has no address, whatever was last seen of it.
    const Found* instance = of_kind(found, ResourceKind::instance);
    if (instance == nullptr || instance->condition != Condition::ready) return std::nullopt;
    const std::string* host = seen(*instance, "host");
    const std::string* port = seen(*instance, "port");
    const std::string* user = seen(*instance, "user");
    if (host == nullptr || host->empty()) return std::nullopt;
    return FoundAddress{*host, port == nullptr ? "22" : *port, user == nullptr ? "" : *user};
}

std::string to_string(const FoundAddress& address) {
    const std::string user = address.user.empty() ? "" : address.user + "@";
    return fmt::format("{}{}:{}", user, address.host, address.port);
}

}  // namespace aloft::cli
