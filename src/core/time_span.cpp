#include "core/time_span.hpp"

#include <charconv>

namespace aloft {
namespace {

constexpr std::int64_t most = 10LL * 366 * 86400;

std::int64_t seconds_of(char unit) {
    switch (unit) {
        case 's': return 1;
        case 'm': return 60;
        case 'h': return 3600;
        case 'd': return 86400;
        default: return 0;
    }
}

}  // namespace

std::optional<std::chrono::seconds> time_span(std::string_view text) {
    std::int64_t sum = 0;
    if (text.empty()) return std::nullopt;
    while (!text.empty()) {
        std::int64_t number = 0;
        const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
        const auto read = static_cast<std::size_t>(end - text.data());
        if (problem != std::errc() || number < 0 || number > most || read == text.size()) return std::nullopt;
        const std::int64_t unit = seconds_of(text[read]);
        if (unit == 0) return std::nullopt;
        sum += number * unit;
        if (sum > most) return std::nullopt;
        text.remove_prefix(read + 1);
    }
    return std::chrono::seconds(sum);
}

std::string time_span_text(std::chrono::seconds span) {
    std::string text;
    std::int64_t rest = span.count();
    for (const char unit : {'d', 'h', 'm', 's'}) {
        const std::int64_t number = rest / seconds_of(unit);
        rest %= seconds_of(unit);
        if (number > 0) text += std::to_string(number) + unit;
    }
    return text.empty() ? "0s" : text;
}

}  // namespace aloft
