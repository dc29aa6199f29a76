// Readings as JSON, a line each, from the standard input; the bill as JSON: what tests/practice/bill/independent.py holds
// against its own. The argument is the moment until which it is reckoned, in milliseconds since 1970.

#include <charconv>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "practice/meter.hpp"

namespace {

using aloft::practice::BillLine;
using aloft::practice::Moment;
using aloft::practice::Reading;
using nlohmann::json;

Reading reading_from(const json& read) {
    Reading reading{.at = Moment(std::chrono::milliseconds(read.at("at").get<std::int64_t>())),
                    .project = read.at("project").get<std::string>(),
                    .thing = read.at("thing").get<std::string>(),
                    .id = read.at("id").get<std::string>(),
                    .state = read.at("state").get<std::string>(),
                    .rates = {}};
    for (const json& rate : read.at("rates"))
        reading.rates.push_back({rate.at(0).get<std::string>(), aloft::Money{rate.at(1).get<std::int64_t>()}});
    return reading;
}

json line_json(const BillLine& line) {
    return {{"project", line.project},
            {"thing", line.thing},
            {"state", line.state},
            {"what", line.what},
            {"from", line.from.time_since_epoch().count()},
            {"until", line.until.time_since_epoch().count()},
            {"still_on", line.still_on},
            {"hour", line.hour.micros},
            {"cost", line.cost.micros}};
}

}  // namespace

int main(int count, char** arguments) try {
    if (count != 2) {
        std::cerr << "usage: reckon_bill UNTIL < READINGS\n";
        return 2;
    }
    std::int64_t until = 0;
    const std::string_view said = arguments[1];
    std::from_chars(said.data(), said.data() + said.size(), until);
    std::vector<Reading> readings;
    for (std::string line; std::getline(std::cin, line);) readings.push_back(reading_from(json::parse(line)));
    const auto bill = aloft::practice::bill_of(readings, Moment(std::chrono::milliseconds(until)));
    json lines = json::array();
    for (const BillLine& line : bill.lines) lines.push_back(line_json(line));
    std::cout << json{{"lines", lines}, {"total", bill.total.micros}, {"hourly_now", bill.hourly_now.micros}} << '\n';
    return 0;
} catch (const std::exception& error) {
    std::cerr << "reckon_bill: " << error.what() << '\n';
    return 1;
}
