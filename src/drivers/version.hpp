#pragma once
#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aloft::drivers {

/// "2.14", "12.8", "7.5". Missing places count as 0, so that 2 is 2.0; what follows the numbers ("rc1", "+cu126") is
/// not looked at.
struct Version {
    std::vector<int> places;
    std::strong_ordering operator<=>(const Version& other) const;
    bool operator==(const Version& other) const { return (*this <=> other) == 0; }
};

std::optional<Version> version_from(std::string_view text);
std::string to_string(const Version& version);

/// The first one after all that begin with these places: 2.15 after 2.14, 3 after 2.
Version next(const Version& version);

/// Whether it begins with these places: 12.8 is within 12.
bool begins_with(const Version& version, const Version& prefix);

/// From `from` up to, and without, `below`. Nothing is no limit.
struct VersionRange {
    std::optional<Version> from;
    std::optional<Version> below;
    bool operator==(const VersionRange&) const = default;
    bool is_empty() const { return from && below && *from >= *below; }
};

VersionRange common(const VersionRange& a, const VersionRange& b);

}  // namespace aloft::drivers
