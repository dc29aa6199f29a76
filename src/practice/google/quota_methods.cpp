#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "core/letters.hpp"
#include "practice/google/documents.hpp"
#include "practice/google/office.hpp"
#include "practice/google/projects.hpp"
#include "practice/google/quota_requests.hpp"

namespace aloft::practice::google {
namespace {

constexpr std::string_view service = "compute.googleapis.com";
constexpr std::string_view own_service = "cloudquotas.googleapis.com";
constexpr std::string_view after_region = "-per-project-region";

/// All keys of one id: it is one quota of Google's, with a value for each set of dimensions.
using Quotas = std::map<std::string, std::vector<QuotaKey>>;

Quotas quotas_of(const Office& office) {
    Quotas quotas;
    for (const QuotaKey& key : QuotaBook::keys("")) quotas[key.id].push_back(key);
    for (const std::string& region : office.places.regions()) {
        for (const QuotaKey& key : QuotaBook::keys(region)) quotas[key.id].push_back(key);
    }
    return quotas;
}

/// "NVIDIA_T4_GPUS" of an id, also where regions.get has no such name.
std::string words_of(std::string_view id) {
    std::string words(id.substr(0, id.find("-per-project")));
    std::ranges::replace(words, '-', '_');
    return words;
}

std::string title_of(std::string_view id) {
    std::string title = words_of(id);
    std::ranges::replace(title, '_', ' ');
    return id.ends_with(after_region) ? title + " per region" : title;
}

/// No value at all is said as one that is not there.
Json details_of(const std::optional<double>& limit) {
    if (!limit) return Json::object();
    return {{"value", fmt::format("{:.0f}", std::floor(*limit))}};
}

/// Of one value in many places: one row without the region, as Google has them; others have rows of their own.
Json rows_of(const Office& office, std::string_view project, const std::vector<QuotaKey>& keys) {
    std::map<std::string, std::map<std::optional<double>, std::vector<std::string>>> families;
    for (const QuotaKey& key : keys) {
        const auto region = key.dimensions.find("region");
        const auto family = key.dimensions.find("gpu_family");
        families[family == key.dimensions.end() ? "" : family->second][office.quota.limit(id_of(project), key)]
            .push_back(region == key.dimensions.end() ? "global" : region->second);
    }
    Json rows = Json::array();
    for (const auto& [family, values] : families) {
        const auto most = std::ranges::max_element(values, {}, [](const auto& value) { return value.second.size(); });
        const auto row = [&](const std::optional<double>& limit, const std::vector<std::string>& places,
                             Json dimensions) {
            if (!family.empty()) dimensions["gpu_family"] = family;
            Json json{{"details", details_of(limit)}, {"applicableLocations", places}};
            if (!dimensions.empty()) json["dimensions"] = std::move(dimensions);
            rows.push_back(std::move(json));
        };
        for (auto value = values.begin(); value != values.end(); ++value) {
            if (value == most) continue;
            for (const std::string& place : value->second) row(value->first, {place}, {{"region", place}});
        }
        row(most->first, most->second, Json::object());
    }
    return rows;
}

std::string why_not_eligible(const Office& office, std::string_view project, const QuotaKey& key) {
    if (!has_billing(office, project)) return "NO_VALID_BILLING_ACCOUNT";
    return office.quota.why_not_eligible(id_of(project), key);
}

/// A quota is eligible when one of its values is.
Json eligibility_of(const Office& office, std::string_view project, const std::vector<QuotaKey>& keys) {
    std::string why;
    for (const QuotaKey& key : keys) {
        why = why_not_eligible(office, project, key);
        if (why.empty()) return {{"isEligible", true}};
    }
    return {{"isEligible", false}, {"ineligibilityReason", why}};
}

Json info_of(const Office& office, std::string_view project, const std::string& id, const std::vector<QuotaKey>& keys) {
    const std::string number = number_of(office, project);
    Json info{{"name", fmt::format("projects/{}/locations/global/services/{}/quotaInfos/{}", number, service, id)},
              {"quotaId", id},
              {"metric", fmt::format("{}/{}", service, lower_case(words_of(id)))},
              {"service", service},
              {"isPrecise", true},
              {"containerType", "PROJECT"},
              {"metricDisplayName", title_of(id)},
              {"quotaDisplayName", title_of(id)},
              {"metricUnit", "1"},
              {"quotaIncreaseEligibility", eligibility_of(office, project, keys)},
              {"dimensionsInfos", rows_of(office, project, keys)},
              {"serviceRequestQuotaUri",
               fmt::format("https://console.cloud.google.com/iam-admin/quotas?project={}", id_of(project))}};
    std::set<std::string> dimensions;
    for (const auto& [name, unused] : keys.front().dimensions) dimensions.insert(name);
    if (!dimensions.empty()) info["dimensions"] = dimensions;
    return info;
}

/// The project of the call, when its API may be used in it.
std::expected<std::string, Refusal> project_of_call(const Office& office, const Call& call,
                                                    std::string_view permission) {
    const std::string_view name = call.in_path("name").empty() ? call.in_path("parent") : call.in_path("name");
    auto record = known_project(office, name);
    if (!record) return record;
    if (!is_enabled(office, *record, own_service)) return std::unexpected(not_enabled(office, *record, own_service));
    if (auto permitted = check_permission(office, *record, permission); !permitted)
        return std::unexpected(permitted.error());
    if (!name.contains("/locations/global")) return std::unexpected(invalid_argument("Location must be global."));
    return record;
}

std::unexpected<Refusal> no_such_quota(std::string_view id) {
    return refused(404, "notFound", fmt::format("Quota info not found for service {} and quota ID {}.", service, id));
}

std::string_view leaf_of(std::string_view name) { return name.substr(name.rfind('/') + 1); }

Outcome list_infos(Office& office, const Call& call) {
    constexpr PageSize size{500, 500};
    const auto project = project_of_call(office, call, "cloudquotas.quotas.get");
    if (!project) return std::unexpected(project.error());
    std::vector<Json> infos;
    if (leaf_of(call.in_path("parent")) == service) {
        for (const auto& [id, keys] : quotas_of(office)) infos.push_back(info_of(office, *project, id, keys));
    } else if (title_of_service(leaf_of(call.in_path("parent"))).empty()) {
        return refused(404, "notFound", fmt::format("Service {} not found.", leaf_of(call.in_path("parent"))));
    }
    return page_of(call, "quotaInfos", infos, size);
}

Outcome get_info(Office& office, const Call& call) {
    const auto project = project_of_call(office, call, "cloudquotas.quotas.get");
    if (!project) return std::unexpected(project.error());
    const std::string id(leaf_of(call.in_path("name")));
    const Quotas quotas = quotas_of(office);
    const auto found = quotas.find(id);
    if (found == quotas.end() || !call.in_path("name").contains(fmt::format("/services/{}/", service)))
        return no_such_quota(id);
    return info_of(office, *project, id, found->second);
}

std::optional<double> whole_number(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return static_cast<double>(number);
}

/// What somebody asks for, read from a preference.
struct Wish {
    std::vector<QuotaKey> keys;  ///< more than one where no region is said: of all that have none of their own
    double value = 0;
};

std::expected<Wish, Refusal> wish_in(const Office& office, const Json& preference) {
    if (text_in(preference, "service") != service)
        return std::unexpected(
            invalid_argument(fmt::format("Service {} is not supported.", text_in(preference, "service"))));
    const std::string id = text_in(preference, "quotaId");
    const Quotas quotas = quotas_of(office);
    const auto quota = quotas.find(id);
    if (quota == quotas.end()) return no_such_quota(id);
    const auto dimensions = preference.value("dimensions", std::map<std::string, std::string>());
    Wish wish;
    for (const QuotaKey& key : quota->second) {
        const bool fits = std::ranges::all_of(dimensions, [&](const auto& dimension) {
            const auto own = key.dimensions.find(dimension.first);
            return own != key.dimensions.end() && own->second == dimension.second;
        });
        if (fits) wish.keys.push_back(key);
    }
    const bool needs_family = quota->second.front().dimensions.contains("gpu_family");
    if (wish.keys.empty() || (needs_family && !dimensions.contains("gpu_family")))
        return std::unexpected(invalid_argument(fmt::format("The dimensions do not match any of quota {}.", id)));
    const auto value = whole_number(text_in(preference.value("quotaConfig", Json::object()), "preferredValue"));
    if (!value || *value < -1)
        return std::unexpected(invalid_argument("quota_config.preferred_value must be a whole number of at least -1."));
    constexpr double unlimited = 1e12;
    wish.value = *value < 0 ? unlimited : *value;
    return wish;
}

/// Google does not let anybody lose what he uses, or more than a tenth at once, by a slip.
std::expected<void, Refusal> check_decrease(const Office& office, const Call& call, std::string_view project,
                                            const Wish& wish) {
    constexpr double most_at_once = 0.1;
    const std::string_view ignored = call.in_query("ignoreSafetyChecks");
    for (const QuotaKey& key : wish.keys) {
        const double present = office.quota.limit(id_of(project), key).value_or(0);
        if (wish.value >= present) continue;
        const auto refuse = [&](std::string_view check, std::string_view why) {
            Refusal refusal = failed_precondition(fmt::format("The quota decrease is unsafe: {}", why));
            refusal.details = Json::array({error_info(check, own_service, {{"quotaId", key.id}})});
            return std::unexpected(std::move(refusal));
        };
        if (!ignored.contains("QUOTA_DECREASE_BELOW_USAGE") && wish.value < usage_of(office, id_of(project), key))
            return refuse("QUOTA_DECREASE_BELOW_USAGE", "the preferred value is below the usage.");
        if (!ignored.contains("QUOTA_DECREASE_PERCENTAGE_TOO_HIGH") && present - wish.value > present * most_at_once)
            return refuse("QUOTA_DECREASE_PERCENTAGE_TOO_HIGH",
                          "the value would be decreased by more than 10 percent.");
    }
    return {};
}

bool is_increase(const Office& office, std::string_view project, const Wish& wish) {
    return std::ranges::any_of(wish.keys, [&](const QuotaKey& key) {
        return wish.value > office.quota.limit(id_of(project), key).value_or(0);
    });
}

/// What is decided about a wish: of all its keys the least that is granted, and the latest moment.
QuotaDecision decision_of(const Office& office, std::string_view project, const Wish& wish) {
    QuotaDecision all;
    bool first = true;
    for (const QuotaKey& key : wish.keys) {
        QuotaDecision decision = office.quota.decide(id_of(project), key, wish.value, office.clock.now());
        if (wish.value > office.quota.limit(id_of(project), key).value_or(0) && !has_billing(office, project))
            decision = {QuotaDecision::Outcome::refused, office.quota.limit(id_of(project), key).value_or(0),
                        office.clock.now(), "NO_VALID_BILLING_ACCOUNT"};
        const Moment latest = first ? decision.when : std::max(all.when, decision.when);
        if (std::exchange(first, false) || decision.granted < all.granted) all = decision;
        all.when = latest;
    }
    return all;
}

std::string_view state_of(const QuotaDecision& decision) {
    switch (decision.outcome) {
        case QuotaDecision::Outcome::granted: return "";
        case QuotaDecision::Outcome::in_part: return "The request was approved in part.";
        case QuotaDecision::Outcome::refused: break;
    }
    return "The request was denied.";
}

/// Decides about it and keeps it. `present` is the preference as it was, or null.
Outcome ask(Office& office, const Call& call, const std::string& project, const std::string& id, Json preference,
            const Json& present) {
    const auto wish = wish_in(office, preference);
    if (!wish) return std::unexpected(wish.error());
    if (is_increase(office, project, *wish) && text_in(preference, "contactEmail").empty())
        return std::unexpected(invalid_argument("contact_email is required for a quota increase request."));
    if (auto safe = check_decrease(office, call, project, *wish); !safe) return std::unexpected(safe.error());
    const QuotaDecision decision = decision_of(office, project, *wish);
    const std::string now = utc_time(office.clock.now());
    preference["name"] = fmt::format("projects/{}/locations/global/quotaPreferences/{}", id_of(project), id);
    preference["createTime"] = present.is_null() ? Json(now) : present.at("createTime");
    preference["updateTime"] = now;
    Json& config = preference["quotaConfig"];
    config["traceId"] = new_uuid(office.random);
    config["grantedValue"] =
        fmt::format("{:.0f}", std::floor(office.quota.limit(id_of(project), wish->keys.front()).value_or(0)));
    preference["etag"] = etag_of(preference);
    if (call.in_query("validateOnly") == "true") return preference;
    keep_request(
        office, project, id, std::move(preference), wish->keys,
        {.value = decision.granted,
         .when = decision.when,
         .refused = decision.outcome == QuotaDecision::Outcome::refused,
         .detail = decision.reason.empty() ? std::string(state_of(decision))
                                           : fmt::format("{} Reason: {}.", state_of(decision), decision.reason)});
    return request_now(office, request_record(project, id));
}

bool is_preference_id(std::string_view id) {
    constexpr std::size_t longest = 63;
    return !id.empty() && id.size() <= longest && std::ranges::all_of(id, [](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
               (letter >= '0' && letter <= '9') || letter == '-' || letter == '_' || letter == '.';
    });
}

/// One preference for one quota and its dimensions.
std::string preference_for(const Office& office, const std::string& project, const Json& wished) {
    for (const std::string& record : office.records.names(request_record(project, ""))) {
        const Json& other = *office.records.find(record);
        if (text_in(other, "quotaId") == text_in(wished, "quotaId") &&
            other.value("dimensions", Json::object()) == wished.value("dimensions", Json::object()))
            return std::string(leaf_of(record));
    }
    return {};
}

Outcome create_preference(Office& office, const Call& call) {
    const auto project = project_of_call(office, call, "cloudquotas.quotas.update");
    if (!project) return std::unexpected(project.error());
    std::string id(call.in_query("quotaPreferenceId"));
    if (id.empty()) id = new_uuid(office.random);
    if (!is_preference_id(id))
        return std::unexpected(invalid_argument(fmt::format("Invalid quota preference ID: {}", id)));
    const std::string other = preference_for(office, *project, call.body);
    if (office.records.find(request_record(*project, id)) != nullptr || !other.empty())
        return refused(409, "alreadyExists",
                       fmt::format("Quota preference {} already exists.", other.empty() ? id : other));
    return ask(office, call, *project, id, call.body, nullptr);
}

/// The fields of the mask, "quotaConfig.preferredValue,contactEmail"; without one, all that are said.
void apply_mask(Json& preference, const Json& wished, std::string_view mask) {
    constexpr std::array fields{"contactEmail", "justification", "quotaConfig"};
    for (const char* field : fields) {
        if (!wished.contains(field)) continue;
        const std::string snake = std::string_view(field) == "contactEmail"  ? "contact_email"
                                  : std::string_view(field) == "quotaConfig" ? "quota_config"
                                                                             : field;
        if (!mask.empty() && mask != "*" && !mask.contains(field) && !mask.contains(snake)) continue;
        if (preference.contains(field) && wished.at(field).is_object())
            preference[field].update(wished.at(field));
        else
            preference[field] = wished.at(field);
    }
}

Outcome patch_preference(Office& office, const Call& call) {
    const auto project = project_of_call(office, call, "cloudquotas.quotas.update");
    if (!project) return std::unexpected(project.error());
    const std::string id(leaf_of(call.in_path("name")));
    const auto present = request_now(office, request_record(*project, id));
    if (!present) {
        if (call.in_query("allowMissing") == "true") return ask(office, call, *project, id, call.body, nullptr);
        return present;
    }
    for (const char* fixed : {"quotaId", "service", "dimensions"}) {
        if (call.body.contains(fixed) && call.body.at(fixed) != present->value(fixed, Json()))
            return std::unexpected(invalid_argument(fmt::format("Field {} cannot be changed.", fixed)));
    }
    if (call.body.contains("etag") && call.body.at("etag") != present->at("etag"))
        return std::unexpected(Refusal{409, "aborted", "The etag does not match the current one.", "ABORTED", {}});
    Json preference = *present;
    preference.erase("reconciling");
    preference["quotaConfig"].erase("stateDetail");
    apply_mask(preference, call.body, call.in_query("updateMask"));
    return ask(office, call, *project, id, std::move(preference), *present);
}

Outcome get_preference(Office& office, const Call& call) {
    const auto project = project_of_call(office, call, "cloudquotas.quotas.get");
    if (!project) return std::unexpected(project.error());
    return request_now(office, request_record(*project, leaf_of(call.in_path("name"))));
}

Outcome list_preferences(Office& office, const Call& call) {
    constexpr PageSize size{100, 500};
    const auto project = project_of_call(office, call, "cloudquotas.quotas.get");
    if (!project) return std::unexpected(project.error());
    const bool only_open = call.in_query("filter").contains("reconciling=true");
    std::vector<Json> preferences;
    for (const std::string& record : office.records.names(request_record(*project, ""))) {
        auto preference = request_now(office, record);
        if (preference && (!only_open || preference->value("reconciling", false)))
            preferences.push_back(std::move(*preference));
    }
    return page_of(call, "quotaPreferences", preferences, size);
}

}  // namespace

std::span<const Method> quota_methods() {
    static constexpr std::array methods{
        Method{"cloudquotas.projects.locations.services.quotaInfos.list", list_infos},
        Method{"cloudquotas.projects.locations.services.quotaInfos.get", get_info},
        Method{"cloudquotas.projects.locations.quotaPreferences.create", create_preference},
        Method{"cloudquotas.projects.locations.quotaPreferences.patch", patch_preference},
        Method{"cloudquotas.projects.locations.quotaPreferences.get", get_preference},
        Method{"cloudquotas.projects.locations.quotaPreferences.list", list_preferences},
    };
    return methods;
}

}  // namespace aloft::practice::google
