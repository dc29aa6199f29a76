#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "clouds/local/podman_answers.hpp"
#include "core/result.hpp"
#include "practice/hall.hpp"
#include "system/process.hpp"

namespace aloft::practice {

/// A machine's own network as it is seen from outside: whoever is root inside may look at it and change nothing, since
/// he lacks the right to.
class Wiring {
public:
    /// Without root the machine's user namespace is entered too, where this person may do everything.
    Wiring(Processes& processes, const local::SeenContainer& machine, bool rootless)
        : processes_(processes), process_(machine.process), network_file_(machine.network_file), rootless_(rootless) {}

    /// The firewall first, then the metadata server's address, and the external address given or taken. Twice is once.
    Result<void> apply(const HallNetwork& network);

private:
    Result<std::string> inside(std::vector<std::string> words, const std::string& doing, std::string input = {});
    Result<void> give(const std::string& address, const std::string& interface);
    Result<void> settle_external(const HallNetwork& network);

    Processes& processes_;
    long process_;
    std::string network_file_;
    bool rootless_;
};

/// What lies beside the given one on the interface, by `ip -json address show`; loopback's own are not among them.
std::vector<std::string> other_addresses(const std::string& output, std::string_view internal);

}  // namespace aloft::practice
