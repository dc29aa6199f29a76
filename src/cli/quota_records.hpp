#pragma once
#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "operations/quota_asking.hpp"

namespace aloft::cli {

/// The fields of `aloft quota`, and of its ask and list.
nlohmann::json fields_of(const QuotaReport& report);
nlohmann::json fields_of(const std::vector<AskedPlace>& asked);
nlohmann::json fields_of(const QuotaRequests& requests);
nlohmann::json place_record(const QuotaPlace& place);

}  // namespace aloft::cli
