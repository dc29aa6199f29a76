#include "practice/google/quota_requests.hpp"

#include <fmt/format.h>

#include <cmath>

#include "practice/google/projects.hpp"
#include "practice/google/spared.hpp"

namespace aloft::practice::google {
namespace {

constexpr std::string_view collection = "/quotaPreferences/";

/// {keys: [{id, dimensions}], value, when, refused, detail, earlier: {value, when}} beside the preference itself.
void tell_grant(Office& office, std::string_view project_record, const Json& decision, const Json& grant) {
    for (const Json& key : decision.at("keys")) {
        office.quota.grant(id_of(project_record),
                           {text_in(key, "id"), key.at("dimensions").get<std::map<std::string, std::string>>()},
                           grant.at("value").get<double>(), to_moment(grant.at("when").get<std::int64_t>()));
    }
}

/// What holds until the next decision does.
Json grant_now(const Office& office, std::string_view record) {
    const Json* const kept = office.records.find(record);
    if (kept == nullptr) return nullptr;
    const Json& decision = kept->at(ours);
    const bool holds =
        !decision.at("refused").get<bool>() && to_moment(decision.at("when").get<std::int64_t>()) <= office.clock.now();
    return holds ? Json{{"value", decision.at("value")}, {"when", decision.at("when")}} : decision.at("earlier");
}

}  // namespace

std::string request_record(std::string_view project_record, std::string_view id) {
    return fmt::format("{}{}{}", project_record, collection, id);
}

void keep_request(Office& office, std::string_view project_record, std::string_view id, Json preference,
                  const std::vector<QuotaKey>& keys, const RequestDecision& decision) {
    Json key_list = Json::array();
    for (const QuotaKey& key : keys) key_list.push_back({{"id", key.id}, {"dimensions", key.dimensions}});
    preference[ours] = {
        {"keys", std::move(key_list)},      {"value", decision.value},
        {"when", to_number(decision.when)}, {"refused", decision.refused},
        {"detail", decision.detail},        {"earlier", grant_now(office, request_record(project_record, id))}};
    office.records.put(request_record(project_record, id), std::move(preference));
    tell_grants(office);
}

Outcome request_now(const Office& office, std::string_view record) {
    const Json* const kept = office.records.find(record);
    if (kept == nullptr)
        return refused(404, "notFound",
                       fmt::format("Quota preference {} not found.", record.substr(record.rfind('/') + 1)));
    Json preference = shown(*kept);
    const Json& decision = kept->at(ours);
    if (office.clock.now() < to_moment(decision.at("when").get<std::int64_t>())) {
        preference["reconciling"] = true;
        return preference;
    }
    Json& config = preference["quotaConfig"];
    config["grantedValue"] = fmt::format("{:.0f}", std::floor(decision.at("value").get<double>()));
    if (const std::string detail = text_in(decision, "detail"); !detail.empty()) config["stateDetail"] = detail;
    return preference;
}

void tell_grants(Office& office) {
    office.quota.forget_grants();
    for (const std::string& record : kept_names(office, "projects/", "quotaPreferences")) {
        do_unless_broken(office, record, [&] {
            const std::string_view project = std::string_view(record).substr(0, record.find(collection));
            const Json& decision = office.records.find(record)->at(ours);
            if (!decision.at("earlier").is_null()) tell_grant(office, project, decision, decision.at("earlier"));
            if (!decision.at("refused").get<bool>()) tell_grant(office, project, decision, decision);
        });
    }
}

}  // namespace aloft::practice::google
