#include "practice/google/router.hpp"

#include <utility>

namespace aloft::practice::google {
namespace {

std::vector<std::string_view> split(std::string_view text, char at) {
    std::vector<std::string_view> parts;
    for (;;) {
        const auto end = text.find(at);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

int digit_of(char letter) {
    if (letter >= '0' && letter <= '9') return letter - '0';
    if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
    if (letter >= 'A' && letter <= 'F') return letter - 'A' + 10;
    return -1;
}

}  // namespace

std::string decoded(std::string_view text) {
    std::string plain;
    plain.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        const int high = text[at] == '%' && at + 2 < text.size() ? digit_of(text[at + 1]) : -1;
        const int low = high >= 0 ? digit_of(text[at + 2]) : -1;
        if (low < 0) {
            plain += text[at];
            continue;
        }
        plain += static_cast<char>(high * 16 + low);
        at += 2;
    }
    return plain;
}

Target target_of(std::string_view target) {
    Target taken;
    const auto question = target.find('?');
    taken.path = std::string(target.substr(0, question));
    if (question == std::string_view::npos) return taken;
    for (const std::string_view pair : split(target.substr(question + 1), '&')) {
        if (pair.empty()) continue;
        const auto equals = pair.find('=');
        std::string value(equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1));
        for (char& letter : value)
            if (letter == '+') letter = ' ';
        auto [place, is_new] = taken.query.try_emplace(decoded(pair.substr(0, equals)), decoded(value));
        if (!is_new) place->second += "\n" + decoded(value);
    }
    return taken;
}

Router::Router(const Schemas& schemas) {
    entries_.reserve(schemas.methods().size());
    for (const MethodFacts& method : schemas.methods()) entries_.push_back({&method, parts_of(method.path)});
}

std::vector<Router::Part> Router::parts_of(std::string_view path) {
    std::vector<Part> parts;
    while (!path.empty()) {
        if (path.starts_with('/')) path.remove_prefix(1);
        if (!path.starts_with('{')) {
            const auto end = path.find('/');
            parts.push_back({path.substr(0, end), {}, {}});
            path.remove_prefix(std::min(end, path.size()));
            continue;
        }
        const auto end = path.find('}');
        const std::string_view inside = path.substr(1, end - 1);
        path.remove_prefix(end + 1);
        const auto equals = inside.find('=');
        const std::string_view variable = inside.substr(0, equals);
        const std::string_view pattern = equals == std::string_view::npos ? "*" : inside.substr(equals + 1);
        for (const std::string_view word : split(pattern, '/'))
            parts.push_back({word == "*" ? std::string_view() : word, variable, {}});
        const auto next = path.find('/');
        parts.back().suffix = path.substr(0, next);
        path.remove_prefix(std::min(next, path.size()));
    }
    return parts;
}

std::optional<Words> Router::match(const Entry& entry, const std::vector<std::string>& path) {
    if (entry.parts.size() != path.size()) return std::nullopt;
    Words words;
    for (std::size_t at = 0; at < path.size(); ++at) {
        const Part& part = entry.parts[at];
        std::string_view said = path[at];
        if (!part.suffix.empty()) {
            if (!said.ends_with(part.suffix)) return std::nullopt;
            said.remove_suffix(part.suffix.size());
        }
        if (said.empty() || (!part.literal.empty() && said != part.literal)) return std::nullopt;
        if (part.variable.empty()) continue;
        auto [value, is_new] = words.try_emplace(std::string(part.variable), said);
        if (!is_new) value->second.append("/").append(said);
    }
    return words;
}

std::optional<Route> Router::route(std::string_view verb, std::string_view path) const {
    if (!path.starts_with('/')) return std::nullopt;
    std::vector<std::string> parts;
    for (const std::string_view part : split(path.substr(1), '/')) parts.push_back(decoded(part));
    for (const Entry& entry : entries_) {
        if (entry.method->verb != verb) continue;
        if (auto words = match(entry, parts)) return Route{entry.method, std::move(*words)};
    }
    return std::nullopt;
}

}  // namespace aloft::practice::google
