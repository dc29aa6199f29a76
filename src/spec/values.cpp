#include "spec/values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "core/host_list.hpp"
#include "core/nearest.hpp"
#include "core/time_span.hpp"
#include "core/utf8.hpp"

namespace aloft {
namespace {

using Read = std::expected<KeyValue, std::string>;

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }
bool is_letter(char letter) { return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z'); }

std::unexpected<std::string> not_expected(const Key& key, const Scalar& scalar) {
    return std::unexpected(fmt::format("expected {}, found {}", expected_value(key), shown(scalar)));
}

/// YAML takes `true` and `1` for what they are, so an editor would object to them as texts.
std::unexpected<std::string> needs_quotes(const Key& key, const Scalar& scalar) {
    return std::unexpected(
        fmt::format("expected {}, found {}; if it is meant, put it in quotes", expected_value(key), shown(scalar)));
}

/// "My Box" as "my-box", if that can be a machine's name.
std::string name_like(std::string_view text) {
    std::string name;
    for (const char letter : text) {
        if (letter >= 'A' && letter <= 'Z') {
            name += static_cast<char>(letter - 'A' + 'a');
        } else if (letter == '_' || letter == ' ' || letter == '.') {
            name += '-';
        } else {
            name += letter;
        }
    }
    return mistake_in_machine_name(name) ? "" : name;
}

Read read_name(const Key& key, const Scalar& scalar) {
    if (const auto mistake = mistake_in_machine_name(scalar.text)) {
        const std::string like = name_like(scalar.text);
        const std::string suggestion = like.empty() ? "" : fmt::format("; did you mean {}?", like);
        return std::unexpected(fmt::format("{}, found {}{}", *mistake, shown(scalar), suggestion));
    }
    if (scalar.plain && is_more_than_text(scalar.text)) return needs_quotes(key, scalar);
    return scalar.text;
}

Read read_word(const Key& key, const Scalar& scalar) {
    if (std::ranges::find(key.words, scalar.text) != key.words.end()) return scalar.text;
    const auto meant = nearest(scalar.text, key.words);
    const std::string advice =
        meant ? fmt::format("did you mean {}?", *meant) : fmt::format("known: {}", fmt::join(key.words, ", "));
    return std::unexpected(fmt::format("no such {}: {}; {}", key.noun, shown(scalar), advice));
}

/// Nothing for what is no whole number. Digits beyond what a machine counts are a number all the same: the largest.
std::optional<std::int64_t> whole_number(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (end != text.data() + text.size() || error == std::errc::invalid_argument) return std::nullopt;
    if (error == std::errc::result_out_of_range) {
        using Limits = std::numeric_limits<std::int64_t>;
        return text.starts_with('-') ? Limits::min() : Limits::max();
    }
    return number;
}

Read read_whole_number(const Key& key, const Scalar& scalar) {
    const auto number = whole_number(scalar.text);
    if (number && !scalar.plain) {
        return std::unexpected(
            fmt::format("expected {}, found the text {}; leave the quotes away", expected_value(key), shown(scalar)));
    }
    if (!number || *number < key.least) return not_expected(key, scalar);
    if (*number > key.most) {
        return std::unexpected(fmt::format("expected a whole number of at most {}, found {}", key.most, shown(scalar)));
    }
    return *number;
}

/// What follows the number: "GX" of "8 GX".
std::string_view unit_of(std::string_view text) {
    const std::size_t at = text.find_first_not_of("0123456789.");
    if (at == std::string_view::npos || at == 0) return {};
    text.remove_prefix(at);
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    return text;
}

Read read_size(const Key& key, const Scalar& scalar) {
    const std::optional<Bytes> size = parse_bytes(scalar.text);
    if (!size) {
        const std::string_view unit = unit_of(scalar.text);
        const bool has_unit = !unit.empty() && std::ranges::all_of(unit, is_letter);
        if (!has_unit || parse_bytes(fmt::format("1{}", unit))) return not_expected(key, scalar);
        return std::unexpected(fmt::format("no such unit: {}; write MB, GB or TB", shown({std::string(unit)})));
    }
    if (size->count < key.least) {
        return std::unexpected(
            fmt::format("expected at least {}, found {}", to_string(Bytes{key.least}), shown(scalar)));
    }
    if (size->count > key.most) {
        return std::unexpected(fmt::format("expected at most {}, found {}", to_string(Bytes{key.most}), shown(scalar)));
    }
    return *size;
}

Read read_price(const Key& key, const Scalar& scalar) {
    const auto price = parse_money(scalar.text);
    if (!price) return not_expected(key, scalar);
    return *price;
}

Read read_time_span(const Key& key, const Scalar& scalar) {
    if (scalar.text == "none") return std::chrono::seconds(0);
    const auto span = time_span(scalar.text);
    if (!span) return not_expected(key, scalar);
    if (span->count() >= key.least && span->count() <= key.most) return *span;
    return std::unexpected(fmt::format("expected {} to {}, found {}", time_span_text(std::chrono::seconds(key.least)),
                                       time_span_text(std::chrono::seconds(key.most)), shown(scalar)));
}

bool is_gpu_name(std::string_view text) {
    constexpr std::size_t longest = 64;
    return !text.empty() && text.size() <= longest && is_letter(text[0]) && std::ranges::all_of(text, [](char letter) {
        return is_letter(letter) || is_digit(letter) || std::string_view(" ._-,/").contains(letter);
    });
}

Read read_gpu_name(const Key& key, const Scalar& scalar) {
    if (!is_gpu_name(scalar.text)) return not_expected(key, scalar);
    if (scalar.plain && is_more_than_text(scalar.text)) return needs_quotes(key, scalar);
    return scalar.text;
}

Read read_place(const Key& key, const Scalar& scalar) {
    std::vector<std::string_view> places{default_place};
    places.insert(places.end(), std::begin(rented_places), std::end(rented_places));
    if (std::ranges::find(places, scalar.text) != places.end()) return scalar.text;
    if (!is_host_list(scalar.text)) {
        const auto meant = nearest(scalar.text, places);
        return std::unexpected(fmt::format(
            "no such place: {}; {}", shown(scalar),
            meant ? fmt::format("did you mean {}?", *meant) : fmt::format("expected {}", expected_value(key))));
    }
    if (const auto hosts = read_host_list(scalar.text); !hosts) return std::unexpected(hosts.error());
    return scalar.text;
}

Read read_text(const Key& key, const Scalar& scalar) {
    if (scalar.plain && is_more_than_text(scalar.text)) return needs_quotes(key, scalar);
    if (scalar.text.find('\0') != std::string::npos) return not_expected(key, scalar);
    std::string text = scalar.text;
    // A block text (`run: |`) ends with a line end that nobody means.
    text.erase(text.find_last_not_of(" \n") + 1);
    if (text.empty()) return not_expected(key, scalar);
    return text;
}

Read read_version(const Key& key, const Scalar& scalar) {
    std::string_view rest = scalar.text;
    for (int part = 0; part < 3; ++part) {
        const std::size_t digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
        if (digits == 0 || digits > 3) return not_expected(key, scalar);
        rest.remove_prefix(digits);
        if (rest.empty() && part > 0) return scalar.text;
        if (!rest.starts_with('.')) return not_expected(key, scalar);
        rest.remove_prefix(1);
    }
    return not_expected(key, scalar);
}

bool is_number(std::string_view plain) {
    if (plain.starts_with('+') || plain.starts_with('-')) plain.remove_prefix(1);
    if (plain.empty() || (!is_digit(plain[0]) && plain[0] != '.')) return false;
    double number = 0;
    const auto [end, error] = std::from_chars(plain.data(), plain.data() + plain.size(), number);
    return error != std::errc::invalid_argument && end == plain.data() + plain.size();
}

}  // namespace

std::expected<KeyValue, std::string> read_value(const Key& key, const Scalar& scalar) {
    switch (key.type) {
        case KeyType::name: return read_name(key, scalar);
        case KeyType::word: return read_word(key, scalar);
        case KeyType::whole_number: return read_whole_number(key, scalar);
        case KeyType::size: return read_size(key, scalar);
        case KeyType::price: return read_price(key, scalar);
        case KeyType::time_span: return read_time_span(key, scalar);
        case KeyType::gpu_name: return read_gpu_name(key, scalar);
        case KeyType::place: return read_place(key, scalar);
        case KeyType::text: return read_text(key, scalar);
        case KeyType::version: return read_version(key, scalar);
        case KeyType::texts: return read_values(key, {scalar});
        case KeyType::section: break;
    }
    return not_expected(key, scalar);
}

std::expected<KeyValue, std::string> read_values(const Key& key, const std::vector<Scalar>& scalars) {
    std::vector<std::string> texts;
    for (const Scalar& scalar : scalars) {
        auto text = key.words.empty() ? read_text(key, scalar) : read_word(key, scalar);
        if (!text) return text;
        texts.push_back(std::get<std::string>(*text));
    }
    return texts;
}

std::string expected_value(const Key& key) {
    switch (key.type) {
        case KeyType::name: return "a machine's name";
        case KeyType::word: return fmt::format("{}", fmt::join(key.words, " or "));
        case KeyType::whole_number: return fmt::format("a whole number of at least {}", key.least);
        case KeyType::size: return fmt::format("a size like {}", key.example);
        case KeyType::price: return fmt::format("dollars like {}", key.example);
        case KeyType::time_span: return fmt::format("a time like {}, or none", key.example);
        case KeyType::gpu_name: return "a GPU's name like T4, or any";
        case KeyType::place: return "local, gcp, or ssh: and a host";
        case KeyType::text: return fmt::format("a text like {}", key.example);
        case KeyType::version: return fmt::format("a version like {}", key.example);
        case KeyType::texts: return fmt::format("a list like {}", key.example);
        case KeyType::section: break;
    }
    std::vector<std::string> below;
    for (const Key* inner : keys_in(key.path)) below.push_back(fmt::format("{}:", inner->name()));
    const std::string keys = fmt::format("the keys {} below it", fmt::join(below, ", "));
    return key.short_form ? fmt::format("{} or {}", key.example, keys) : keys;
}

std::string shown(const Scalar& scalar) {
    constexpr std::size_t longest = 40;
    const bool bare = scalar.plain && !scalar.text.empty() && is_more_than_text(scalar.text);
    if (bare) return scalar.text.substr(0, longest);
    std::string shown = "\"";
    std::string_view rest = scalar.text;
    while (!rest.empty()) {
        if (shown.size() > longest) return shown + "…\"";
        const std::size_t length = std::max<std::size_t>(utf8_length(rest), 1);
        const auto byte = static_cast<unsigned char>(rest[0]);
        const bool upper_control = byte == 0xC2 && length == 2 && static_cast<unsigned char>(rest[1]) < 0xA0;
        const bool no_text = utf8_length(rest) == 0;  // YAML's "\_" is such a byte to yaml-cpp
        if (byte < 0x20 || byte == 0x7F || upper_control || no_text) {
            shown += byte == '\n' ? "\\n" : "?";
        } else {
            shown += rest.substr(0, length);
        }
        rest.remove_prefix(length);
    }
    return shown + "\"";
}

bool is_more_than_text(std::string_view plain) {
    constexpr std::array<std::string_view, 12> words{"true", "True", "TRUE", "false", "False", "FALSE",
                                                     "null", "Null", "NULL", "~",     "",      ".nan"};
    return std::ranges::find(words, plain) != words.end() || is_number(plain);
}

}  // namespace aloft
