#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "core/resource.hpp"
#include "core/result.hpp"

/// How resources of Google Cloud are named and found.
namespace aloft::gcp {

inline constexpr std::string_view provider = "gcp";

/// The user that machines let in.
inline constexpr std::string_view machine_user = "aloft";

/// ResourceRef::place: the project, in which all is paid for, and the zone; of an address its region, or "global".
struct Place {
    std::string project;
    std::string zone;
    bool operator==(const Place&) const = default;
};

/// "my-project/us-central1-a"
std::string to_string(const Place& place);
std::optional<Place> place_from(std::string_view text);

/// "us-central1-a" is in "us-central1".
std::string region_of(std::string_view zone);

/// "aloft-<machine>-<owner>"
std::string resource_name(const Labels& labels);

/// "aloft--shut-<machine>-<owner>", of the rule that keeps others out. No machine's own name can be like it, since none
/// begins with a dash.
std::string shut_name(const Labels& labels);

/// "aloft-<machine>-<plan>-<owner>": of two snapshots of one disk each has its own.
std::string snapshot_name(const Labels& labels);

/// Where it is below "/compute/v1/": "projects/p/zones/z/disks/n". Bad input for a kind that this cloud has none of.
Result<std::string> path_of(const ResourceRef& ref);
/// The same without the name: where such things are made and listed.
Result<std::string> collection_of(const ResourceRef& ref);

}  // namespace aloft::gcp
