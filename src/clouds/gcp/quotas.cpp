#include "clouds/gcp/quotas.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "clouds/gcp/fields.hpp"
#include "clouds/gcp/places.hpp"
#include "core/fingerprint.hpp"

namespace aloft::gcp {
namespace {

using nlohmann::json;

constexpr std::string_view of_a_region = "-per-project-region";
constexpr std::string_view of_a_project = "-per-project";
constexpr std::string_view service = "compute.googleapis.com";

/// Compute counts in numbers, Cloud Quotas in texts of them.
std::optional<std::int64_t> amount(const json& value) {
    if (value.is_number()) {
        const auto number = value.get<double>();
        if (!std::isfinite(number) || std::abs(number) > 9e15) return std::nullopt;
        return static_cast<std::int64_t>(number);
    }
    if (!value.is_string()) return std::nullopt;
    const auto& text = value.get_ref<const std::string&>();
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::map<std::string, std::string> without_region(const json& dimensions) {
    std::map<std::string, std::string> rest;
    if (!dimensions.is_object()) return rest;
    for (const auto& [name, value] : dimensions.items())
        if (name != "region" && value.is_string()) rest[name] = value.get<std::string>();
    return rest;
}

std::string lower_case(std::string_view text) {
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(), [](char letter) {
        if (letter >= 'A' && letter <= 'Z') return static_cast<char>(letter + ('a' - 'A'));
        return letter == '_' ? '-' : letter;
    });
    return lower;
}

/// A row holds for one region that it names, or for all of a list.
std::vector<std::string> regions_of_row(const json& row) {
    const std::string named = text_in(member(row, "dimensions"), "region");
    if (!named.empty()) return {named};
    std::vector<std::string> regions;
    const json& locations = member(row, "applicableLocations");
    if (locations.is_array())
        for (const json& location : locations)
            if (location.is_string()) regions.push_back(location.get<std::string>());
    return regions;
}

}  // namespace

std::string known_id(std::string_view quota_id) {
    for (const std::string_view ending : {of_a_region, of_a_project})
        if (quota_id.ends_with(ending)) {
            quota_id.remove_suffix(ending.size());
            break;
        }
    std::string id(quota_id);
    std::ranges::replace(id, '-', '_');
    return id;
}

void add_compute_quotas(QuotaBook& book, const json& project_or_region, const std::string& region) {
    const json& quotas = member(project_or_region, "quotas");
    if (!quotas.is_array()) return;
    for (const json& quota : quotas) {
        const std::string metric = text_in(quota, "metric");
        if (metric.empty()) continue;
        book[QuotaRef{std::string(provider), metric, region, {}}] = {amount(member(quota, "limit")),
                                                                     amount(member(quota, "usage"))};
    }
}

void add_quota_infos(QuotaBook& book, const json& infos, const std::set<std::string>& regions) {
    if (!infos.is_array()) return;
    for (const json& info : infos) {
        const std::string quota_id = text_in(info, "quotaId");
        const json& rows = member(info, "dimensionsInfos");
        if (!quota_id.ends_with(of_a_region) || !rows.is_array()) continue;
        for (const json& row : rows) {
            const std::optional<std::int64_t> limit = amount(member(member(row, "details"), "value"));
            if (!limit) continue;
            for (const std::string& region : regions_of_row(row))
                if (regions.contains(region))
                    book.try_emplace(QuotaRef{std::string(provider), known_id(quota_id), region,
                                              without_region(member(row, "dimensions"))},
                                     QuotaValue{limit, std::nullopt});
        }
    }
}

std::string preference_id(const QuotaWish& wish) {
    std::string id = "aloft-" + lower_case(wish.quota.id);
    if (!wish.quota.region.empty()) id += "-" + wish.quota.region;
    for (const auto& [name, value] : wish.quota.dimensions) id += "-" + lower_case(value);
    constexpr std::size_t longest = 63;
    if (id.size() <= longest) return id;
    const std::string end = fingerprint(id);
    return id.substr(0, longest - end.size() - 1) + "-" + end;
}

json preference_body(const QuotaWish& wish, const std::string& contact) {
    json dimensions = json::object();
    for (const auto& [name, value] : wish.quota.dimensions) dimensions[name] = value;
    if (!wish.quota.region.empty()) dimensions["region"] = wish.quota.region;
    return {{"service", wish.code.service},
            {"quotaId", wish.code.id},
            {"dimensions", std::move(dimensions)},
            {"quotaConfig", {{"preferredValue", std::to_string(wish.limit)}}},
            {"contactEmail", contact},
            {"justification", wish.purpose}};
}

QuotaRequest request_of(const json& preference) {
    const json& config = member(preference, "quotaConfig");
    const json& dimensions = member(preference, "dimensions");
    const std::optional<std::int64_t> preferred = amount(member(config, "preferredValue"));
    const std::optional<std::int64_t> granted = amount(member(config, "grantedValue"));
    const std::string quota_id = text_in(preference, "quotaId");
    const json& reconciling = member(preference, "reconciling");
    QuotaRequest request;
    request.wish = {
        .quota = {std::string(provider), known_id(quota_id), text_in(dimensions, "region"), without_region(dimensions)},
        .code = {std::string(service), quota_id},
        .limit = preferred.value_or(0),
        .purpose = text_in(preference, "justification")};
    if (reconciling.is_boolean() && reconciling.get<bool>())
        request.state = QuotaRequestState::pending;
    else if (granted && preferred && *granted >= *preferred)
        request.state = QuotaRequestState::granted;
    else
        request.state = QuotaRequestState::refused;
    request.granted = granted;
    const std::string name = text_in(preference, "name");
    request.id = name.substr(name.rfind('/') + 1);
    request.said = text_in(config, "stateDetail");
    request.asked = text_in(preference, "createTime");
    request.changed = text_in(preference, "updateTime");
    return request;
}

QuotaEligibility eligibility_of(const json& info) {
    const json& said = member(info, "quotaIncreaseEligibility");
    if (!said.is_object()) return {};
    const json& may = member(said, "isEligible");
    if (may.is_boolean() && may.get<bool>()) return {QuotaEligibility::Answer::may_be_granted, ""};
    struct Reason {
        std::string_view word;
        std::string_view in_words;
    };
    constexpr std::array<Reason, 4> reasons{
        {{"NO_VALID_BILLING_ACCOUNT", "the project has no billing account that is valid"},
         {"NOT_SUPPORTED", "Google does not raise this one on request"},
         {"NOT_ENOUGH_USAGE_HISTORY", "the project has too little history of use"},
         {"OTHER", "Google does not say why"}}};
    const std::string word = text_in(said, "ineligibilityReason");
    const auto* const known = std::ranges::find(reasons, word, &Reason::word);
    return {QuotaEligibility::Answer::will_be_refused,
            fmt::format("{} ({})", known == reasons.end() ? "Google refuses it" : known->in_words, word)};
}

}  // namespace aloft::gcp
