#include "drivers/requirement.hpp"
#include "core/letters.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace aloft::drivers {
namespace {

bool is_name_letter(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.';
}

std::string plain(std::string_view name) {
    std::string result;
    for (const char c : name) {
        const bool dash = c == '-' || c == '_' || c == '.';
        if (dash && result.ends_with('-')) continue;
        result += dash ? '-' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    return result;
}

/// The pieces between the separators, without blanks around them.
std::vector<std::string_view> pieces(std::string_view text, char separator) {
    std::vector<std::string_view> result;
    while (true) {
        const std::size_t at = text.find(separator);
        if (const auto piece = trimmed(text.substr(0, at)); !piece.empty()) result.push_back(piece);
        if (at == std::string_view::npos) return result;
        text.remove_prefix(at + 1);
    }
}

/// After this one and before the next that can be told apart: one more place.
Version just_after(Version version) {
    version.places.push_back(1);
    return version;
}

Version without_last_place(Version version) {
    if (version.places.size() > 1) version.places.pop_back();
    return version;
}

/// One of ">=2", "==2.3.*", "~=2.4". What cannot be read limits nothing.
VersionRange range_of(std::string_view specifier) {
    constexpr std::array<std::string_view, 8> operators{"===", "==", ">=", "<=", "~=", "!=", ">", "<"};
    const auto* const found =
        std::ranges::find_if(operators, [&](std::string_view one) { return specifier.starts_with(one); });
    if (found == operators.end()) return {};
    const std::string_view text = trimmed(specifier.substr(found->size()));
    const auto version = version_from(text);
    if (!version) return {};
    if (*found == "==" || *found == "===")
        return {version, text.ends_with(".*") ? next(*version) : just_after(*version)};
    if (*found == "~=") return {version, next(without_last_place(*version))};
    if (*found == ">=") return {version, std::nullopt};
    if (*found == ">") return {just_after(*version), std::nullopt};
    if (*found == "<=") return {std::nullopt, just_after(*version)};
    if (*found == "<") return {std::nullopt, version};
    return {};
}

/// What follows the '+' of a version.
std::string build_of(std::string_view specifiers) {
    const std::size_t plus = specifiers.find('+');
    if (plus == std::string_view::npos) return {};
    const std::string_view rest = specifiers.substr(plus + 1);
    const auto* const end = std::ranges::find_if_not(rest, is_name_letter);
    return std::string(rest.substr(0, static_cast<std::size_t>(end - rest.begin())));
}

/// The text between quotes that follows `key = ` at the beginning of a line.
std::optional<std::string_view> quoted_value(std::string_view line, std::string_view key) {
    if (!line.starts_with(key)) return std::nullopt;
    line = trimmed(line.substr(key.size()));
    if (!line.starts_with('=')) return std::nullopt;
    line = trimmed(line.substr(1));
    if (line.size() < 2 || line.front() != '"') return std::nullopt;
    return line.substr(1, line.find('"', 1) - 1);
}

std::vector<Requirement> locked(std::string_view text) {
    std::vector<Requirement> all;
    for (const std::string_view line : pieces(text, '\n')) {
        if (line == "[[package]]" || line == "[[packages]]") all.push_back({});
        if (all.empty()) continue;
        Requirement& one = all.back();
        if (const auto name = quoted_value(line, "name"); name && one.name.empty()) one.name = plain(*name);
        const auto version = quoted_value(line, "version");
        if (!version || one.name.empty() || !one.words.empty()) continue;
        one.words = one.name + "==" + std::string(*version);
        one.versions = range_of("==" + std::string(*version));
        one.build = build_of(*version);
    }
    std::erase_if(all, [](const Requirement& one) { return one.words.empty(); });
    return all;
}

/// Every text in quotes that reads like a requirement: in a pyproject.toml these are its lists of dependencies, and the
/// few others (a name, a licence) name no framework.
std::vector<Requirement> quoted(std::string_view text) {
    std::vector<Requirement> all;
    for (const std::string_view line : pieces(text, '\n')) {
        if (line.starts_with('#')) continue;
        const bool has_key = !line.starts_with('"') && !line.starts_with('\'') && !line.starts_with("dependencies");
        if (has_key) continue;
        std::string_view rest = line;
        for (std::size_t at = rest.find_first_of("\"'"); at != std::string_view::npos; at = rest.find_first_of("\"'")) {
            const std::size_t end = rest.find(rest[at], at + 1);
            if (end == std::string_view::npos) break;
            if (auto one = requirement_from(rest.substr(at + 1, end - at - 1))) all.push_back(std::move(*one));
            rest.remove_prefix(end + 1);
        }
    }
    return all;
}

std::vector<Requirement> listed(std::string_view text) {
    std::vector<Requirement> all;
    for (const std::string_view line : pieces(text, '\n'))
        if (auto one = requirement_from(line)) all.push_back(std::move(*one));
    return all;
}

}  // namespace

std::optional<Requirement> requirement_from(std::string_view line) {
    line = trimmed(line.substr(0, line.find('#')));
    line = trimmed(line.substr(0, line.find(';')));
    line = trimmed(line.substr(0, line.find(" --")));
    if (line.ends_with('\\')) line = trimmed(line.substr(0, line.size() - 1));
    const auto* const end = std::ranges::find_if_not(line, is_name_letter);
    const std::string_view name = line.substr(0, static_cast<std::size_t>(end - line.begin()));
    if (name.empty() || name.front() == '-' || name.front() == '.') return std::nullopt;
    Requirement result{.name = plain(name), .words = std::string(line)};
    std::string_view rest = trimmed(line.substr(name.size()));
    if (rest.starts_with('[')) {
        const std::size_t close = rest.find(']');
        if (close == std::string_view::npos) return std::nullopt;
        for (const std::string_view extra : pieces(rest.substr(1, close - 1), ','))
            result.extras.push_back(plain(extra));
        rest = trimmed(rest.substr(close + 1));
    }
    if (!rest.empty() && std::string_view("=<>!~(@").find(rest.front()) == std::string_view::npos) return std::nullopt;
    if (rest.starts_with('(') && rest.ends_with(')')) rest = rest.substr(1, rest.size() - 2);
    result.build = build_of(rest);
    for (const std::string_view specifier : pieces(rest, ','))
        result.versions = common(result.versions, range_of(specifier));
    return result;
}

std::vector<Requirement> requirements_in(std::string_view file_name, std::string_view text) {
    if (!file_name.ends_with(".lock") && !file_name.ends_with(".toml")) return listed(text);
    return text.find("[[package") == std::string_view::npos ? quoted(text) : locked(text);
}

std::optional<Requirement> asked_of(std::string_view name, const std::vector<Requirement>& all) {
    std::optional<Requirement> result;
    for (const Requirement& one : all) {
        if (one.name != name) continue;
        if (!result) {
            result = one;
            continue;
        }
        result->versions = common(result->versions, one.versions);
        if (result->versions.is_empty()) result->versions = {};
        result->extras.insert(result->extras.end(), one.extras.begin(), one.extras.end());
        if (result->build.empty()) result->build = one.build;
        result->words += " and " + one.words;
    }
    return result;
}

}  // namespace aloft::drivers
