#pragma once
#include <nlohmann/json_fwd.hpp>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "core/quota.hpp"

/// Quotas as Google says them, in two services, and as aloft knows them. Pure.
namespace aloft::gcp {

/// Adds the "quotas" of a project or of a region, with limit and usage.
void add_compute_quotas(QuotaBook& book, const nlohmann::json& project_or_region, const std::string& region);

/// Adds what Cloud Quotas alone tells: limits of newer GPUs, for each family. What is in the book already stays, for its
/// usage is known. Rows without a value are absences, and left out.
void add_quota_infos(QuotaBook& book, const nlohmann::json& infos, const std::set<std::string>& regions);

/// "NVIDIA-T4-GPUS-per-project-region" to "NVIDIA_T4_GPUS"; other forms stay as they are but for their dashes.
std::string known_id(std::string_view quota_id);

/// The name by which a wish for a quota is known, so that asking twice is asking once.
std::string preference_id(const QuotaWish& wish);
nlohmann::json preference_body(const QuotaWish& wish, const std::string& contact);
/// What came of it.
QuotaRequest request_of(const nlohmann::json& preference);
QuotaEligibility eligibility_of(const nlohmann::json& info);

}  // namespace aloft::gcp
