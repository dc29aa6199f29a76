#include "drivers/version.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

namespace aloft::drivers {
namespace {

std::optional<Version> larger(const std::optional<Version>& a, const std::optional<Version>& b) {
    if (!a || !b) return a ? a : b;
    return std::max(*a, *b);
}

std::optional<Version> smaller(const std::optional<Version>& a, const std::optional<Version>& b) {
    if (!a || !b) return a ? a : b;
    return std::min(*a, *b);
}

}  // namespace

std::strong_ordering Version::operator<=>(const Version& other) const {
    const std::size_t most = std::max(places.size(), other.places.size());
    for (std::size_t i = 0; i < most; ++i) {
        const int ours = i < places.size() ? places[i] : 0;
        const int theirs = i < other.places.size() ? other.places[i] : 0;
        if (ours != theirs) return ours <=> theirs;
    }
    return std::strong_ordering::equal;
}

std::optional<Version> version_from(std::string_view text) {
    Version version;
    while (true) {
        int place = 0;
        const auto [rest, wrong] = std::from_chars(text.data(), text.data() + text.size(), place);
        if (wrong != std::errc() || place < 0) break;
        version.places.push_back(place);
        text.remove_prefix(static_cast<std::size_t>(rest - text.data()));
        if (!text.starts_with('.')) break;
        text.remove_prefix(1);
    }
    if (version.places.empty()) return std::nullopt;
    return version;
}

std::string to_string(const Version& version) { return fmt::format("{}", fmt::join(version.places, ".")); }

Version next(const Version& version) {
    Version after = version;
    if (!after.places.empty()) ++after.places.back();
    return after;
}

bool begins_with(const Version& version, const Version& prefix) { return version >= prefix && version < next(prefix); }

VersionRange common(const VersionRange& a, const VersionRange& b) {
    return {larger(a.from, b.from), smaller(a.below, b.below)};
}

}  // namespace aloft::drivers
