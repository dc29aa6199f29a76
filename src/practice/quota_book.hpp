#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "practice/moment.hpp"
#include "practice/places.hpp"
#include "practice/world.hpp"

namespace aloft::practice {

/// Which limit: Cloud Quotas' id with its dimensions, "GPUS-PER-GPU-FAMILY-per-project-region" with region and
/// gpu_family; and the same limit's older name "NVIDIA_T4_GPUS" where it has one.
struct QuotaKey {
    std::string id;
    std::map<std::string, std::string> dimensions;
    auto operator<=>(const QuotaKey&) const = default;
};

/// The answer to somebody who asked for more.
struct QuotaDecision {
    enum class Outcome { granted, in_part, refused };
    Outcome outcome = Outcome::granted;
    double granted = 0;
    Moment when;               ///< until then it is being looked at
    std::string reason;        ///< "NOT_ENOUGH_USAGE_HISTORY"
};

/// What a project may have: the world's limits, and what was granted since. Lives on the loop; what was granted is a
/// document that whoever keeps the state keeps too.
class QuotaBook {
public:
    /// Without a clock, what will be granted counts at once.
    explicit QuotaBook(const World& world, const WorldClock* clock = nullptr) : world_(world), clock_(clock) {}
    /// Nothing: there is no such limit. Unlimited ones are very large, as Google's are.
    std::optional<double> limit(std::string_view project, const QuotaKey& key) const;
    /// The older name of a limit, as regions.get and quota errors have it: "NVIDIA_T4_GPUS"; empty where it has none.
    static std::string metric_of(const QuotaKey& key);
    /// The limit that an older name means; in a region, or "global".
    static std::optional<QuotaKey> key_of(std::string_view metric, std::string_view region);
    /// All limits of a region ("" for those of the whole project), as keys; also those that the world has no value for.
    static std::vector<QuotaKey> keys(std::string_view region);
    /// What a machine spends while it runs: its GPUs and processors. Disks and addresses are counted by themselves.
    static std::vector<std::pair<QuotaKey, double>> spending(const MachineTypeFacts& type, const Accelerators& attached,
                                                             Buying buying, std::string_view region);

    QuotaDecision decide(std::string_view project, const QuotaKey& key, double wished, Moment now) const;
    /// From that moment on; an earlier grant holds until then.
    void grant(std::string_view project, const QuotaKey& key, double value, Moment from = {});
    /// Nothing is granted any more; whoever keeps the state tells anew.
    void forget_grants() { granted_.clear(); }
    /// Why asking would be refused: "NO_VALID_BILLING_ACCOUNT"; empty when it may be asked.
    std::string why_not_eligible(std::string_view project, const QuotaKey& key) const;

private:
    const World& world_;
    const WorldClock* clock_;
    std::map<std::pair<std::string, QuotaKey>, std::map<Moment, double>> granted_;
};

}  // namespace aloft::practice
