#pragma once
#include <cstdint>
#include <set>
#include <string_view>

#include "clouds/provider.hpp"
#include "system/home.hpp"

namespace aloft::local {

/// The ports of 127.0.0.1 on which machines answer. A port's reservation is the file data/ports/<number>, which says
/// whose it is; one file a number, so that two machines cannot have the same.
class Ports {
public:
    explicit Ports(Home home);

    /// A number for the machine: the one that it has already, else one that is neither reserved nor listened on.
    Result<int> propose(std::string_view machine);

    /// The number asked for is the property "number". Conflict when it is another machine's or somebody listens there.
    Result<Found> ensure(const Resource& wished);
    Result<Found> find(const ResourceRef& ref);
    Result<void> remove(const ResourceRef& ref);
    Result<std::vector<Found>> owned(std::string_view owner, std::string_view place);

private:
    std::filesystem::path folder() const { return home_.data / "ports"; }
    std::vector<Found> reservations() const;

    Home home_;
};

inline constexpr int first_port = 20000;
inline constexpr int last_port = 29999;

/// The first candidate from a start that depends on whose it is alone, so that a machine made again gets its old port.
int pick_port(std::string_view whose, const std::set<int>& taken);

/// The ports with a TCP listener in the text of /proc/net/tcp or tcp6.
std::set<int> listening_ports(std::string_view proc_net_tcp);

}  // namespace aloft::local
