#include "practice/machines/metadata_query.hpp"

#include <charconv>

namespace aloft::practice {
namespace {

/// As Google does, whole days at most.
constexpr long longest_wait = 86'400;

std::optional<std::string> decoded(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            result += text[i];
            continue;
        }
        unsigned byte = 0;
        const auto hex = text.substr(i + 1, 2);
        if (hex.size() != 2) return std::nullopt;
        const auto [end, problem] = std::from_chars(hex.data(), hex.data() + hex.size(), byte, 16);
        if (problem != std::errc() || end != hex.data() + hex.size() || byte == 0) return std::nullopt;
        result += static_cast<char>(byte);
        i += 2;
    }
    return result;
}

bool is_true(std::string_view value) { return value == "true" || value == "True" || value == "TRUE" || value == "1"; }

void read_word(MetadataQuery& query, std::string_view name, const std::string& value) {
    if (name == "recursive") query.recursive = is_true(value);
    if (name == "wait_for_change") query.wait_for_change = is_true(value);
    if (name == "last_etag") query.last_etag = value;
    if (name == "audience") query.identity.audience = value;
    if (name == "format" && value == "full") query.identity.format = IdentityFormat::full;
    if (name == "licenses") query.licenses = is_true(value);
    if (name == "alt" && value == "json") query.form = MetadataForm::json;
    if (name == "alt" && value == "text") query.form = MetadataForm::text;
    if (name != "timeout_sec") return;
    long seconds = 0;
    const auto [end, problem] = std::from_chars(value.data(), value.data() + value.size(), seconds);
    if (problem == std::errc() && end == value.data() + value.size() && seconds >= 0)
        query.timeout = std::chrono::seconds(std::min(seconds, longest_wait));
}

}  // namespace

std::optional<MetadataQuery> read_metadata_query(std::string_view target) {
    const auto mark = std::min(target.find('?'), target.size());
    auto path = decoded(target.substr(0, mark));
    if (!path || !path->starts_with('/')) return std::nullopt;
    MetadataQuery query;
    query.path = std::move(*path);
    query.words = target.substr(mark);
    std::string_view rest = target.substr(std::min(mark + 1, target.size()));
    while (!rest.empty()) {
        const auto end = std::min(rest.find('&'), rest.size());
        const std::string_view word = rest.substr(0, end);
        const auto equals = std::min(word.find('='), word.size());
        const auto value = decoded(word.substr(std::min(equals + 1, word.size())));
        if (!value) return std::nullopt;
        read_word(query, word.substr(0, equals), *value);
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    // Only with the rest of what a machine says of itself.
    if (query.licenses && query.identity.format == IdentityFormat::full)
        query.identity.format = IdentityFormat::full_with_licenses;
    return query;
}

}  // namespace aloft::practice
