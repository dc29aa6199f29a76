#pragma once
#include <nlohmann/json_fwd.hpp>

#include "practice/google/office.hpp"

namespace aloft::practice::google {

/// Whether a machine that wants to be on can be: how its operation will fail, or null. Quota first, then stock, as
/// Google's late errors of an operation. The machine may be in the records already.
nlohmann::json why_not_on(const Office& office, const nlohmann::json& instance);

/// How a machine fails that is to boot from a disk which its type does not take; null when it does take it.
nlohmann::json why_unfit(std::string_view machine_type, std::string_view disk_type);

/// For bulkInsert, which is refused at once: true when there is stock for so many more.
bool has_stock_for(const Office& office, const nlohmann::json& instance, int count);

/// "Quota 'CPUS' exceeded.  Limit: 8.0 in region us-central1. …", of any limit.
std::string quota_message(const QuotaKey& key, double limit);
/// The refusal at once of what would go beyond it; nothing when it fits. For disks and addresses.
std::expected<void, struct Refusal> check_quota(const Office& office, std::string_view project, std::string_view metric,
                                                std::string_view region, double more);

}  // namespace aloft::practice::google
