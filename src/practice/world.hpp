#pragma once
#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/money.hpp"
#include "practice/moment.hpp"

namespace aloft::practice {

/// Part of a week, in the world's time (UTC). All of it unless said.
struct Hours {
    std::uint8_t days = 0x7f;            ///< a bit for each, Monday is 1
    std::chrono::minutes from{0};        ///< of the day
    std::chrono::minutes until{24 * 60};  ///< before `from`: over midnight, and the day is that of `from`
    bool hold(Moment moment) const;
    bool operator==(const Hours&) const = default;
};

/// Names with '*' for any part: "us-central1-*", "nvidia-*", "compute.instances.*". None: all.
using Patterns = std::vector<std::string>;
bool matches(std::string_view pattern, std::string_view name);
bool matches_any(const Patterns& patterns, std::string_view name);

/// How many there are. The first rule that fits counts; where none does, there is no end of it.
struct StockRule {
    Patterns types;  ///< of machines: "n1-*"
    Patterns gpus;   ///< "nvidia-tesla-t4"; said: machines without such GPUs are not meant
    Patterns zones;
    std::optional<bool> spot;  ///< nothing: either way of buying
    Hours hours;
    int there_are = 0;  ///< of these GPUs in each zone; of machines, where no GPU is said
    bool operator==(const StockRule&) const = default;
};

/// Another price than the catalog's, for one thing: a machine type, an accelerator, a disk type, "snapshot", "address".
struct PriceRule {
    std::string thing;
    Patterns zones;
    std::optional<bool> spot;
    Hours hours;
    Money hour;  ///< of disks and snapshots: a GB's for a month of 730 hours
    bool operator==(const PriceRule&) const = default;
};

/// What a project may have unless more is granted. The first rule that fits counts, before what is usual.
struct QuotaLimitRule {
    Patterns ids;  ///< "GPUS-ALL-REGIONS-per-project", or the older name "GPUS_ALL_REGIONS"
    Patterns regions;  ///< of limits by region
    Patterns gpu_families;
    std::optional<double> limit;  ///< nothing: there is none, so nothing can be had
    bool operator==(const QuotaLimitRule&) const = default;
};

/// How those are answered who ask for more. The first rule that fits counts; where none does, it is granted at once.
struct QuotaAnswerRule {
    enum class Answer : std::uint8_t { granted, in_part, refused, not_eligible };
    Patterns ids;
    Patterns regions;
    Patterns gpu_families;
    std::optional<double> above;  ///< only wishes of more than that
    Answer answer = Answer::granted;
    double part = 0;  ///< what is granted of it, when only in part
    std::chrono::milliseconds after{0};
    std::string reason;  ///< "NOT_ENOUGH_USAGE_HISTORY"
    bool operator==(const QuotaAnswerRule&) const = default;
};

/// Which calls of a method, counted from 1.
struct CallNumbers {
    int from = 1;
    int until = std::numeric_limits<int>::max();
    int every = 1;  ///< of those: the first, and each so many after it
    bool hold(int call) const;
    bool operator==(const CallNumbers&) const = default;
};

/// What is to become of one call.
struct Fault {
    enum class Kind : std::uint8_t {
        refuse,  ///< an answer with `status`, and nothing is done
        reset_before,  ///< the connection is cut, and nothing is done
        reset_after,  ///< it is done, and the connection is cut
        truncate,  ///< it is done, and the answer is cut in its middle
        fail_late,  ///< accepted; its operation fails at the end with `code`
    };
    Kind kind = Kind::refuse;
    int status = 503;
    std::string reason;  ///< "rateLimitExceeded", "backendError"
    std::string code;  ///< of an operation's error: "ZONE_RESOURCE_POOL_EXHAUSTED_WITH_DETAILS"
    std::string message;  ///< of either
    std::string details;  ///< of an operation's error: its errorDetails, JSON; empty: none
    bool operator==(const Fault&) const = default;
};

struct FaultRule {
    Patterns methods;
    CallNumbers calls;
    Fault fault;
    bool operator==(const FaultRule&) const = default;
};

struct LatencyRule {
    Patterns methods;
    std::chrono::milliseconds least{0};
    std::chrono::milliseconds most{0};
    bool operator==(const LatencyRule&) const = default;
};

struct OperationTimeRule {
    Patterns kinds;  ///< "insert", "start", "stop", "delete"
    std::chrono::milliseconds time{0};
    bool operator==(const OperationTimeRule&) const = default;
};

/// When spot machines are taken away. The first rule that fits a machine counts.
struct PreemptionRule {
    Patterns types;
    Patterns gpus;  ///< said: machines without such GPUs are not meant
    Patterns zones;
    Hours hours;  ///< of `per_hour`
    double per_hour = 0;  ///< how many of a hundred in an hour, as a fraction
    std::vector<Moment> at;  ///< all that run then
    std::optional<std::chrono::milliseconds> after;  ///< it began
    bool operator==(const PreemptionRule&) const = default;
};

struct BillingAccountAtStart {
    std::string id;  ///< "01D4EE-079462-DFD6EC"
    std::string name;
    bool open = true;
    bool operator==(const BillingAccountAtStart&) const = default;
};

struct ProjectAtStart {
    std::string id;
    std::string name;
    std::string billing_account;  ///< empty: none is linked
    std::vector<std::string> services;  ///< enabled: "compute.googleapis.com"
    Patterns denied;  ///< permissions that nobody has in it: "compute.instances.create"
    bool operator==(const ProjectAtStart&) const = default;
};

/// What a world file says. Nothing here changes by itself.
struct World {
    std::string name;  ///< "calm"
    std::string about;  ///< a sentence or two for people

    Patterns regions;  ///< of the catalog's; none: all
    Patterns zones;
    std::vector<PriceRule> prices;
    std::vector<StockRule> stock;
    bool hints = true;  ///< shortages tell of zones that have some

    std::vector<QuotaLimitRule> quota_limits;
    std::vector<QuotaAnswerRule> quota_answers;

    std::vector<LatencyRule> latency;
    std::optional<int> calls_per_minute;  ///< of one project; nothing: no limit
    std::vector<OperationTimeRule> operation_times;
    std::vector<FaultRule> faults;
    std::chrono::milliseconds consistency_lag{0};

    std::vector<PreemptionRule> preemptions;
    std::chrono::milliseconds preemption_notice{30'000};  ///< between the notice and the machine's end

    std::vector<BillingAccountAtStart> billing_accounts;
    std::vector<ProjectAtStart> projects;

    bool operator==(const World&) const = default;
};

}  // namespace aloft::practice
