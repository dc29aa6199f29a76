#include "cli/quota_records.hpp"

#include <nlohmann/json.hpp>

namespace aloft::cli {
namespace {

using nlohmann::json;

/// A value that is not known is null.
template <class Value>
json known(const std::optional<Value>& value) {
    return value ? json(*value) : json(nullptr);
}

json limit_of(const QuotaValue& value) { return value.limit == no_limit ? json("none") : known(value.limit); }

json quota_record(const QuotaRef& quota) {
    return {{"cloud", quota.cloud},
            {"quota", quota.id},
            {"region", quota.region.empty() ? json(nullptr) : json(quota.region)},
            {"dimensions", json(quota.dimensions)}};
}

json part_record(const market::QuotaPart& part) {
    json record = quota_record(part.need.quota);
    record["title"] = part.need.title;
    record["unit"] = market::unit_of(part.need.counted);
    record["amount"] = part.need.amount;
    record["limit"] = limit_of(part.value);
    record["used"] = known(part.value.used);
    record["verdict"] = to_string(part.allowance);
    record["words"] = part.words;
    return record;
}

json request_record(const QuotaRequest& request) {
    json record = quota_record(request.wish.quota);
    record["wished"] = request.wish.limit;
    record["purpose"] = request.wish.purpose;
    record["state"] = to_string(request.state);
    record["granted"] = known(request.granted);
    record["said"] = request.said;
    record["id"] = request.id;
    record["asked"] = request.asked;
    record["changed"] = request.changed;
    return record;
}

template <class Value, class Record>
json list_of(const std::vector<Value>& values, const Record& record) {
    json list = json::array();
    for (const Value& value : values) list.push_back(record(value));
    return list;
}

json silent_record(const SilentCloud& cloud) {
    return {{"cloud", cloud.cloud}, {"why", cloud.why}, {"hint", cloud.hint}};
}

json asked_record(const AskedPlace& asked) {
    return {{"place", place_record(asked.place)},
            {"outcome", to_string(asked.outcome)},
            {"why", asked.why},
            {"requests", list_of(asked.requests, request_record)}};
}

}  // namespace

json place_record(const QuotaPlace& place) {
    return {{"gpu", place.gpu},
            {"count", place.gpus},
            {"cloud", place.cloud},
            {"region", place.region},
            {"machine_type", place.machine_type},
            {"buying", to_string(place.buying)},
            {"hour", {{"usd", to_string(place.bill.hour).substr(1)}, {"micros", place.bill.hour.micros}}},
            {"verdict", to_string(place.judgement.allowance)},
            {"why", place.judgement.why},
            {"needs", list_of(place.judgement.parts, part_record)}};
}

json fields_of(const QuotaReport& report) {
    return {{"places", list_of(report.places, place_record)}, {"silent", list_of(report.silent, silent_record)}};
}

json fields_of(const std::vector<AskedPlace>& asked) { return {{"asked", list_of(asked, asked_record)}}; }

json fields_of(const QuotaRequests& requests) {
    return {{"requests", list_of(requests.requests, request_record)},
            {"silent", list_of(requests.silent, silent_record)}};
}

}  // namespace aloft::cli
