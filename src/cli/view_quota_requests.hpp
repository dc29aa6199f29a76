#pragma once
#include <string>
#include <vector>

#include "cli/paint.hpp"
#include "operations/quota_asking.hpp"
#include "system/clock.hpp"

namespace aloft::cli {

/// What came of asking, place by place, and how to go on.
std::string quota_asked_view(const std::vector<AskedPlace>& asked, const Paint& paint, int columns);
std::string quota_requests_view(const QuotaRequests& requests, Instant now, const Paint& paint, int columns);

}  // namespace aloft::cli
