#include "practice/quota_book.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "market/google_gpus.hpp"
#include "market/quota.hpp"
#include "market/quota_rules.hpp"

namespace aloft::practice {
namespace {

constexpr std::string_view cloud = "gcp";
constexpr std::string_view after_region = "-per-project-region";
constexpr std::string_view after_project = "-per-project";
constexpr std::string_view region_word = "region";
constexpr std::string_view family_word = "gpu_family";

/// Limits that count no machine's parts, so that the rules of machines do not have them.
constexpr std::array region_metrics{"INSTANCES"};
constexpr std::array project_metrics{"SNAPSHOTS", "IMAGES", "NETWORKS", "SUBNETWORKS", "FIREWALLS"};

/// Where the world says nothing: what a project has that has paid its bills for a while. The first that fits counts.
struct Usual {
    std::string_view metrics;
    std::optional<double> limit;
};
constexpr std::array usual_limits{
    Usual{"GPUS_ALL_REGIONS", 16},
    Usual{"CPUS_ALL_REGIONS", 512},
    Usual{"PREEMPTIBLE_NVIDIA_H200_*", 8},
    Usual{"PREEMPTIBLE_NVIDIA_*", 16},
    Usual{"NVIDIA_K80_GPUS", 0},
    Usual{"NVIDIA_*", 16},
    Usual{"PREEMPTIBLE_CPUS", 128},
    Usual{"*CPUS", 128},
    Usual{"SSD_TOTAL_GB", 40'960},
    Usual{"DISKS_TOTAL_GB", 102'400},
    Usual{"HDB_TOTAL_GB", 40'960},
    Usual{"IN_USE_ADDRESSES", 69},
    Usual{"STATIC_ADDRESSES", 21},
    Usual{"INSTANCES", 720},
    Usual{"SNAPSHOTS", 5000},
    Usual{"IMAGES", 2000},
    Usual{"NETWORKS", 15},
    Usual{"SUBNETWORKS", 275},
    Usual{"FIREWALLS", 200},
};

/// Of GPUS_PER_GPU_FAMILY: what is only rented as spot or by arrangement has no limit that could be raised.
constexpr std::array usual_families{
    Usual{"NVIDIA_H100", 8},
    Usual{"NVIDIA_H100_MEGA", 8},
    Usual{"NVIDIA_RTX_PRO_6000", 8},
};

/// Metrics that regions.get never had, though their limits exist.
constexpr std::array without_metric{"PREEMPTIBLE_NVIDIA_H100_MEGA_GPUS", "PREEMPTIBLE_NVIDIA_H200_GPUS",
                                    "PREEMPTIBLE_NVIDIA_B200_GPUS", "PREEMPTIBLE_NVIDIA_RTX_PRO_6000_GPUS",
                                    "GPUS_PER_GPU_FAMILY"};

std::string id_of(std::string_view metric, std::string_view after) {
    std::string id(metric);
    std::ranges::replace(id, '_', '-');
    return id + std::string(after);
}

QuotaKey region_key(std::string_view metric, std::string_view family, std::string_view region) {
    QuotaKey key{id_of(metric, after_region), {{std::string(region_word), std::string(region)}}};
    if (!family.empty()) key.dimensions.emplace(family_word, family);
    return key;
}

/// "NVIDIA_T4_GPUS" of any id, whether or not regions.get has it.
std::string words_of(std::string_view id) {
    for (const std::string_view after : {after_region, after_project}) {
        if (id.ends_with(after)) {
            id.remove_suffix(after.size());
            break;
        }
    }
    std::string words(id);
    std::ranges::replace(words, '-', '_');
    return words;
}

std::string dimension(const QuotaKey& key, std::string_view name) {
    const auto found = key.dimensions.find(std::string(name));
    return found == key.dimensions.end() ? std::string() : found->second;
}

/// What a rule says of regions is never said of limits that have none.
bool fits(const Patterns& patterns, const std::string& value) {
    return patterns.empty() || (!value.empty() && matches_any(patterns, value));
}

template <class Rule>
bool fits(const Rule& rule, const QuotaKey& key) {
    if (!matches_any(rule.ids, key.id) && !matches_any(rule.ids, words_of(key.id))) return false;
    return fits(rule.regions, dimension(key, region_word)) && fits(rule.gpu_families, dimension(key, family_word));
}

std::optional<double> usual_limit(const QuotaKey& key) {
    const std::string family = dimension(key, family_word);
    const std::string word = family.empty() ? words_of(key.id) : family;
    const auto look_in = [&](const auto& table) -> std::optional<double> {
        const auto found =
            std::ranges::find_if(table, [&](const Usual& usual) { return matches(usual.metrics, word); });
        return found == table.end() ? std::nullopt : found->limit;
    };
    return family.empty() ? look_in(usual_limits) : look_in(usual_families);
}

/// Letter by letter: ids have '-' where metrics have '_'.
bool is_id_of(std::string_view id, std::string_view metric) {
    const auto same = [](char one, char other) { return one == other || (one == '-' && other == '_'); };
    return id.size() > metric.size() && id.substr(metric.size()).starts_with("-per-") &&
           std::equal(metric.begin(), metric.end(), id.begin(),
                      [&](char of_metric, char of_id) { return same(of_id, of_metric); });
}

/// Whether keys() of its region has it, without making all of them: it is asked for each limit of each region.
bool is_known(const QuotaKey& key) {
    const std::string region = dimension(key, region_word);
    const auto is = [&](std::string_view metric, std::string_view family) {
        if (!is_id_of(key.id, metric)) return false;
        return key ==
               (region.empty() ? QuotaKey{id_of(metric, after_project), {}} : region_key(metric, family, region));
    };
    for (const market::QuotaRule& rule : market::quota_rules()) {
        if (rule.cloud != cloud || (rule.scope == market::Scope::everywhere) != region.empty()) continue;
        if (is(rule.on_demand.id, rule.on_demand.family) || is(rule.spot.id, rule.spot.family)) return true;
    }
    const auto is_metric = [&](std::string_view metric) { return is(metric, ""); };
    return region.empty() ? std::ranges::any_of(project_metrics, is_metric)
                          : std::ranges::any_of(region_metrics, is_metric);
}

void add_new(std::vector<QuotaKey>& keys, QuotaKey key) {
    if (std::ranges::find(keys, key) == keys.end()) keys.push_back(std::move(key));
}

}  // namespace

std::vector<QuotaKey> QuotaBook::keys(std::string_view region) {
    std::vector<QuotaKey> keys;
    for (const market::QuotaRule& rule : market::quota_rules()) {
        if (rule.cloud != cloud || (rule.scope == market::Scope::everywhere) != region.empty()) continue;
        for (const market::QuotaWords& words : {rule.on_demand, rule.spot}) {
            add_new(keys, region.empty() ? QuotaKey{id_of(words.id, after_project), {}}
                                         : region_key(words.id, words.family, region));
        }
    }
    if (region.empty()) {
        for (const std::string_view metric : project_metrics) add_new(keys, {id_of(metric, after_project), {}});
    } else {
        for (const std::string_view metric : region_metrics) add_new(keys, region_key(metric, "", region));
    }
    return keys;
}

std::optional<double> QuotaBook::limit(std::string_view project, const QuotaKey& key) const {
    const auto granted = granted_.find({std::string(project), key});
    if (granted != granted_.end()) {
        const auto later = clock_ == nullptr ? granted->second.end() : granted->second.upper_bound(clock_->now());
        if (later != granted->second.begin()) return std::prev(later)->second;
    }
    if (!is_known(key)) return std::nullopt;
    const auto rule =
        std::ranges::find_if(world_.quota_limits, [&](const QuotaLimitRule& it) { return fits(it, key); });
    return rule == world_.quota_limits.end() ? usual_limit(key) : rule->limit;
}

std::string QuotaBook::metric_of(const QuotaKey& key) {
    std::string words = words_of(key.id);
    return std::ranges::find(without_metric, words) == without_metric.end() ? words : std::string();
}

std::optional<QuotaKey> QuotaBook::key_of(std::string_view metric, std::string_view region) {
    if (std::ranges::find(without_metric, metric) != without_metric.end()) return std::nullopt;
    const bool everywhere = region.empty() || region == "global";
    QuotaKey key = everywhere ? QuotaKey{id_of(metric, after_project), {}} : region_key(metric, "", region);
    if (!is_known(key)) return std::nullopt;
    return key;
}

std::vector<std::pair<QuotaKey, double>> QuotaBook::spending(const MachineTypeFacts& type, const Accelerators& attached,
                                                             Buying buying, std::string_view region) {
    const Accelerators& gpus = attached.count > 0 ? attached : type.built_in;
    const market::GoogleGpu* const gpu = market::google_gpu_of_accelerator(gpus.type);
    const market::QuotaNeeds needs = market::quota_needs({.cloud = cloud,
                                                          .region = region,
                                                          .machine_type = type.name,
                                                          .gpu = gpu == nullptr ? std::string_view() : gpu->kind,
                                                          .gpus = gpu == nullptr ? 0 : gpus.count,
                                                          .cpus = type.cpus,
                                                          .buying = buying,
                                                          .addresses = 0});
    std::vector<std::pair<QuotaKey, double>> spent;
    for (const market::QuotaNeed& need : needs.parts) {
        if (need.amount <= 0) continue;
        QuotaKey key{need.code.id, need.quota.dimensions};
        if (!need.quota.region.empty()) key.dimensions.emplace(region_word, need.quota.region);
        spent.emplace_back(std::move(key), static_cast<double>(need.amount));
    }
    spent.emplace_back(region_key("INSTANCES", "", region), 1);
    return spent;
}

QuotaDecision QuotaBook::decide(std::string_view project, const QuotaKey& key, double wished, Moment now) const {
    using Answer = QuotaAnswerRule::Answer;
    const double present = limit(project, key).value_or(0);
    if (wished <= present) return {QuotaDecision::Outcome::granted, wished, now, {}};
    const auto rule = std::ranges::find_if(world_.quota_answers, [&](const QuotaAnswerRule& it) {
        return fits(it, key) && (!it.above || wished > *it.above);
    });
    if (rule == world_.quota_answers.end()) return {QuotaDecision::Outcome::granted, wished, now, {}};
    const Moment when = now + rule->after;
    switch (rule->answer) {
        case Answer::granted: return {QuotaDecision::Outcome::granted, wished, when, rule->reason};
        case Answer::in_part:
            return {QuotaDecision::Outcome::in_part, std::clamp(rule->part, present, wished), when, rule->reason};
        case Answer::refused:
        case Answer::not_eligible: break;
    }
    return {QuotaDecision::Outcome::refused, present, when, rule->reason};
}

void QuotaBook::grant(std::string_view project, const QuotaKey& key, double value, Moment from) {
    granted_[{std::string(project), key}].insert_or_assign(from, value);
}

std::string QuotaBook::why_not_eligible(std::string_view project, const QuotaKey& key) const {
    if (!limit(project, key)) return "NOT_SUPPORTED";
    const auto rule = std::ranges::find_if(world_.quota_answers, [&](const QuotaAnswerRule& it) {
        return it.answer == QuotaAnswerRule::Answer::not_eligible && fits(it, key);
    });
    return rule == world_.quota_answers.end() ? std::string() : rule->reason;
}

}  // namespace aloft::practice
