#pragma once
#include <string_view>

#include "clouds/local/podman.hpp"
#include "clouds/provider.hpp"

namespace aloft::local {

/// The network that all container machines of one owner share: they reach each other by address, and by name where
/// podman has its name server (aardvark-dns).
class ContainerNetwork {
public:
    explicit ContainerNetwork(Processes& processes) : podman_(processes) {}

    Result<Found> ensure(const Resource& wished);
    Result<Found> find(const ResourceRef& ref) const;
    /// Conflict while a container is attached, whoever's it is.
    Result<void> remove(const ResourceRef& ref);
    Result<std::vector<Found>> owned(std::string_view owner) const;

private:
    Podman podman_;
};

/// Whether podman's name server is installed, where podman looks for it.
bool has_name_server();

}  // namespace aloft::local
