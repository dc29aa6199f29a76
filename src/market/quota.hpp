#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/buying.hpp"
#include "core/quota.hpp"
#include "market/quota_rules.hpp"

namespace aloft::market {

/// What of a machine counts in quotas. The texts are the caller's.
struct Spending {
    std::string_view cloud;
    std::string_view region;
    std::string_view machine_type;
    std::string_view gpu;  ///< name of a GpuKind; empty without. Of a fraction the whole card is taken to count.
    int gpus = 0;
    int cpus = 0;
    Buying buying = Buying::on_demand;
    std::int64_t disk_gb = 0;       ///< of the kinds without moving parts
    std::int64_t hyperdisk_gb = 0;  ///< of the newest of them, which counts by itself
    std::int64_t slow_disk_gb = 0;  ///< of the kind with moving parts
    int addresses = 1;     ///< public ones
    int kept_addresses = 0;  ///< of them, those that stay when the machine is off
};

/// That much of one quota.
struct QuotaNeed {
    QuotaRef quota;  ///< without an id where nobody has published which one counts
    QuotaCode code;
    std::string title;  ///< what the cloud calls it, where the id says nothing to a person
    Counted counted = Counted::gpus;
    std::int64_t amount = 0;
    /// What spot is said to spend where none of its own quota was ever granted. Nobody promises it.
    std::optional<QuotaRef> otherwise;
    bool operator==(const QuotaNeed&) const = default;
};

/// "1 of NVIDIA_T4_GPUS in us-central1", "4 vCPUs of L-DB2E81BA in us-east-1 (Running On-Demand G and VT instances)"
std::string describe(const QuotaNeed& need);

struct QuotaNeeds {
    std::vector<QuotaNeed> parts;
    std::string unmodelled;  ///< what counts somewhere that aloft does not know; empty where all is known
};

/// Pure: what a machine spends. Of a cloud without quotas of which aloft knows, all of it is unmodelled.
QuotaNeeds quota_needs(const Spending& spending);

enum class Allowance : std::uint8_t { enough, lacking, unknown };
std::string_view to_string(Allowance allowance);

struct QuotaPart {
    QuotaNeed need;
    QuotaValue value;
    Allowance allowance = Allowance::unknown;
    std::string words;  ///< "needs 1 of NVIDIA_T4_GPUS in us-central1: limit 0, used 0"
};

/// Lacking when one part is; else unknown when one part is.
struct QuotaJudgement {
    Allowance allowance = Allowance::unknown;
    std::vector<QuotaPart> parts;
    std::string why;  ///< of what decided; empty when there is enough of all
};

/// "vCPUs", "GB"; empty where a quota's id says it.
std::string_view unit_of(Counted what);

QuotaJudgement judge(const QuotaNeeds& needs, const QuotaBook& book);

/// What to ask for so that the need is met beside what is used already.
QuotaWish wish_for(const QuotaNeed& need, const QuotaValue& value, std::string purpose);

}  // namespace aloft::market
