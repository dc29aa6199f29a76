#pragma once
#include <vector>

#include "ledger/ledger.hpp"
#include "machine/reach.hpp"

namespace aloft {

/// How to get to every machine whose host key is pinned; of one that is no more than a disk, its old address is anybody's.
std::vector<Address> addresses(const std::vector<ResourceRecord>& host_keys,
                               const std::vector<ResourceRecord>& instances);

}  // namespace aloft
