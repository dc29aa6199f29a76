#include "core/money.hpp"

#include <fmt/format.h>

#include <charconv>

namespace aloft {

std::string to_string(Money money) {
    const bool negative = money.micros < 0;
    const std::int64_t amount = negative ? -money.micros : money.micros;
    std::string text = fmt::format("{}${}", negative ? "-" : "", amount / 1'000'000);
    if (amount % 1'000'000 == 0) return text;
    std::string fraction = fmt::format("{:06}", amount % 1'000'000);
    while (fraction.size() > 2 && fraction.back() == '0') fraction.pop_back();
    return text + "." + fraction;
}

std::optional<Money> parse_money(std::string_view text) {
    constexpr std::size_t decimals = 6;
    constexpr std::int64_t most_dollars = 1'000'000'000;
    if (text.starts_with('$')) text.remove_prefix(1);
    const std::size_t dot = std::min(text.find('.'), text.size());
    std::string digits(text.substr(0, dot));
    std::string fraction(text.substr(std::min(dot + 1, text.size())));
    if (fraction.size() > decimals || (dot < text.size() && fraction.empty())) return std::nullopt;
    fraction.resize(decimals, '0');
    if (digits.empty()) digits = "0";
    const std::string all = digits + fraction;
    std::int64_t micros = 0;
    if (all.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
    const auto [end, mistake] = std::from_chars(all.data(), all.data() + all.size(), micros);
    if (mistake != std::errc() || micros == 0 || micros > most_dollars * 1'000'000) return std::nullopt;
    return Money{micros};
}

}  // namespace aloft
