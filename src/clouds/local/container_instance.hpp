#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "clouds/local/capabilities.hpp"
#include "clouds/local/podman.hpp"
#include "clouds/provider.hpp"
#include "system/home.hpp"

namespace aloft::local {

/// A container machine that runs or ran: systemd as its first process, on the disk's root filesystem. Holds nothing
/// that is worth keeping.
class ContainerInstance {
public:
    ContainerInstance(Home home, Processes& processes)
        : home_(std::move(home)), processes_(processes), podman_(processes) {}

    Result<Found> ensure(const Resource& wished, const Circumstances& circumstances);
    Result<Found> find(const ResourceRef& ref) const;
    Result<void> remove(const ResourceRef& ref);
    Result<std::vector<Found>> owned(std::string_view owner) const;
    Result<Found> start(const ResourceRef& ref);
    Result<Found> stop(const ResourceRef& ref);
    Result<std::string> console(const ResourceRef& ref) const;

private:
    Result<Found> start_existing(const Found& present);
    Result<void> run(const Resource& wished, const Circumstances& circumstances);
    Result<Found> find_existing(const ResourceRef& ref, const std::string& doing) const;

    Home home_;
    Processes& processes_;
    Podman podman_;
};

/// What a container is made from, besides the wish itself.
struct ContainerParts {
    std::string network;
    std::string disk;
    std::string disk_folder;
    std::string port;
};

/// The whole `podman run` of a machine.
std::vector<std::string> run_words(const Resource& wished, const ContainerParts& parts,
                                   const Capabilities& capabilities);

}  // namespace aloft::local
