#include "practice/service/own_words.hpp"

#include <nlohmann/json.hpp>

namespace aloft::practice {

using nlohmann::json;

json json_of(const Bill& bill, Moment until) {
    json lines = json::array();
    for (const BillLine& line : bill.lines)
        lines.push_back({{"project", line.project},
                         {"thing", line.thing},
                         {"state", line.state},
                         {"what", line.what},
                         {"from", to_iso(line.from)},
                         {"until", to_iso(line.until)},
                         {"still_on", line.still_on},
                         {"hour_micros", line.hour.micros},
                         {"cost_micros", line.cost.micros}});
    return {{"until", to_iso(until)},
            {"total_micros", bill.total.micros},
            {"hourly_now_micros", bill.hourly_now.micros},
            {"lines", lines}};
}

json json_of(const LoggedCall& call) {
    return {{"number", call.number},   {"at", to_iso(call.at)}, {"method", call.method},
            {"target", call.target},   {"caller", call.caller}, {"status", call.status},
            {"outcome", call.outcome}, {"fault", call.fault},   {"milliseconds", call.milliseconds}};
}

json json_of(const Error& error) {
    return {{"kind", to_string(error.kind)}, {"doing", error.doing}, {"detail", error.detail}, {"hint", error.hint}};
}

}  // namespace aloft::practice
