#pragma once
#include <optional>
#include <string>
#include <vector>

#include "clouds/hosts/claim.hpp"
#include "core/bytes.hpp"
#include "core/offer.hpp"
#include "core/result.hpp"

namespace aloft::hosts {

/// What a host says of itself before anything is changed there.
struct HostFacts {
    std::string system;     ///< "Linux"
    std::string processor;  ///< "x86_64"
    std::string release;    ///< "Debian GNU/Linux 12 (bookworm)"
    std::string login;
    bool systemd = false;
    bool root = false;  ///< root itself, or sudo without a password
    int cpus = 0;
    Bytes memory;
    Bytes disk;
    Bytes free;
    std::vector<std::string> gpus;
    int gpus_without_driver = 0;
    std::optional<Claim> claim;
};

Result<HostFacts> facts_in(const std::string& host, const std::string& answer);

/// Whether aloft can work there at all; what is missing is said with what to do.
Result<void> check_usable(const std::string& host, const HostFacts& facts);

/// The offer that the host is, or why it is too small for the wish. A host is as large as it is: a wish is the least
/// that it must have.
Result<Offer> offer_of(const std::string& host, const HostFacts& facts, const Spec& spec);

}  // namespace aloft::hosts
