#pragma once
#include "market/quota.hpp"
#include "market/search.hpp"

namespace aloft::market {

/// What a candidate spends of quotas. The texts are the catalog's.
Spending spending_of(const Catalog& catalog, const Candidate& candidate);

}  // namespace aloft::market
