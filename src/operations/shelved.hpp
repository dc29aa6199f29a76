#pragma once
#include <vector>

#include "ledger/ledger.hpp"

namespace aloft {

/// Whether nothing is left of a machine but its disk, by what is known of it.
bool is_shelved(const std::vector<ResourceRecord>& resources);

}  // namespace aloft
