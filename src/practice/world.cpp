#include "practice/world.hpp"

#include <algorithm>

namespace aloft::practice {

bool matches(std::string_view pattern, std::string_view name) {
    std::size_t at = 0, in_pattern = 0, star = std::string_view::npos, after_star = 0;
    while (at < name.size()) {
        if (in_pattern < pattern.size() && pattern[in_pattern] == '*') {
            star = in_pattern++;
            after_star = at;
        } else if (in_pattern < pattern.size() && pattern[in_pattern] == name[at]) {
            ++in_pattern;
            ++at;
        } else if (star != std::string_view::npos) {
            in_pattern = star + 1;
            at = ++after_star;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', in_pattern) == std::string_view::npos;
}

bool matches_any(const Patterns& patterns, std::string_view name) {
    return patterns.empty() ||
           std::ranges::any_of(patterns, [&](const std::string& pattern) { return matches(pattern, name); });
}

bool Hours::hold(Moment moment) const {
    const auto day = std::chrono::floor<std::chrono::days>(moment);
    const auto in_day = std::chrono::floor<std::chrono::minutes>(moment - day);
    const auto is_on = [&](std::chrono::sys_days which) {
        return (days >> (std::chrono::weekday(which).iso_encoding() - 1) & 1) != 0;
    };
    if (from < until) return is_on(day) && in_day >= from && in_day < until;
    return (is_on(day) && in_day >= from) || (is_on(day - std::chrono::days(1)) && in_day < until);
}

bool CallNumbers::hold(int call) const { return call >= from && call <= until && (call - from) % every == 0; }

}  // namespace aloft::practice
