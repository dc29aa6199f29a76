#pragma once
#include <optional>
#include <string>
#include <vector>

#include "clouds/local/podman.hpp"
#include "system/home.hpp"

namespace aloft::local {

enum class Limits {
    enforced,    ///< machines get the CPUs and the memory of the plan, and no more
    only_named,  ///< this computer cannot hold a container to them
};
enum class ProcessLimits {
    podmans,  ///< podman's own, higher than ours
    ours,     ///< hard limits may not be raised here: machines get those of this process
};

/// What podman can do on this computer. Found out by trying, because what the parts say of themselves is not enough.
struct Capabilities {
    std::string version;  ///< "4.3.1"
    bool rootless = false;
    std::string runtime;  ///< empty: podman's own choice works
    Limits limits = Limits::enforced;
    ProcessLimits process_limits = ProcessLimits::podmans;
    std::string volume_folder;  ///< where podman keeps volumes
    bool operator==(const Capabilities&) const = default;
};

/// Tries once and remembers the answer in the cache until podman, the kernel's boot or the person changes. Only what
/// works is remembered: after a repair the next call must see it. A failure says what every try ended with.
Result<Capabilities> capabilities(const Home& home, Processes& processes);

/// What stands before podman's verb, and what stands after `run`.
std::vector<std::string> words_before_verb(const Capabilities& capabilities);
std::vector<std::string> words_for_process_limits(const Capabilities& capabilities);

}  // namespace aloft::local
