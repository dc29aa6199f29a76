#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace aloft {

/// US dollars in millionths, so that a spot price of $0.0116 an hour adds up exactly. Never a floating number.
struct Money {
    std::int64_t micros = 0;

    friend Money operator+(Money a, Money b) { return {a.micros + b.micros}; }
    friend Money operator*(Money a, std::int64_t times) { return {a.micros * times}; }
    auto operator<=>(const Money&) const = default;
};

/// "$0", "$0.35", "$0.0116": at least two decimals where there are any, never more than needed.
std::string to_string(Money money);

/// "1.50", "$1.5", "12": dollars, with at most six decimals. Nothing for zero, negatives and nonsense.
std::optional<Money> parse_money(std::string_view text);

/// What having something costs an hour, while it runs and while it is stopped.
struct HourlyPrice {
    Money running;
    Money stopped;

    friend HourlyPrice operator+(HourlyPrice a, HourlyPrice b) {
        return {a.running + b.running, a.stopped + b.stopped};
    }
    bool operator==(const HourlyPrice&) const = default;
};

}  // namespace aloft
