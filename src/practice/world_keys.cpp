#include "practice/world_keys.hpp"

// NOLINTBEGIN(bugprone-macro-parentheses)
/// Where a value stands in a record.
#define AT(member) [](auto& record) -> auto& { return record.member; }
// NOLINTEND(bugprone-macro-parentheses)

namespace aloft::practice {
namespace {

constexpr KeyWords words_of(std::string_view name, std::string_view description, std::string_view example) {
    return {.name = name, .description = description, .example = example, .also = {}};
}

/// Both ends of hours go into a record of which the days may have been said before.
template <class Record>
Key<Record> hours_key(const KeyWords& words) {
    Key<Record> made{.words = words, .values = forms::HoursOfDay::expected, .below = {}};
    made.read = [](std::string_view key, const yaml::Element& value, Record& record, Mistakes& mistakes) {
        const auto hours = forms::HoursOfDay::read(value);
        if (!hours) return mistakes.add(value, key, hours.error());
        record.hours.from = hours->from;
        record.hours.until = hours->until;
    };
    made.write = [](const Record& record) -> std::string {
        Hours whole;
        whole.days = record.hours.days;
        return record.hours == whole ? "" : forms::HoursOfDay::write(record.hours);
    };
    return made;
}

template <class Record>
Key<Record> days_key() {
    return key<Record, forms::Days>({.name = "days",
                                     .description = "Days on which it holds, in the world's time.",
                                     .example = "mon-fri",
                                     .also = {"weekdays", "day"}},
                                    AT(hours.days));
}

template <class Record>
Key<Record> hours_of_day_key() {
    return hours_key<Record>({.name = "hours",
                              .description = "Hours in which it holds, in the world's time (UTC). They may go over "
                                             "midnight: `22:00-06:00` of friday ends on saturday.",
                              .example = "08:00-20:00",
                              .also = {"time", "times", "hour_of_day"}});
}

template <class Record>
Key<Record> zones_key() {
    return key<Record, forms::PatternList>({.name = "zones",
                                            .description = "Zones for which it holds; all, when not said.",
                                            .example = "us-central1-*",
                                            .also = {"zone", "where", "places"}},
                                           AT(zones));
}

template <class Record>
Key<Record> types_key() {
    return key<Record, forms::PatternList>({.name = "types",
                                            .description = "Machine types for which it holds; all, when not said.",
                                            .example = "[n1-*, g2-standard-4]",
                                            .also = {"type", "machine_types", "machines"}},
                                           AT(types));
}

template <class Record>
Key<Record> gpus_key() {
    return key<Record, forms::GpuList>(
        {.name = "gpus",
         .description = "GPUs for which it holds, attached or built in. Said, it does not hold for machines without.",
         .example = "nvidia-tesla-t4",
         .also = {"gpu", "accelerators", "accelerator"}},
        AT(gpus));
}

template <class Record>
Key<Record> spot_key() {
    return key<Record, forms::YesNo>(
        {.name = "spot",
         .description = "Whether it holds for spot machines only, or only for others. Both, "
                        "when not said.",
         .example = "true",
         .also = {"preemptible"}},
        AT(spot));
}

template <class Record>
Key<Record> quota_ids_key() {
    return key<Record, forms::PatternList>(
        {.name = "ids",
         .description =
             "Limits, by the name in errors and `regions.get` or by the id of Cloud Quotas; all, when not said.",
         .example = "[GPUS_ALL_REGIONS, NVIDIA_T4_GPUS]",
         .also = {"id", "quota", "quotas", "metric", "metrics"}},
        AT(ids));
}

template <class Record>
Key<Record> quota_regions_key() {
    return key<Record, forms::PatternList>({.name = "regions",
                                            .description = "Regions for which it holds. Said, it does not hold for "
                                                           "limits of the whole project.",
                                            .example = "us-*",
                                            .also = {"region", "where"}},
                                           AT(regions));
}

template <class Record>
Key<Record> families_key() {
    return key<Record, forms::PatternList>({.name = "gpu_families",
                                            .description = "Of the limit of the newest GPUs, the dimension that tells "
                                                           "them apart.",
                                            .example = "NVIDIA_H100",
                                            .also = {"gpu_family", "family", "families"}},
                                           AT(gpu_families));
}

template <class Record>
Key<Record> methods_key() {
    return key<Record, forms::PatternList>({.name = "methods",
                                            .description = "Methods for which it holds, by their ids in Google's "
                                                           "discovery documents; all, when not said.",
                                            .example = "compute.instances.*",
                                            .also = {"method", "calls_of", "api", "apis"}},
                                           AT(methods));
}

}  // namespace

template <>
const std::vector<Key<PriceRule>>& keys() {
    static const std::vector<Key<PriceRule>> table{
        needed_key<PriceRule, forms::Pattern>({.name = "thing",
                                               .description = "A machine type, an accelerator, a disk type, "
                                                              "`snapshot`, `address` or `idle-address`.",
                                               .example = "n1-standard-4",
                                               .also = {"type", "what", "name", "sku"}},
                                              AT(thing)),
        zones_key<PriceRule>(),
        spot_key<PriceRule>(),
        days_key<PriceRule>(),
        hours_of_day_key<PriceRule>(),
        needed_key<PriceRule, forms::Dollars>({.name = "price",
                                               .description = "Dollars an hour; of disks and snapshots, of a GB for a "
                                                              "month of 730 hours, whatever the hours of the day.",
                                               .example = "0.35",
                                               .also = {"hour", "cost", "dollars", "usd"}},
                                              AT(hour)),
    };
    return table;
}

template <>
const std::vector<Key<StockRule>>& keys() {
    static const std::vector<Key<StockRule>> table{
        gpus_key<StockRule>(),
        types_key<StockRule>(),
        zones_key<StockRule>(),
        spot_key<StockRule>(),
        days_key<StockRule>(),
        hours_of_day_key<StockRule>(),
        needed_key<StockRule, forms::Count>(
            {.name = "there_are",
             .description = "How many of these GPUs there are in each zone, or machines where they have no GPUs. Those "
                            "that run in the practice cloud are taken from it.",
             .example = "4",
             .also = {"count", "stock", "available", "number"}},
            AT(there_are)),
    };
    return table;
}

template <>
const std::vector<Key<QuotaLimitRule>>& keys() {
    static const std::vector<Key<QuotaLimitRule>> table{
        quota_ids_key<QuotaLimitRule>(),
        quota_regions_key<QuotaLimitRule>(),
        families_key<QuotaLimitRule>(),
        needed_key<QuotaLimitRule, forms::Limit>(
            {.name = "limit",
             .description = "How much a project may have, unless it is granted more. `none` is no value at all, which "
                            "Google has for what is not given to everybody.",
             .example = "0",
             .also = {"value", "max", "most"}},
            AT(limit)),
    };
    return table;
}

template <>
const std::vector<Key<QuotaAnswerRule>>& keys() {
    static const std::vector<Key<QuotaAnswerRule>> table{
        quota_ids_key<QuotaAnswerRule>(),
        quota_regions_key<QuotaAnswerRule>(),
        families_key<QuotaAnswerRule>(),
        key<QuotaAnswerRule, forms::Number>({.name = "above",
                                             .description = "Only for wishes of more than that.",
                                             .example = "4",
                                             .also = {"more_than", "over"}},
                                            AT(above)),
        needed_key<QuotaAnswerRule, forms::Answer>(
            {.name = "answer",
             .description = "What becomes of the wish. Who is not eligible is told so before he asks, and refused when "
                            "he asks all the same.",
             .example = "refused",
             .also = {"outcome", "decision", "result"}},
            AT(answer)),
        key<QuotaAnswerRule, forms::Number>({.name = "part",
                                             .description = "What is granted when only part of it is.",
                                             .example = "1",
                                             .also = {"granted", "value"}},
                                            AT(part)),
        key<QuotaAnswerRule, forms::Duration>({.name = "after",
                                               .description = "How long it is being looked at.",
                                               .example = "2m",
                                               .also = {"delay", "time", "wait"}},
                                              AT(after)),
        key<QuotaAnswerRule, forms::Text>({.name = "reason",
                                           .description = "Why: `NOT_ENOUGH_USAGE_HISTORY`, `NOT_SUPPORTED`, "
                                                          "`NO_VALID_BILLING_ACCOUNT` or `OTHER`.",
                                           .example = "NOT_ENOUGH_USAGE_HISTORY",
                                           .also = {"why", "ineligibility_reason"}},
                                          AT(reason)),
    };
    return table;
}

template <>
const std::vector<Key<LatencyRule>>& keys() {
    static const std::vector<Key<LatencyRule>> table{
        methods_key<LatencyRule>(),
        key<LatencyRule, forms::Duration>(
            {.name = "least", .description = "How long an answer takes at least.", .example = "20ms", .also = {"min"}},
            AT(least)),
        needed_key<LatencyRule, forms::Duration>(
            {.name = "most", .description = "And at most.", .example = "200ms", .also = {"max", "time"}}, AT(most)),
    };
    return table;
}

template <>
const std::vector<Key<OperationTimeRule>>& keys() {
    static const std::vector<Key<OperationTimeRule>> table{
        key<OperationTimeRule, forms::PatternList>({.name = "kinds",
                                                    .description = "Operations for which it holds: `insert`, `start`, "
                                                                   "`stop`, `delete` and the like; all, when not said.",
                                                    .example = "[insert, start]",
                                                    .also = {"kind", "operations", "methods"}},
                                                   AT(kinds)),
        needed_key<OperationTimeRule, forms::Duration>({.name = "time",
                                                        .description = "How long they are at work at least.",
                                                        .example = "8s",
                                                        .also = {"duration", "takes"}},
                                                       AT(time)),
    };
    return table;
}

template <>
const std::vector<Key<FaultRule>>& keys() {
    static const std::vector<Key<FaultRule>> table{
        methods_key<FaultRule>(),
        key<FaultRule, forms::Calls>(
            {.name = "calls",
             .description = "Which calls of each of these methods by those who are signed in, counted from 1 "
                            "and anew when the weather changes; all, when not said.",
             .example = "1-9 every 3",
             .also = {"call", "count", "number"}},
            AT(calls)),
        needed_key<FaultRule, forms::FaultKind>(
            {.name = "fault",
             .description = "`refuse` answers with a status and does nothing. `reset-before` cuts the connection and "
                            "does nothing, `reset-after` does it and cuts, `truncate` does it and cuts the answer in "
                            "its middle. `fail-late` accepts it and lets its operation fail.",
             .example = "refuse",
             .also = {"kind", "what", "type"}},
            AT(fault.kind)),
        key<FaultRule, forms::HttpStatus>({.name = "status",
                                           .description = "Of the refusal, or of the operation that fails. 503, when "
                                                          "not said.",
                                           .example = "503",
                                           .also = {"http_status"}},
                                          AT(fault.status)),
        key<FaultRule, forms::Text>({.name = "reason",
                                     .description = "Of the refusal, in Google's word.",
                                     .example = "backendError",
                                     .also = {"why"}},
                                    AT(fault.reason)),
        key<FaultRule, forms::Text>({.name = "code",
                                     .description = "Of the operation's error; needed with `fail-late`.",
                                     .example = "ZONE_RESOURCE_POOL_EXHAUSTED",
                                     .also = {"error_code"}},
                                    AT(fault.code)),
        key<FaultRule, forms::Text>({.name = "message",
                                     .description = "Of either, as people read it.",
                                     .example = "Backend Error",
                                     .also = {"text"}},
                                    AT(fault.message)),
        key<FaultRule, forms::Json>({.name = "details",
                                     .description = "Of the operation's error: its `errorDetails` as JSON.",
                                     .example = R"('[{"errorInfo": {"reason": "resource_availability"}}]')",
                                     .also = {"error_details"}},
                                    AT(fault.details)),
    };
    return table;
}

template <>
const std::vector<Key<PreemptionRule>>& keys() {
    static const std::vector<Key<PreemptionRule>> table{
        gpus_key<PreemptionRule>(),
        types_key<PreemptionRule>(),
        zones_key<PreemptionRule>(),
        key<PreemptionRule, forms::Share>({.name = "per_hour",
                                           .description = "What share of them is taken away in an hour. Which one and "
                                                          "when follows from its id, so it is the same each time.",
                                           .example = "0.2",
                                           .also = {"rate", "hourly", "rate_per_hour"}},
                                          AT(per_hour)),
        days_key<PreemptionRule>(),
        hours_of_day_key<PreemptionRule>(),
        key<PreemptionRule, forms::Moments>({.name = "at",
                                             .description = "Moments at which all are taken away that run then.",
                                             .example = "\"2026-12-01T09:00:00Z\"",
                                             .also = {"moments", "when"}},
                                            AT(at)),
        key<PreemptionRule, forms::Duration>({.name = "after",
                                              .description = "How long after its start one is taken away.",
                                              .example = "10m",
                                              .also = {"age", "lives"}},
                                             AT(after)),
    };
    return table;
}

template <>
const std::vector<Key<BillingAccountAtStart>>& keys() {
    static const std::vector<Key<BillingAccountAtStart>> table{
        needed_key<BillingAccountAtStart, forms::BillingAccountId>(
            words_of("id", "Its id, without `billingAccounts/`.", "012345-6789AB-CDEF01"), AT(id)),
        key<BillingAccountAtStart, forms::Text>({.name = "name",
                                                 .description = "What people call it.",
                                                 .example = "Practice",
                                                 .also = {"display_name", "title"}},
                                                AT(name)),
        key<BillingAccountAtStart, forms::YesNo>(
            {.name = "open",
             .description = "Whether it pays. With a closed one nothing can be made. true, when not said.",
             .example = "true",
             .also = {"active", "enabled"}},
            AT(open)),
    };
    return table;
}

template <>
const std::vector<Key<ProjectAtStart>>& keys() {
    static const std::vector<Key<ProjectAtStart>> table{
        needed_key<ProjectAtStart, forms::ProjectId>(
            {.name = "id", .description = "Its id.", .example = "practice-project", .also = {"project", "project_id"}},
            AT(id)),
        key<ProjectAtStart, forms::Text>({.name = "name",
                                          .description = "What people call it.",
                                          .example = "Practice",
                                          .also = {"display_name", "title"}},
                                         AT(name)),
        key<ProjectAtStart, forms::BillingAccountId>(
            {.name = "billing_account",
             .description = "The id of one of `billing_accounts`. Without one, nothing that costs can be made in it.",
             .example = "012345-6789AB-CDEF01",
             .also = {"billing", "account"}},
            AT(billing_account)),
        key<ProjectAtStart, forms::PatternList>({.name = "services",
                                                 .description = "APIs that are enabled.",
                                                 .example = "[compute.googleapis.com, iam.googleapis.com]",
                                                 .also = {"apis", "enabled", "service"}},
                                                AT(services)),
        key<ProjectAtStart, forms::PatternList>({.name = "denied",
                                                 .description = "Permissions that nobody has in it.",
                                                 .example = "compute.instances.create",
                                                 .also = {"lacking", "permissions"}},
                                                AT(denied)),
    };
    return table;
}

template <>
const std::vector<Key<World>>& keys() {
    static const std::vector<Key<World>> table{
        key<World, forms::Text>({.name = "name",
                                 .description = "What the world is called.",
                                 .example = "my-world",
                                 .also = {"title", "world"}},
                                AT(name)),
        key<World, forms::Text>({.name = "about",
                                 .description = "What it is good for, in a sentence.",
                                 .example = "T4s are rare on weekdays.",
                                 .also = {"description", "summary", "comment"}},
                                AT(about)),
        key<World, forms::PatternList>({.name = "regions",
                                        .description = "The regions that there are, of those that the catalog has; "
                                                       "all, when not said.",
                                        .example = "[us-central1, europe-west4]",
                                        .also = {"region"}},
                                       AT(regions)),
        key<World, forms::PatternList>({.name = "zones",
                                        .description = "The zones that there are; all of the regions', when not said.",
                                        .example = "[us-central1-a, europe-west4-*]",
                                        .also = {"zone", "places"}},
                                       AT(zones)),
        records<World, PriceRule>({.name = "prices",
                                   .description = "Other prices than the catalog's. The first that fits counts.",
                                   .example = {},
                                   .also = {"price", "costs"}},
                                  AT(prices)),
        records<World, StockRule>({.name = "stock",
                                   .description = "How many there are. The first that fits a machine in a zone at that "
                                                  "hour counts; where none fits, there is no end of it.",
                                   .example = {},
                                   .also = {"capacity", "shelves", "stockouts", "shortages"}},
                                  AT(stock)),
        key<World, forms::YesNo>(
            {.name = "hints",
             .description = "Whether an answer that there is none says in which zones of the region "
                            "there is some (`zonesAvailable`). true, when not said.",
             .example = "true",
             .also = {"zones_available", "hint"}},
            AT(hints)),
        records<World, QuotaLimitRule>(
            {.name = "quota_limits",
             .description = "What a project may have. The first that fits counts; where none "
                            "fits, it is what a project has that has paid for a while.",
             .example = {},
             .also = {"quota", "quotas", "limits"}},
            AT(quota_limits)),
        records<World, QuotaAnswerRule>({.name = "quota_answers",
                                         .description = "How those are answered who ask for more. The first that fits "
                                                        "counts; where none fits, all is granted at once.",
                                         .example = {},
                                         .also = {"quota_requests", "requests", "answers"}},
                                        AT(quota_answers)),
        records<World, LatencyRule>({.name = "latency",
                                     .description = "How long answers take. The first that fits counts.",
                                     .example = {},
                                     .also = {"latencies", "delay"}},
                                    AT(latency)),
        key<World, forms::Count>({.name = "calls_per_minute",
                                  .description = "How many calls of a project are answered in a minute; the others are "
                                                 "refused with `rateLimitExceeded`. No limit, when not said.",
                                  .example = "600",
                                  .also = {"rate_limit", "rate", "rate_limits"}},
                                 AT(calls_per_minute)),
        records<World, OperationTimeRule>(
            {.name = "operation_times",
             .description = "How long operations are at work. The first that fits counts.",
             .example = {},
             .also = {"operations", "operation_time", "times"}},
            AT(operation_times)),
        records<World, FaultRule>({.name = "faults",
                                   .description = "What goes wrong. The first that fits a call counts.",
                                   .example = {},
                                   .also = {"fault", "errors", "failures"}},
                                  AT(faults)),
        key<World, forms::Duration>({.name = "consistency_lag",
                                     .description = "How long lists do not yet show what was changed.",
                                     .example = "2s",
                                     .also = {"lag", "eventual_consistency", "consistency"}},
                                    AT(consistency_lag)),
        records<World, PreemptionRule>(
            {.name = "preemptions",
             .description = "When spot machines are taken away. The first that fits a machine "
                            "counts; where none fits, it stays.",
             .example = {},
             .also = {"preemption", "preempted", "spot"}},
            AT(preemptions)),
        key<World, forms::Duration>(
            {.name = "preemption_notice",
             .description = "How long a machine knows of it before it is stopped. 30s, when not "
                            "said.",
             .example = "30s",
             .also = {"notice", "warning"}},
            AT(preemption_notice)),
        records<World, BillingAccountAtStart>({.name = "billing_accounts",
                                               .description = "The billing accounts that there are at the beginning.",
                                               .example = {},
                                               .also = {"billing", "accounts", "billing_account"}},
                                              AT(billing_accounts)),
        records<World, ProjectAtStart>({.name = "projects",
                                        .description = "The projects that there are at the beginning.",
                                        .example = {},
                                        .also = {"project"}},
                                       AT(projects)),
    };
    return table;
}

#undef AT

}  // namespace aloft::practice
