#pragma once
#include <string>
#include <string_view>

#include "clouds/local/package_index.hpp"

namespace aloft::local {

/// What cloud-init's NoCloud source reads on a machine's first boot: two files, in /var/lib/cloud/seed/nocloud/ of a
/// container's disk or on a virtual machine's seed drive.
struct Seed {
    std::string user_data;  ///< holds the first host key's private half: for root's eyes only
    std::string meta_data;
};

/// The instance-id in it depends on the machine's name and its public keys alone, so cloud-init does its
/// once-per-instance work again only when the keys are others, never because the machine was made anew on its disk.
Seed make_seed(std::string_view machine, std::string_view user, std::string_view public_key,
               std::string_view first_host_private_key, std::string_view first_host_public_key,
               const PackageIndex& index);

}  // namespace aloft::local
