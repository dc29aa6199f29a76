#include "practice/world_forms.hpp"
#include "market/google_gpus.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <span>

#include "core/nearest.hpp"
#include "core/utf8.hpp"
#include "core/words.hpp"
#include "spec/values.hpp"

namespace aloft::practice::forms {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t most_in_list = 100;
constexpr std::size_t longest_name = 128;

constexpr Words<QuotaAnswerRule::Answer, 4> answers{{
    {QuotaAnswerRule::Answer::granted, "granted"},
    {QuotaAnswerRule::Answer::in_part, "in-part"},
    {QuotaAnswerRule::Answer::refused, "refused"},
    {QuotaAnswerRule::Answer::not_eligible, "not-eligible"},
}};

constexpr Words<Fault::Kind, 5> fault_kinds{{
    {Fault::Kind::refuse, "refuse"},
    {Fault::Kind::reset_before, "reset-before"},
    {Fault::Kind::reset_after, "reset-after"},
    {Fault::Kind::truncate, "truncate"},
    {Fault::Kind::fail_late, "fail-late"},
}};

constexpr std::array<std::string_view, 7> day_words{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

struct Unit {
    std::string_view word;
    std::int64_t milliseconds;
};
constexpr std::array<Unit, 5> units{{{"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1000}, {"ms", 1}}};
constexpr std::int64_t longest_milliseconds = 366 * units.front().milliseconds;

std::unexpected<std::string> not_expected(std::string_view expected, const Element& element) {
    return std::unexpected(fmt::format("expected {}, found {}", expected, shown(element)));
}

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }
bool is_small(char letter) { return letter >= 'a' && letter <= 'z'; }
bool is_capital(char letter) { return letter >= 'A' && letter <= 'Z'; }

template <class Number>
std::optional<Number> number_in(std::string_view text) {
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

/// Digits from the text's beginning, which are taken from it.
std::optional<std::int64_t> take_digits(std::string_view& text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || number < 0) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

bool take(std::string_view& text, std::string_view beginning) {
    if (!text.starts_with(beginning)) return false;
    text.remove_prefix(beginning.size());
    return true;
}

/// Of a list its elements, of one alone that one. Nothing when one of them is no scalar.
std::optional<std::vector<const Element*>> scalars_of(const Element& element) {
    if (element.kind == Element::Kind::scalar) return std::vector{&element};
    if (element.kind != Element::Kind::list) return std::nullopt;
    if (!std::ranges::all_of(element.values, [](const Element* it) { return it->kind == Element::Kind::scalar; }))
        return std::nullopt;
    return element.values;
}

template <class Form, class Value>
Read<std::vector<Value>> read_list(const Element& element, std::string_view expected) {
    const auto scalars = scalars_of(element);
    if (!scalars) return not_expected(expected, element);
    if (scalars->size() > most_in_list)
        return std::unexpected(fmt::format("a list of {}; at most {} can stand here", scalars->size(), most_in_list));
    if (scalars->empty()) return std::unexpected(fmt::format("expected {}, found an empty list", expected));
    std::vector<Value> values;
    values.reserve(scalars->size());
    for (const Element* scalar : *scalars) {
        auto value = Form::read(*scalar);
        if (!value) return std::unexpected(value.error());
        values.push_back(std::move(*value));
    }
    return values;
}

template <class Enum, std::size_t size>
Read<Enum> read_word(const Words<Enum, size>& words, const Element& element, std::string_view expected) {
    if (element.kind != Element::Kind::scalar) return not_expected(expected, element);
    if (const auto value = value_of(words, element.text)) return *value;
    std::vector<std::string_view> known;
    known.reserve(size);
    for (const auto& [unused, word] : words) known.push_back(word);
    const auto meant = element.text.size() > longest_name ? std::nullopt : nearest(element.text, known);
    if (!meant) return not_expected(expected, element);
    return std::unexpected(fmt::format("found {}; did you mean {}?", shown(element), *meant));
}

bool can_be_plain(std::string_view text) {
    if (text.empty() || !(is_small(text[0]) || is_capital(text[0])) || text.back() == ' ') return false;
    if (is_more_than_text(text)) return false;
    return std::ranges::all_of(text, [](char letter) {
        return is_small(letter) || is_capital(letter) || is_digit(letter) ||
               std::string_view("-_./* @").contains(letter);
    });
}

std::string joined(const std::vector<std::string>& values) {
    if (values.size() == 1) return values.front();
    return fmt::format("[{}]", fmt::join(values, ", "));
}

std::optional<std::size_t> day_number(std::string_view word) {
    const auto* const found = std::ranges::find(day_words, word);
    if (found == day_words.end()) return std::nullopt;
    return static_cast<std::size_t>(found - day_words.begin());
}

/// "mon-fri" and "sat"; over the week's end too: "sat-mon".
std::optional<std::uint8_t> days_in(std::string_view text) {
    const std::size_t dash = text.find('-');
    const auto first = day_number(text.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : day_number(text.substr(dash + 1));
    if (!first || !last) return std::nullopt;
    unsigned days = 0;
    for (std::size_t day = *first;; day = (day + 1) % day_words.size()) {
        days |= 1U << day;
        if (day == *last) break;
    }
    return static_cast<std::uint8_t>(days);
}

constexpr int minutes_in_hour = 60;

/// "08:00", taken from the text; up to "24:00".
std::optional<std::chrono::minutes> take_time(std::string_view& text) {
    const auto hour = take_digits(text);
    if (!hour || !take(text, ":")) return std::nullopt;
    const std::string_view before = text;
    const auto minute = take_digits(text);
    if (!minute || before.size() - text.size() != 2 || *minute >= minutes_in_hour) return std::nullopt;
    const std::chrono::minutes time{std::min<std::int64_t>(*hour, 100) * minutes_in_hour + *minute};
    if (time > std::chrono::days(1)) return std::nullopt;
    return time;
}

std::string time_words(std::chrono::minutes time) {
    return fmt::format("{:02}:{:02}", time.count() / minutes_in_hour, time.count() % minutes_in_hour);
}

std::optional<int> take_call(std::string_view& text) {
    const auto number = take_digits(text);
    if (!number || *number < 1 || *number > 1'000'000'000) return std::nullopt;
    return static_cast<int>(*number);
}

struct MomentForm {
    static Read<Moment> read(const Element& element) {
        const auto moment = from_iso(element.text);
        // What is not written as it was read, as an hour of 70 minutes, would be another when it is read again.
        if (!moment || from_iso(to_iso(*moment)) != moment) return not_expected(Moments::expected, element);
        return *moment;
    }
};

struct DayForm {
    static Read<std::uint8_t> read(const Element& element) {
        const auto days = days_in(element.text);
        if (!days) return not_expected(Days::expected, element);
        return *days;
    }
};

constexpr std::array<std::string_view, 12> accelerators{
    "nvidia-tesla-p4",   "nvidia-tesla-p100",  "nvidia-tesla-v100", "nvidia-tesla-t4",       "nvidia-l4",
    "nvidia-tesla-a100", "nvidia-a100-80gb",   "nvidia-h100-80gb",  "nvidia-h100-mega-80gb", "nvidia-h200-141gb",
    "nvidia-b200",       "nvidia-rtx-pro-6000"};

struct GpuForm {
    static Read<std::string> read(const Element& element) {
        auto name = Pattern::read(element);
        if (!name) return name;
        if (std::ranges::any_of(accelerators, [&](std::string_view known) { return matches(*name, known); }))
            return name;
        std::string capitals = *name;
        std::ranges::transform(capitals, capitals.begin(), [](char letter) {
            return is_small(letter) ? static_cast<char>(letter - 'a' + 'A') : letter;
        });
        if (const market::GoogleGpu* kind = market::google_gpu_of_kind(capitals))
            return std::unexpected(fmt::format("Google calls it {}", kind->accelerator));
        const auto meant = nearest(*name, accelerators);
        return std::unexpected(
            meant ? fmt::format("no such GPU: {}; did you mean {}?", shown(element), *meant)
                  : fmt::format("no such GPU: {}; known: {}", shown(element), fmt::join(accelerators, ", ")));
    }
};

}  // namespace

std::string shown(const Element& element) {
    switch (element.kind) {
        case Element::Kind::nothing: return "nothing";
        case Element::Kind::scalar: return aloft::shown(Scalar{element.text, element.plain});
        case Element::Kind::list: return "a list";
        case Element::Kind::record: break;
    }
    return "keys below it";
}

Read<std::string> Text::read(const Element& element) {
    constexpr std::size_t longest = 4096;
    if (element.kind != Element::Kind::scalar || element.text.empty()) return not_expected(expected, element);
    if (element.text.size() > longest)
        return std::unexpected(fmt::format("a text of {} bytes; at most {}", element.text.size(), longest));
    if (element.text.contains('\0') || valid_utf8(element.text) != element.text) return not_expected(expected, element);
    return element.text;
}

std::string Text::write(const std::string& value) {
    if (can_be_plain(value)) return value;
    std::string text = "\"";
    for (const char letter : value) {
        const auto byte = static_cast<unsigned char>(letter);
        if (letter == '"' || letter == '\\') {
            text += '\\';
            text += letter;
        } else if (letter == '\n') {
            text += "\\n";
        } else if (byte < 0x20 || byte == 0x7F) {
            text += fmt::format("\\x{:02X}", byte);
        } else {
            text += letter;
        }
    }
    return text + '"';
}

Read<std::string> Pattern::read(const Element& element) {
    if (element.kind != Element::Kind::scalar || element.text.empty() || element.text.size() > longest_name)
        return not_expected(expected, element);
    const bool is_name = std::ranges::all_of(element.text, [](char letter) {
        return is_small(letter) || is_capital(letter) || is_digit(letter) || std::string_view("-_./*").contains(letter);
    });
    if (!is_name) return not_expected(expected, element);
    return element.text;
}

Read<Patterns> PatternList::read(const Element& element) { return read_list<Pattern, std::string>(element, expected); }

std::string PatternList::write(const Patterns& value) {
    std::vector<std::string> texts;
    texts.reserve(value.size());
    for (const std::string& pattern : value) texts.push_back(Text::write(pattern));
    return joined(texts);
}

Read<Patterns> GpuList::read(const Element& element) { return read_list<GpuForm, std::string>(element, expected); }

Read<bool> YesNo::read(const Element& element) {
    const bool plain = element.kind == Element::Kind::scalar && element.plain;
    if (plain && element.text == "true") return true;
    if (plain && element.text == "false") return false;
    return not_expected(expected, element);
}

Read<int> Count::read(const Element& element) {
    constexpr int most = 1'000'000;
    const auto number =
        element.kind == Element::Kind::scalar && element.plain ? number_in<int>(element.text) : std::optional<int>();
    if (!number || *number < 0) return not_expected(expected, element);
    if (*number > most) return std::unexpected(fmt::format("expected at most {}, found {}", most, shown(element)));
    return *number;
}

Read<int> HttpStatus::read(const Element& element) {
    const auto number = Count::read(element);
    if (!number || *number < 400 || *number > 599) return not_expected(expected, element);
    return *number;
}

Read<double> Number::read(const Element& element) {
    constexpr double most = 1e15;
    const auto number = element.kind == Element::Kind::scalar && element.plain ? number_in<double>(element.text)
                                                                               : std::optional<double>();
    if (!number || !std::isfinite(*number) || std::signbit(*number) || *number > most)
        return not_expected(expected, element);
    return *number;
}

std::string Number::write(double value) { return fmt::format("{}", value); }

Read<double> Share::read(const Element& element) {
    const auto number = Number::read(element);
    if (!number || *number > 1) return not_expected(expected, element);
    return *number;
}

Read<std::optional<double>> Limit::read(const Element& element) {
    if (element.kind == Element::Kind::scalar && element.text == "none") return std::optional<double>();
    const auto number = Number::read(element);
    if (!number) return not_expected(expected, element);
    return std::optional(*number);
}

std::string Limit::write(std::optional<double> value) { return value ? Number::write(*value) : "none"; }

Read<Money> Dollars::read(const Element& element) {
    constexpr Money most{100'000'000'000};
    if (element.kind != Element::Kind::scalar) return not_expected(expected, element);
    if (element.text == "0") return Money{};
    const auto money = parse_money(element.text);
    if (!money || *money > most) return not_expected(expected, element);
    return *money;
}

std::string Dollars::write(Money value) { return to_string(value).substr(1); }

Read<milliseconds> Duration::read(const Element& element) {
    if (element.kind != Element::Kind::scalar || element.text.empty() || element.text.size() > longest_name)
        return not_expected(expected, element);
    std::string_view rest = element.text;
    std::int64_t sum = 0;
    while (!rest.empty()) {
        const auto number = take_digits(rest);
        const std::string_view word = rest.substr(0, std::min(rest.find_first_of("0123456789"), rest.size()));
        const auto* const unit = std::ranges::find(units, word, &Unit::word);
        if (!number || unit == units.end()) return not_expected(expected, element);
        if (*number > (longest_milliseconds - sum) / unit->milliseconds)
            return std::unexpected(fmt::format("expected at most 366d, found {}", shown(element)));
        sum += *number * unit->milliseconds;
        rest.remove_prefix(word.size());
    }
    return milliseconds(sum);
}

std::string Duration::write(milliseconds value) {
    std::string text;
    std::int64_t rest = value.count();
    for (const Unit& unit : units) {
        if (rest >= unit.milliseconds) text += fmt::format("{}{}", rest / unit.milliseconds, unit.word);
        rest %= unit.milliseconds;
    }
    return text.empty() ? "0s" : text;
}

Read<std::uint8_t> Days::read(const Element& element) {
    const auto parts = read_list<DayForm, std::uint8_t>(element, expected);
    if (!parts) return std::unexpected(parts.error());
    unsigned days = 0;
    for (const std::uint8_t part : *parts) days |= part;
    return static_cast<std::uint8_t>(days);
}

std::string Days::write(std::uint8_t value) {
    std::vector<std::string> words;
    for (std::size_t day = 0; day < day_words.size(); ++day) {
        if ((value >> day & 1U) != 0) words.emplace_back(day_words[day]);
    }
    return joined(words);
}

Read<Hours> HoursOfDay::read(const Element& element) {
    if (element.kind != Element::Kind::scalar) return not_expected(expected, element);
    std::string_view rest = element.text;
    const auto from = take_time(rest);
    const bool dash = take(rest, "-");
    const auto until = take_time(rest);
    if (!from || !dash || !until || !rest.empty()) return not_expected(expected, element);
    if (*from == *until) return std::unexpected(fmt::format("{} is no time at all", shown(element)));
    Hours hours;
    hours.from = *from;
    hours.until = *until;
    return hours;
}

std::string HoursOfDay::write(const Hours& value) {
    return fmt::format("{}-{}", time_words(value.from), time_words(value.until));
}

Read<CallNumbers> Calls::read(const Element& element) {
    if (element.kind != Element::Kind::scalar) return not_expected(expected, element);
    std::string_view rest = element.text;
    CallNumbers calls;
    const auto from = take_call(rest);
    if (!from) return not_expected(expected, element);
    calls.from = calls.until = *from;
    if (take(rest, "-")) {
        const auto until = take_call(rest);
        calls.until = until.value_or(CallNumbers().until);
    }
    if (take(rest, " every ")) {
        const auto every = take_call(rest);
        if (!every) return not_expected(expected, element);
        calls.every = *every;
    }
    if (!rest.empty()) return not_expected(expected, element);
    if (calls.until < calls.from) return std::unexpected(fmt::format("{} ends before it begins", shown(element)));
    return calls;
}

std::string Calls::write(const CallNumbers& value) {
    std::string text = std::to_string(value.from);
    if (value.until == CallNumbers().until)
        text += '-';
    else if (value.until != value.from)
        text += fmt::format("-{}", value.until);
    if (value.every != 1) text += fmt::format(" every {}", value.every);
    return text;
}

Read<std::vector<Moment>> Moments::read(const Element& element) {
    return read_list<MomentForm, Moment>(element, expected);
}

std::string Moments::write(const std::vector<Moment>& value) {
    std::vector<std::string> texts;
    texts.reserve(value.size());
    for (const Moment moment : value) texts.push_back(fmt::format("\"{}\"", to_iso(moment)));
    return joined(texts);
}

Read<QuotaAnswerRule::Answer> Answer::read(const Element& element) { return read_word(answers, element, expected); }
std::string Answer::write(QuotaAnswerRule::Answer value) { return std::string(word_of(answers, value)); }

Read<Fault::Kind> FaultKind::read(const Element& element) { return read_word(fault_kinds, element, expected); }
std::string FaultKind::write(Fault::Kind value) { return std::string(word_of(fault_kinds, value)); }

Read<std::string> ProjectId::read(const Element& element) {
    constexpr std::size_t shortest = 6, longest = 30;
    const std::string& text = element.text;
    const bool right =
        element.kind == Element::Kind::scalar && text.size() >= shortest && text.size() <= longest &&
        is_small(text.front()) && text.back() != '-' &&
        std::ranges::all_of(text, [](char letter) { return is_small(letter) || is_digit(letter) || letter == '-'; });
    if (!right) return not_expected(expected, element);
    return text;
}

Read<std::string> BillingAccountId::read(const Element& element) {
    constexpr std::string_view form = "XXXXXX-XXXXXX-XXXXXX";
    const std::string& text = element.text;
    const bool right = element.kind == Element::Kind::scalar && text.size() == form.size() &&
                       std::ranges::equal(text, form, [](char letter, char kind) {
                           if (kind == '-') return letter == '-';
                           return is_digit(letter) || (letter >= 'A' && letter <= 'F');
                       });
    if (!right) return not_expected(expected, element);
    return text;
}

Read<std::string> Json::read(const Element& element) {
    const auto text = Text::read(element);
    if (!text) return text;
    const nlohmann::json read = nlohmann::json::parse(*text, nullptr, false);
    if (!read.is_array()) return not_expected(expected, element);
    return text;
}

}  // namespace aloft::practice::forms
