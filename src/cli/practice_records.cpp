#include "cli/practice_records.hpp"

#include <nlohmann/json.hpp>

namespace aloft::cli {

using nlohmann::json;

namespace {

json money(Money amount) { return {{"usd", to_string(amount).substr(1)}, {"micros", amount.micros}}; }

}  // namespace

json practice_record(const std::optional<PracticeStatus>& status) {
    if (!status) return {{"running", false}};
    return {{"running", true},
            {"cloud",
             {{"address", status->address},
              {"tls_address", status->tls_address},
              {"authority_file", status->authority_file},
              {"pid", status->pid},
              {"world", status->world},
              {"now", status->now},
              {"ahead_seconds", status->ahead.count()},
              {"machines",
               {{"kind", status->machines_kind},
                {"why_paper", status->why_paper},
                {"limitations", status->limitations},
                {"total", status->machines},
                {"running", status->running}}},
              {"projects", status->projects},
              {"calls", status->calls}}}};
}

json practice_record(const PracticeBill& bill) {
    json lines = json::array();
    for (const PracticeBillLine& line : bill.lines)
        lines.push_back({{"project", line.project},
                         {"thing", line.thing},
                         {"state", line.state},
                         {"what", line.what},
                         {"from", line.from},
                         {"until", line.until},
                         {"still_on", line.still_on},
                         {"hour", money(line.hour)},
                         {"cost", money(line.cost)}});
    return {{"running", true},
            {"bill",
             {{"until", bill.until},
              {"total", money(bill.total)},
              {"hourly_now", money(bill.hourly_now)},
              {"lines", lines}}}};
}

json practice_record(const PracticeLog& log) {
    json list = json::array();
    for (const PracticeCall& call : log.calls)
        list.push_back({{"number", call.number},
                        {"at", call.at},
                        {"method", call.method},
                        {"target", call.target},
                        {"caller", call.caller},
                        {"status", call.status},
                        {"outcome", call.outcome},
                        {"fault", call.fault},
                        {"milliseconds", call.milliseconds}});
    json older = json::array();
    for (const std::filesystem::path& file : log.older_in) older.push_back(file.string());
    return {{"running", true}, {"calls", list}, {"older_in", older}};
}

json practice_record(const PracticeWeather& weather) {
    return {{"running", true}, {"weather", {{"name", weather.name}, {"text", weather.text}, {"ready", weather.ready}}}};
}

json practice_record(const PracticeSignIn& made) {
    json environment = json::object();
    for (const auto& [name, value] : made.environment) environment[name] = value;
    return {{"running", true},
            {"sign_in",
             {{"project", made.project},
              {"service_account_key", made.service_account_key.string()},
              {"authorized_user", made.authorized_user.string()},
              {"environment", environment}}}};
}

}  // namespace aloft::cli
