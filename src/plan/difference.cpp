#include "plan/difference.hpp"

#include <fmt/format.h>

#include "core/bytes.hpp"

namespace aloft {
namespace {

std::unexpected<Error> refusal(const Resource& wished, std::string detail) {
    return failure(ErrorKind::bad_input, fmt::format("planning {}", describe(wished.ref)), std::move(detail),
                   fmt::format("keep the old value, or remove the machine with `aloft down {}` and make it anew",
                               wished.labels.machine));
}

/// Sizes are compared as amounts, so "1024MB" and "1GB" are the same.
bool same(const std::string& a, const std::string& b) {
    if (a == b) return true;
    const auto left = parse_bytes(a);
    const auto right = parse_bytes(b);
    return left && right && *left == *right;
}

bool smaller(const std::string& wanted, const std::string& present) {
    const auto left = parse_bytes(wanted);
    const auto right = parse_bytes(present);
    return left && right && *left < *right;
}

Difference::Remedy remedy_for(WhenChanged when) {
    switch (when) {
        case WhenChanged::replace: return Difference::Remedy::replace;
        case WhenChanged::change_off: return Difference::Remedy::change_off;
        case WhenChanged::change:
        case WhenChanged::grow: return Difference::Remedy::change;
        case WhenChanged::refuse:
        case WhenChanged::keep: return Difference::Remedy::none;
    }
    return Difference::Remedy::none;
}

}  // namespace

Result<Difference> difference(const Resource& wished, const Found& found) {
    Difference result;
    for (const auto& [name, property] : wished.properties) {
        const std::string* present = seen(found, name);
        if (present == nullptr || same(*present, property.value) || property.when_changed == WhenChanged::keep)
            continue;
        const std::string change = fmt::format("{}: {} → {}", name, present->empty() ? "none" : *present,
                                               property.value.empty() ? "none" : property.value);
        if (property.when_changed == WhenChanged::refuse)
            return refusal(wished, fmt::format("{} cannot be changed ({})", name, change));
        if (property.when_changed == WhenChanged::grow && smaller(property.value, *present))
            return refusal(wished, fmt::format("{} can grow but not shrink ({})", name, change));
        result.remedy = std::max(result.remedy, remedy_for(property.when_changed));
        result.reason += (result.reason.empty() ? "" : ", ") + change;
    }
    return result;
}

}  // namespace aloft
