#include "practice/meter.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <tuple>
#include <utility>

namespace aloft::practice {
namespace {

constexpr std::int64_t milliseconds_in_hour = 3'600'000;
constexpr std::int64_t micros_in_cent = 10'000;

/// Millionths of a dollar, and what is left in millionths of a dollar an hour for a millisecond. Nothing is lost in it.
struct Exact {
    std::int64_t micros = 0;
    std::int64_t rest = 0;  ///< below milliseconds_in_hour

    void add(Exact other) {
        micros += other.micros;
        rest += other.rest;
        micros += rest / milliseconds_in_hour;
        rest %= milliseconds_in_hour;
    }
};

Exact exact_cost(Money hour, std::chrono::milliseconds time) {
    const std::int64_t hours = time.count() / milliseconds_in_hour;
    const std::int64_t of_last_hour = hour.micros * (time.count() % milliseconds_in_hour);
    return {hour.micros * hours + of_last_hour / milliseconds_in_hour, of_last_hour % milliseconds_in_hour};
}

/// Half is rounded up; what a thing costs is never below nothing.
Money rounded(Exact exact) { return {exact.micros + (exact.rest * 2 >= milliseconds_in_hour ? 1 : 0)}; }

/// Rounded once: half a cent is a whole number of millionths, so what is left below one cannot change the answer.
Money rounded_to_cents(Exact exact) { return {(exact.micros + micros_in_cent / 2) / micros_in_cent * micros_in_cent}; }

BillLine line_of(const Reading& reading, const Rate& rate, Moment until, bool still_on) {
    BillLine line{.project = reading.project,
                  .thing = reading.thing,
                  .state = reading.state,
                  .what = rate.what,
                  .from = reading.at,
                  .until = std::max(reading.at, until),
                  .still_on = still_on,
                  .hour = rate.hour,
                  .cost = {}};
    line.cost = rounded(exact_cost(line.hour, line.until - line.from));
    return line;
}

/// What comes after a reading of the same thing ends it; the last one goes on.
using Open = std::map<std::tuple<std::string, std::string, std::string>, const Reading*>;

}  // namespace

Bill bill_of(const std::vector<Reading>& readings, Moment until) {
    Bill bill;
    Exact total;
    Open open;
    const auto close = [&](const Reading& reading, Moment end, bool still_on) {
        for (const Rate& rate : reading.rates) {
            BillLine line = line_of(reading, rate, end, still_on);
            if (line.from == line.until && !still_on) continue;
            total.add(exact_cost(line.hour, line.until - line.from));
            if (still_on) bill.hourly_now = bill.hourly_now + line.hour;
            bill.lines.push_back(std::move(line));
        }
    };
    for (const Reading& reading : readings) {
        if (reading.at > until) break;
        const Reading*& last = open[{reading.project, reading.thing, reading.id}];
        if (last != nullptr) close(*last, reading.at, false);
        last = &reading;
    }
    for (const auto& [thing, last] : open) close(*last, until, true);
    bill.total = rounded_to_cents(total);
    std::ranges::sort(bill.lines, {}, [](const BillLine& line) {
        return std::tie(line.from, line.project, line.thing, line.what, line.until, line.state);
    });
    return bill;
}

}  // namespace aloft::practice
