#include "market/figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace aloft::market {
namespace {

bool digits_only(std::string_view text) {
    return std::ranges::all_of(text, [](char letter) { return letter >= '0' && letter <= '9'; });
}

std::optional<int> number(std::string_view digits) {
    int value = 0;
    if (digits.empty() || !digits_only(digits)) return std::nullopt;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc()) return std::nullopt;
    return value;
}

}  // namespace

std::optional<std::int64_t> scaled(std::string_view decimal, int places) {
    constexpr std::size_t most_digits = 9;
    const std::size_t point = std::min(decimal.find('.'), decimal.size());
    const std::string_view whole = decimal.substr(0, point);
    const std::string_view fraction = point < decimal.size() ? decimal.substr(point + 1) : std::string_view();
    if (whole.empty() && fraction.empty()) return std::nullopt;
    if (whole.size() > most_digits || !digits_only(whole) || !digits_only(fraction)) return std::nullopt;
    std::int64_t value = 0;
    for (const char digit : whole) value = value * 10 + (digit - '0');
    for (int place = 0; place < places; ++place) {
        const auto index = static_cast<std::size_t>(place);
        value = value * 10 + (index < fraction.size() ? fraction[index] - '0' : 0);
    }
    const auto next = static_cast<std::size_t>(places);
    return next < fraction.size() && fraction[next] >= '5' ? value + 1 : value;
}

std::string decimal(std::int64_t scaled, int places) {
    std::int64_t one = 1;
    for (int place = 0; place < places; ++place) one *= 10;
    std::string text = fmt::format("{}", scaled / one);
    if (scaled % one == 0) return text;
    text += fmt::format(".{:0{}}", scaled % one, places);
    while (text.back() == '0') text.pop_back();
    return text;
}

std::optional<Money> money_from(std::string_view dollars) {
    const std::optional<std::int64_t> micros = scaled(dollars, 6);
    if (!micros) return std::nullopt;
    return Money{*micros};
}

std::string dollars(Money money) { return decimal(money.micros, 6); }

std::optional<Day> day_from(std::string_view iso) {
    if (iso.size() != 10 || iso[4] != '-' || iso[7] != '-') return std::nullopt;
    const auto year = number(iso.substr(0, 4));
    const auto month = number(iso.substr(5, 2));
    const auto day = number(iso.substr(8, 2));
    if (!year || !month || !day || *year < 1970 || *year > 2149) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok() || Day(date).time_since_epoch().count() > 0xffff) return std::nullopt;
    return Day(date);
}

std::string to_string(Day day) {
    const std::chrono::year_month_day date(day);
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                       static_cast<unsigned>(date.day()));
}

}  // namespace aloft::market
