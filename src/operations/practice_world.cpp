#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

#include "operations/practice.hpp"
#include "operations/practice_talk.hpp"

namespace aloft {
namespace {

using nlohmann::json;

PracticeWeather weather_of(const json& said) {
    PracticeWeather weather{practice_text(said, "name"), practice_text(said, "text"), {}};
    const json ready = said.value("ready", json::array());
    for (const json& name : ready)
        if (name.is_string()) weather.ready.push_back(name);
    return weather;
}

PracticeCall call_of(const json& said) {
    return {static_cast<std::uint64_t>(practice_number(said, "number")),
            practice_text(said, "at"),
            practice_text(said, "method"),
            practice_text(said, "target"),
            practice_text(said, "caller"),
            practice_text(said, "outcome"),
            practice_text(said, "fault"),
            static_cast<int>(practice_number(said, "status")),
            static_cast<int>(practice_number(said, "milliseconds"))};
}

PracticeBillLine line_of(const json& said) {
    return {practice_text(said, "project"),
            practice_text(said, "thing"),
            practice_text(said, "state"),
            practice_text(said, "what"),
            practice_text(said, "from"),
            practice_text(said, "until"),
            said.value("still_on", false),
            Money{practice_number(said, "hour_micros")},
            Money{practice_number(said, "cost_micros")}};
}

}  // namespace

Result<PracticeBill> practice_bill(const PracticeKeeping& keeping) {
    const auto said = ask_practice(keeping, {"GET", "bill", "", "reading the bill of the practice cloud", ""});
    if (!said) return failed(said);
    PracticeBill bill{practice_text(*said, "until"),
                      Money{practice_number(*said, "total_micros")},
                      Money{practice_number(*said, "hourly_now_micros")},
                      {}};
    const json lines = said->value("lines", json::array());
    bill.lines.reserve(lines.size());
    for (const json& line : lines) bill.lines.push_back(line_of(line));
    return bill;
}

Result<PracticeCalls> practice_calls(const PracticeKeeping& keeping, std::uint64_t after, Wait wait) {
    const std::string path = fmt::format("log?after={}{}", after, wait == Wait::for_news ? "&wait=20" : "");
    const auto said = ask_practice(keeping, {"GET", path, "", "reading the practice cloud's log", ""});
    if (!said) return failed(said);
    PracticeCalls told{{}, static_cast<std::uint64_t>(practice_number(*said, "last"))};
    const json list = said->value("calls", json::array());
    told.calls.reserve(list.size());
    for (const json& call : list) told.calls.push_back(call_of(call));
    return told;
}

Result<PracticeLog> practice_log(const PracticeKeeping& keeping) {
    PracticeLog log;
    std::uint64_t last = 0;
    for (std::uint64_t number = 0; number == 0 || number < last;) {
        auto told = practice_calls(keeping, number, Wait::no);
        if (!told) return failed(told);
        last = told->last;
        if (told->calls.empty()) break;
        number = told->calls.back().number;
        std::ranges::move(told->calls, std::back_inserter(log.calls));
    }
    const std::uint64_t first = log.calls.empty() ? last + 1 : log.calls.front().number;
    if (first <= 1) return log;
    std::error_code ignored;
    for (const char* name : {"calls.log.1", "calls.log"})
        if (auto file = keeping.home.practice_cloud() / name; std::filesystem::exists(file, ignored))
            log.older_in.push_back(std::move(file));
    return log;
}

Result<PracticeWeather> practice_weather(const PracticeKeeping& keeping) {
    const auto said = ask_practice(keeping, {"GET", "weather", "", "asking for the practice cloud's weather", ""});
    if (!said) return failed(said);
    return weather_of(*said);
}

Result<PracticeWeather> change_practice_weather(const PracticeKeeping& keeping, const std::string& world,
                                                const std::string& file) {
    // Text that is not UTF-8 is for the reader of worlds to refuse, with its place.
    const json body = {{file.empty() ? "name" : "text", world}};
    const auto said =
        ask_practice(keeping, {"PUT", "weather", body.dump(-1, ' ', false, json::error_handler_t::replace),
                               "changing the practice cloud's weather", file});
    if (!said) return failed(said);
    return weather_of(*said);
}

Result<std::string> turn_practice_clock(const PracticeKeeping& keeping, std::chrono::seconds forward) {
    const json body = {{"forward_seconds", forward.count()}};
    const auto said = ask_practice(keeping, {"POST", "clock", body.dump(), "turning the practice cloud's clock", ""});
    if (!said) return failed(said);
    return practice_text(*said, "now");
}

Result<std::string> practice_page(const PracticeKeeping& keeping) {
    const auto endpoint = practice_endpoint(keeping.home);
    if (!endpoint)
        return failure(ErrorKind::not_found, "looking for the practice cloud's page", "the practice cloud does not run",
                       "start it: aloft practice start");
    return fmt::format("http://127.0.0.1:{}/practice/#token={}", endpoint->port, endpoint->token);
}

}  // namespace aloft
