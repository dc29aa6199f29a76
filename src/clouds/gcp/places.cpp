#include "clouds/gcp/places.hpp"

#include <fmt/format.h>

namespace aloft::gcp {

std::string to_string(const Place& place) { return fmt::format("{}/{}", place.project, place.zone); }

std::optional<Place> place_from(std::string_view text) {
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos || slash == 0 || slash + 1 == text.size()) return std::nullopt;
    return Place{std::string(text.substr(0, slash)), std::string(text.substr(slash + 1))};
}

std::string region_of(std::string_view zone) { return std::string(zone.substr(0, zone.rfind('-'))); }

std::string resource_name(const Labels& labels) { return fmt::format("aloft-{}-{}", labels.machine, labels.owner); }

std::string shut_name(const Labels& labels) { return fmt::format("aloft--shut-{}-{}", labels.machine, labels.owner); }

std::string snapshot_name(const Labels& labels) {
    return fmt::format("aloft-{}-{}-{}", labels.machine, labels.plan, labels.owner);
}

Result<std::string> collection_of(const ResourceRef& ref) {
    const std::optional<Place> place = place_from(ref.place);
    if (place && ref.kind == ResourceKind::instance)
        return fmt::format("projects/{}/zones/{}/instances", place->project, place->zone);
    if (place && ref.kind == ResourceKind::disk)
        return fmt::format("projects/{}/zones/{}/disks", place->project, place->zone);
    if (place && ref.kind == ResourceKind::address)
        return fmt::format("projects/{}/regions/{}/addresses", place->project, place->zone);
    if (place && ref.kind == ResourceKind::firewall) return fmt::format("projects/{}/global/firewalls", place->project);
    if (place && ref.kind == ResourceKind::snapshot) return fmt::format("projects/{}/global/snapshots", place->project);
    return failure(ErrorKind::bad_input, "looking for " + describe(ref),
                   fmt::format("Google Cloud has nothing of the kind at \"{}\"", ref.place));
}

Result<std::string> path_of(const ResourceRef& ref) {
    auto collection = collection_of(ref);
    if (collection) *collection += "/" + ref.name;
    return collection;
}

}  // namespace aloft::gcp
