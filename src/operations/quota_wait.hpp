#pragma once
#include <functional>
#include <vector>

#include "operations/quota_asking.hpp"

namespace aloft {

/// Where to ask next after refusals; an empty list when there is nowhere left.
using ElsewhereAsked = std::function<Result<std::vector<AskedPlace>>()>;

/// Waits until all that one of the places needs is granted, and says which. Where it is refused, asks elsewhere, so
/// that as many wishes stay open as at first. Fails with quota when all have refused, and with interrupted on Ctrl-C;
/// what was asked stays asked either way. News travel as notices.
Result<QuotaPlace> wait_for_quota(Surroundings& around, std::vector<AskedPlace> places,
                                  const ElsewhereAsked& elsewhere);

/// Asks, and waits for the first grant.
Result<QuotaPlace> ask_and_wait(Surroundings& around, const market::Catalog& catalog, QuotaAsk ask);

}  // namespace aloft
