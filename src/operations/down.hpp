#pragma once
#include <vector>

#include "operations/power.hpp"

namespace aloft {

enum class Purge { no, cache_too };

enum class DiskToo {
    as_wished,  ///< by what was asked for when the machine was made
    no,
    yes,
};

struct DownRequest {
    std::string machine;
    WhenHeld when_held = WhenHeld::wait;
    Purge purge = Purge::no;  ///< also its cached base image, when no other machine uses it
    DiskToo disk = DiskToo::as_wished;
};

/// Removes everything that was made for the machine, newest first, whatever the ledger or the labels know of it. A disk
/// that is kept stays in the ledger with its price, and `up` makes the machine again on it.
Result<Outcome> down(Surroundings& around, const DownRequest& request, Person& person);

/// Removes what is kept for the next machine and that no machine uses, whichever it was made for. Answers what.
Result<std::vector<ResourceRef>> purge_cache(Surroundings& around);

}  // namespace aloft
