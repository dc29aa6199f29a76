#include "practice/google/filter.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <regex>
#include <utility>
#include <vector>

namespace aloft::practice::google {
namespace {

/// More than anybody writes, and few enough for code that calls itself.
constexpr std::size_t longest = 4000;
constexpr int deepest = 40;
/// What a list's older form may have as regular expression. Matched in the polynomial way, so that nobody can make us
/// think for ever.
constexpr std::size_t longest_expression = 200;
constexpr std::size_t longest_matched = 300;

struct Token {
    enum class Kind { word, quoted, symbol };
    Kind kind;
    std::string text;
};

bool is_symbol(char letter) { return std::string_view("()=!<>:").find(letter) != std::string_view::npos; }

std::optional<std::vector<Token>> tokens_of(std::string_view text) {
    std::vector<Token> tokens;
    while (!text.empty()) {
        const char first = text.front();
        if (std::string_view(" \t\r\n").find(first) != std::string_view::npos) {
            text.remove_prefix(1);
        } else if (first == '"' || first == '\'') {
            std::string value;
            std::size_t at = 1;
            for (; at < text.size() && text[at] != first; ++at) {
                if (text[at] == '\\' && at + 1 < text.size()) ++at;
                value += text[at];
            }
            if (at == text.size()) return std::nullopt;
            text.remove_prefix(at + 1);
            tokens.push_back({Token::Kind::quoted, std::move(value)});
        } else if (is_symbol(first)) {
            const std::size_t length =
                text.size() > 1 && text[1] == '=' && first != '(' && first != ')' && first != ':' ? 2 : 1;
            tokens.push_back({Token::Kind::symbol, std::string(text.substr(0, length))});
            text.remove_prefix(length);
        } else {
            std::size_t end = 0;
            // A colon inside a word is part of it where a path follows: "https://…".
            while (end < text.size() && std::string_view(" \t\r\n\"'").find(text[end]) == std::string_view::npos &&
                   (!is_symbol(text[end]) || text.substr(end).starts_with("://")))
                ++end;
            tokens.push_back({Token::Kind::word, std::string(text.substr(0, end))});
            text.remove_prefix(end);
        }
    }
    return tokens;
}

/// All values of "networkInterfaces.networkIP": lists are gone through.
void collect(const Json& value, std::string_view path, std::vector<const Json*>& found) {
    if (value.is_array()) {
        for (const Json& item : value) collect(item, path, found);
        return;
    }
    if (path.empty()) {
        found.push_back(&value);
        return;
    }
    if (!value.is_object()) return;
    const auto dot = path.find('.');
    const auto inner = value.find(path.substr(0, dot));
    if (inner == value.end()) return;
    collect(*inner, dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1), found);
}

std::vector<const Json*> values_of(const Json& resource, std::string_view path) {
    std::vector<const Json*> found;
    collect(resource, path, found);
    return found;
}

std::string text_of(const Json& value) {
    if (value.is_string()) return value.get<std::string>();
    if (value.is_number_float() &&
        value.get<double>() == static_cast<double>(static_cast<std::int64_t>(value.get<double>())))
        return std::to_string(static_cast<std::int64_t>(value.get<double>()));
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// '*' stands for anything. Goes back to the last star alone, so that many stars take no longer than one.
bool like(std::string_view pattern, std::string_view text) {
    std::size_t in_pattern = 0;
    std::size_t in_text = 0;
    std::size_t star = std::string_view::npos;
    std::size_t after_star = 0;
    while (in_text < text.size()) {
        if (in_pattern < pattern.size() && pattern[in_pattern] == '*') {
            star = in_pattern++;
            after_star = in_text;
        } else if (in_pattern < pattern.size() && pattern[in_pattern] == text[in_text]) {
            ++in_pattern;
            ++in_text;
        } else if (star != std::string_view::npos) {
            in_pattern = star + 1;
            in_text = ++after_star;
        } else {
            return false;
        }
    }
    return pattern.substr(in_pattern).find_first_not_of('*') == std::string_view::npos;
}

/// Resources are named by links, and people say the last part of them.
bool equals(const Json& value, const std::string& wished) {
    const std::string text = text_of(value);
    if (like(wished, text)) return true;
    return text.starts_with("https://") && wished.find('/') == std::string::npos &&
           like(wished, std::string_view(text).substr(text.rfind('/') + 1));
}

bool contains(const Json& value, const std::string& wished) {
    if (wished == "*") return true;
    return text_of(value).find(wished) != std::string::npos || equals(value, wished);
}

std::optional<double> as_number(const std::string& text) {
    double number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

int compared(const std::string& one, const std::string& other) {
    const auto a = as_number(one);
    const auto b = as_number(other);
    if (a && b) return *a < *b ? -1 : *a > *b ? 1 : 0;
    return one.compare(other);
}

class Parser {
public:
    explicit Parser(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

    std::optional<Filter> all() {
        auto filter = either(0);
        if (!filter || at_ != tokens_.size()) return std::nullopt;
        return filter;
    }

private:
    bool at_end() const { return at_ == tokens_.size(); }
    bool is(Token::Kind kind, std::string_view text) const {
        return !at_end() && tokens_[at_].kind == kind && tokens_[at_].text == text;
    }
    bool take(Token::Kind kind, std::string_view text) {
        if (!is(kind, text)) return false;
        ++at_;
        return true;
    }

    /// Terms side by side are an AND, which binds less than OR in Google's form as long as neither is in brackets.
    std::optional<Filter> either(int depth) {
        auto left = both(depth);
        while (left && take(Token::Kind::word, "OR")) {
            auto right = both(depth);
            if (!right) return std::nullopt;
            left = [a = std::move(*left), b = std::move(*right)](const Json& it) { return a(it) || b(it); };
        }
        return left;
    }

    std::optional<Filter> both(int depth) {
        auto left = term(depth);
        while (left && !at_end() && !is(Token::Kind::word, "OR") && !is(Token::Kind::symbol, ")")) {
            take(Token::Kind::word, "AND");
            auto right = term(depth);
            if (!right) return std::nullopt;
            left = [a = std::move(*left), b = std::move(*right)](const Json& it) { return a(it) && b(it); };
        }
        return left;
    }

    std::optional<Filter> term(int depth) {
        if (depth > deepest || at_end()) return std::nullopt;
        bool negative = take(Token::Kind::word, "NOT") || take(Token::Kind::word, "-");
        if (!negative && tokens_[at_].kind == Token::Kind::word && tokens_[at_].text.starts_with('-')) {
            negative = true;
            tokens_[at_].text.erase(0, 1);
        }
        std::optional<Filter> inner;
        if (take(Token::Kind::symbol, "(")) {
            inner = either(depth + 1);
            if (!take(Token::Kind::symbol, ")")) return std::nullopt;
        } else {
            inner = comparison();
        }
        if (!inner || !negative) return inner;
        return [wished = std::move(*inner)](const Json& it) { return !wished(it); };
    }

    std::optional<Filter> comparison() {
        if (at_ + 2 >= tokens_.size() || tokens_[at_].kind != Token::Kind::word || tokens_[at_].text.empty())
            return std::nullopt;
        const std::string path = tokens_[at_++].text;
        const Token sign = tokens_[at_++];
        if (tokens_[at_].kind == Token::Kind::symbol) return std::nullopt;
        const std::string value = tokens_[at_++].text;
        if (sign.kind == Token::Kind::word && (sign.text == "eq" || sign.text == "ne"))
            return older(path, sign.text == "eq", value);
        if (sign.kind != Token::Kind::symbol) return std::nullopt;
        return newer(path, sign.text, value);
    }

    static std::optional<Filter> newer(const std::string& path, const std::string& sign, const std::string& value) {
        const auto any = [path](auto fits) -> Filter {
            return [path, fits](const Json& it) {
                const auto found = values_of(it, path);
                return std::ranges::any_of(found, [&](const Json* one) { return fits(*one); });
            };
        };
        if (sign == "=") return any([value](const Json& one) { return equals(one, value); });
        if (sign == ":") return any([value](const Json& one) { return contains(one, value); });
        if (sign == "!=") {
            const Filter same = any([value](const Json& one) { return equals(one, value); });
            return [same](const Json& it) { return !same(it); };
        }
        if (sign == "<") return any([value](const Json& one) { return compared(text_of(one), value) < 0; });
        if (sign == ">") return any([value](const Json& one) { return compared(text_of(one), value) > 0; });
        if (sign == "<=") return any([value](const Json& one) { return compared(text_of(one), value) <= 0; });
        if (sign == ">=") return any([value](const Json& one) { return compared(text_of(one), value) >= 0; });
        return std::nullopt;
    }

    static std::optional<Filter> older(const std::string& path, bool same, const std::string& value) {
        if (value.size() > longest_expression) return std::nullopt;
        try {
            const std::regex expression(value, std::regex::ECMAScript | std::regex_constants::__polynomial);
            return [path, same, expression](const Json& it) {
                const auto found = values_of(it, path);
                const bool fits = std::ranges::any_of(found, [&](const Json* one) {
                    const std::string text = text_of(*one);
                    return text.size() <= longest_matched && std::regex_match(text, expression);
                });
                return fits == same;
            };
        } catch (const std::regex_error&) {
            return std::nullopt;
        }
    }

    std::vector<Token> tokens_;
    std::size_t at_ = 0;
};

}  // namespace

std::expected<Filter, std::string> filter_of(std::string_view text) {
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return Filter([](const Json&) { return true; });
    if (text.size() <= longest) {
        if (auto tokens = tokens_of(text))
            if (auto filter = Parser(std::move(*tokens)).all()) return std::move(*filter);
    }
    return std::unexpected(std::string("Invalid list filter expression."));
}

}  // namespace aloft::practice::google
