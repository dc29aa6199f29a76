#pragma once
#include <string>
#include <vector>

#include "core/quota.hpp"

namespace soci {
class session;
}

namespace aloft {

void write_quota_request(soci::session& session, const QuotaRequest& request, const std::string& now);
std::vector<QuotaRequest> read_quota_requests(soci::session& session);

}  // namespace aloft
