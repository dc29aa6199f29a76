#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "practice/google/documents.hpp"

namespace aloft::practice::google {

/// Who asked for more quota, as records. What is decided is decided when it is asked, and shows when its moment has come.

/// "projects/p/quotaPreferences/ID"
std::string request_record(std::string_view project_record, std::string_view id);

struct RequestDecision {
    double value = 0;  ///< that is granted
    Moment when;
    bool refused = false;
    std::string detail;
};

/// Keeps it, and tells the quota book.
void keep_request(Office& office, std::string_view project_record, std::string_view id, Json preference,
                  const std::vector<QuotaKey>& keys, const RequestDecision& decision);

/// As Google says it now; a refusal when there is none.
Outcome request_now(const Office& office, std::string_view record);

/// Tells the quota book of all that was granted.
void tell_grants(Office& office);

}  // namespace aloft::practice::google
