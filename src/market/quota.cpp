#include "market/quota.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/words.hpp"

namespace aloft::market {
namespace {

constexpr Words<Allowance, 3> allowances{{
    {Allowance::enough, "enough"},
    {Allowance::lacking, "short"},
    {Allowance::unknown, "unknown"},
}};

bool is_digit(char character) { return character >= '0' && character <= '9'; }

/// Whether `matches` holds for one of the words between blanks.
template <class Matches>
bool any_word(std::string_view words, const Matches& matches) {
    while (!words.empty()) {
        const auto blank = words.find(' ');
        if (matches(words.substr(0, blank))) return true;
        words = blank == std::string_view::npos ? std::string_view() : words.substr(blank + 1);
    }
    return false;
}

/// "g" begins "g4dn.xlarge" and not "gr6.4xlarge".
bool begins(std::string_view type, std::string_view beginning) {
    if (!type.starts_with(beginning)) return false;
    const char last = beginning.back();
    if (last == '-' || is_digit(last)) return true;
    return type.size() > beginning.size() && is_digit(type[beginning.size()]);
}

/// "RTX-PRO-6000/2" is half of an RTX-PRO-6000.
std::string_view whole_card(std::string_view gpu) { return gpu.substr(0, gpu.find('/')); }

bool applies(const QuotaRule& rule, const Spending& spending) {
    if (rule.cloud != spending.cloud) return false;
    if (!rule.gpus.empty()) {
        if (spending.gpus == 0) return false;
        const std::string_view gpu = whole_card(spending.gpu);
        if (!any_word(rule.gpus, [&](std::string_view kind) { return kind == "*" || kind == gpu; })) return false;
    }
    return rule.types.empty() ||
           any_word(rule.types, [&](std::string_view beginning) { return begins(spending.machine_type, beginning); });
}

std::int64_t counted(Counted what, const Spending& spending) {
    switch (what) {
        case Counted::gpus: return spending.gpus;
        case Counted::cpus: return spending.cpus;
        case Counted::solid_state_gb: return spending.disk_gb;
        case Counted::hyperdisk_gb: return spending.hyperdisk_gb;
        case Counted::rotating_gb: return spending.slow_disk_gb;
        case Counted::addresses: return spending.addresses;
        case Counted::kept_addresses: return spending.kept_addresses;
    }
    return 0;
}

QuotaRef ref_of(const QuotaRule& rule, const QuotaWords& words, std::string_view region) {
    QuotaRef ref{.cloud = std::string(rule.cloud), .id = std::string(words.id), .region = {}, .dimensions = {}};
    if (rule.scope == Scope::region) ref.region = region;
    if (!words.family.empty()) ref.dimensions.emplace("gpu_family", words.family);
    return ref;
}

QuotaCode code_of(const QuotaOffice& office, Scope scope, std::string_view id) {
    std::string code(id);
    const std::string_view after = scope == Scope::region ? office.after_region : office.after_everywhere;
    if (!after.empty()) std::ranges::replace(code, '_', '-');
    return {.service = std::string(office.service), .id = code + std::string(after)};
}

QuotaNeed need_of(const QuotaRule& rule, const QuotaOffice& office, const Spending& spending) {
    const QuotaWords& words = spending.buying == Buying::spot ? rule.spot : rule.on_demand;
    QuotaNeed need{.quota = ref_of(rule, words, spending.region),
                   .code = code_of(office, rule.scope, words.id),
                   .title = std::string(words.title),
                   .counted = rule.counted,
                   .amount = counted(rule.counted, spending),
                   .otherwise = std::nullopt};
    if (words.id.starts_with("PREEMPTIBLE_")) need.otherwise = ref_of(rule, rule.on_demand, spending.region);
    return need;
}

/// What must be counted in each region: the GPUs where the cloud counts those, else the processors.
Counted what_counts(const Spending& spending) {
    const bool counts_gpus = std::ranges::any_of(quota_rules(), [&](const QuotaRule& rule) {
        return rule.cloud == spending.cloud && rule.counted == Counted::gpus;
    });
    return counts_gpus && spending.gpus > 0 ? Counted::gpus : Counted::cpus;
}

QuotaValue value_in(const QuotaBook& book, const QuotaRef& ref) {
    const auto found = book.find(ref);
    return found == book.end() ? QuotaValue{} : found->second;
}

Allowance allowance_of(std::int64_t amount, const QuotaValue& value) {
    if (!value.limit) return Allowance::unknown;
    if (*value.limit == no_limit) return Allowance::enough;
    if (*value.limit < amount) return Allowance::lacking;
    if (!value.used) return Allowance::unknown;
    return *value.limit - *value.used >= amount ? Allowance::enough : Allowance::lacking;
}

std::string value_words(const QuotaValue& value) {
    if (!value.limit && !value.used) return "limit and use unknown";
    if (value.limit == no_limit) return "no limit";
    std::string text = value.limit ? fmt::format("limit {}", *value.limit) : "limit unknown";
    text += value.used ? fmt::format(", used {}", *value.used) : ", use unknown";
    if (value.limit && value.used && *value.limit > 0)
        text += fmt::format(", {} left", std::max<std::int64_t>(*value.limit - *value.used, 0));
    return text;
}

/// Spot where none of its own quota was granted: the other one says no for certain, and never yes.
QuotaPart judged_by_the_other(QuotaPart part, const QuotaRef& otherwise, const QuotaBook& book) {
    const QuotaValue other = value_in(book, otherwise);
    const Allowance allowance = allowance_of(part.need.amount, other);
    if (allowance == Allowance::lacking) return part;
    part.allowance = Allowance::unknown;
    part.words += fmt::format("; it may be taken from {}: {}", describe(otherwise), value_words(other));
    return part;
}

QuotaPart judge_part(const QuotaNeed& need, const QuotaBook& book) {
    if (need.quota.id.empty())
        return {need, {}, Allowance::unknown, "needs " + describe(need) + ", and which one that is, is not published"};
    const QuotaValue value = value_in(book, need.quota);
    QuotaPart part{need, value, allowance_of(need.amount, value),
                   fmt::format("needs {}: {}", describe(need), value_words(value))};
    if (need.otherwise && value.limit == 0) return judged_by_the_other(std::move(part), *need.otherwise, book);
    return part;
}

}  // namespace

std::string_view unit_of(Counted what) {
    switch (what) {
        case Counted::cpus: return "vCPUs";
        case Counted::solid_state_gb:
        case Counted::hyperdisk_gb:
        case Counted::rotating_gb: return "GB";
        case Counted::gpus:
        case Counted::addresses:
        case Counted::kept_addresses: break;
    }
    return "";
}

std::string describe(const QuotaNeed& need) {
    std::string_view unit = unit_of(need.counted);
    if (need.amount == 1 && unit.ends_with('s')) unit.remove_suffix(1);
    const std::string amount = fmt::format("{}{}{}", need.amount, unit.empty() ? "" : " ", unit);
    if (need.quota.id.empty()) return fmt::format("{} of {} in {}", amount, need.title, need.quota.region);
    const std::string title = need.title.empty() ? "" : fmt::format(" ({})", need.title);
    return fmt::format("{} of {}{}", amount, describe(need.quota), title);
}

std::string_view to_string(Allowance allowance) { return word_of(allowances, allowance); }

QuotaNeeds quota_needs(const Spending& spending) {
    QuotaNeeds needs;
    const QuotaOffice* const office = quota_office(spending.cloud);
    if (office == nullptr) {
        needs.unmodelled = fmt::format("aloft does not know the quotas of {}", spending.cloud);
        return needs;
    }
    const Counted decisive = what_counts(spending);
    bool known = false;
    for (const QuotaRule& rule : quota_rules()) {
        // Processors count only where they are chosen apart; a type that brings its GPUs is in no such rule.
        if (!applies(rule, spending) || counted(rule.counted, spending) == 0) continue;
        known |= rule.counted == decisive && rule.scope == Scope::region;
        needs.parts.push_back(need_of(rule, *office, spending));
    }
    if (!known)
        needs.unmodelled = fmt::format("aloft does not know which quota of {} counts {}", spending.cloud,
                                       decisive == Counted::gpus ? spending.gpu : spending.machine_type);
    return needs;
}

QuotaJudgement judge(const QuotaNeeds& needs, const QuotaBook& book) {
    QuotaJudgement judgement{.allowance = Allowance::enough, .parts = {}, .why = {}};
    const auto decide = [&](Allowance allowance, const std::string& why) {
        const bool worse = allowance == Allowance::lacking ? judgement.allowance != Allowance::lacking
                                                           : judgement.allowance == Allowance::enough;
        if (allowance == Allowance::enough || !worse) return;
        judgement.allowance = allowance;
        judgement.why = why;
    };
    for (const QuotaNeed& need : needs.parts) {
        judgement.parts.push_back(judge_part(need, book));
        decide(judgement.parts.back().allowance, judgement.parts.back().words);
    }
    if (!needs.unmodelled.empty()) decide(Allowance::unknown, needs.unmodelled);
    return judgement;
}

QuotaWish wish_for(const QuotaNeed& need, const QuotaValue& value, std::string purpose) {
    const std::int64_t limit = std::max<std::int64_t>(value.limit.value_or(0), 0);
    // No more can be used than is granted.
    return {.quota = need.quota,
            .code = need.code,
            .limit = std::max(limit, value.used.value_or(limit) + need.amount),
            .purpose = std::move(purpose)};
}

}  // namespace aloft::market
