#include "practice/google/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>
#include <vector>

namespace aloft::practice::google {
namespace {

constexpr std::string_view root = "https://www.googleapis.com/compute/v1/";

std::vector<std::string_view> parts_of(std::string_view name) {
    std::vector<std::string_view> parts;
    for (;;) {
        const auto end = name.find('/');
        parts.push_back(name.substr(0, end));
        if (end == std::string_view::npos) return parts;
        name.remove_prefix(end + 1);
    }
}

/// "https://compute.googleapis.com/compute/v1/projects/p/…" to "projects/p/…".
std::string_view without_host(std::string_view reference) {
    if (reference.starts_with("https://") || reference.starts_with("http://")) {
        const auto path = reference.find('/', reference.find("//") + 2);
        reference = path == std::string_view::npos ? std::string_view() : reference.substr(path);
    }
    while (reference.starts_with('/')) reference.remove_prefix(1);
    if (reference.starts_with("compute/v1/")) reference.remove_prefix(11);
    return reference;
}

bool is_letter(char letter) { return letter >= 'a' && letter <= 'z'; }
bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

/// RFC 1035
bool is_label(std::string_view name) {
    return !name.empty() && name.size() <= 63 && is_letter(name.front()) && name.back() != '-' &&
           std::ranges::all_of(name,
                               [](char letter) { return is_letter(letter) || is_digit(letter) || letter == '-'; });
}

}  // namespace

std::string link(std::string_view name) { return std::string(root).append(name); }

std::string unlinked(std::string_view link) { return std::string(without_host(link)); }

std::string_view leaf(std::string_view name) {
    const auto slash = name.rfind('/');
    return slash == std::string_view::npos ? name : name.substr(slash + 1);
}

std::string_view part_after(std::string_view name, std::string_view collection) {
    const auto parts = parts_of(name);
    const auto found = std::ranges::find(parts, collection);
    return found == parts.end() || found + 1 == parts.end() ? std::string_view() : *(found + 1);
}

std::string scope_of(std::string_view name) {
    const auto parts = parts_of(name);
    if (parts.size() > 3 && (parts[2] == "zones" || parts[2] == "regions"))
        return fmt::format("{}/{}", parts[2], parts[3]);
    return "global";
}

std::string project_of(std::string_view name) { return fmt::format("projects/{}", part_after(name, "projects")); }

std::optional<std::string> named(std::string_view reference, const Where& where) {
    reference = without_host(reference);
    const auto parts = parts_of(reference);
    if (std::ranges::any_of(parts, &std::string_view::empty)) return std::nullopt;
    const bool global = where.scope == "global";
    if (parts.size() == 1)
        return fmt::format("projects/{}/{}/{}/{}", where.project, where.scope, where.collection, parts[0]);
    const std::size_t scope_at = parts[0] == "projects" ? 2 : 0;
    const std::size_t size = scope_at + (global ? 3 : 4);
    if (parts.size() != size || parts[size - 2] != where.collection) return std::nullopt;
    if (parts[scope_at] != std::string_view(where.scope).substr(0, where.scope.find('/'))) return std::nullopt;
    if (scope_at == 2) return std::string(reference);
    return fmt::format("projects/{}/{}", where.project, reference);
}

std::expected<std::string, Refusal> named_in(std::string_view field, std::string_view reference, const Where& where) {
    if (auto name = named(reference, where)) return *name;
    return std::unexpected(invalid_value(field, reference, "The URL is malformed."));
}

std::expected<void, Refusal> check_name(std::string_view field, std::string_view name) {
    if (is_label(name)) return {};
    return std::unexpected(
        invalid_value(field, name, "Must be a match of regex '(?:[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?)'"));
}

std::expected<void, Refusal> check_host_name(std::string_view field, std::string_view name) {
    constexpr std::size_t longest = 253;
    auto labels = std::views::split(name, '.');
    const bool fits = !name.empty() && name.size() <= longest && std::ranges::all_of(labels, [](const auto& label) {
        return is_label({label.begin(), label.end()});
    });
    if (fits) return {};
    return std::unexpected(
        invalid_value(field, name, "Must be labels of RFC 1035 between periods, and at most 253 characters."));
}

Refusal not_found(std::string_view name) {
    return {404, "notFound", fmt::format("The resource '{}' was not found", name), {}, {}};
}

Refusal already_exists(std::string_view name) {
    return {409, "alreadyExists", fmt::format("The resource '{}' already exists", name), {}, {}};
}

Refusal invalid_value(std::string_view field, std::string_view value, std::string_view why) {
    return {400, "invalid", fmt::format("Invalid value for field '{}': '{}'. {}", field, value, why), {}, {}};
}

Refusal in_use_by(std::string_view kind, std::string_view name, std::string_view user) {
    return {400,
            "resourceInUseByAnotherResource",
            fmt::format("The {} resource '{}' is already being used by '{}'", kind, name, user),
            {},
            {}};
}

}  // namespace aloft::practice::google
