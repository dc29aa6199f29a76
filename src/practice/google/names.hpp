#pragma once
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "practice/google/call.hpp"

namespace aloft::practice::google {

/// A resource's name is what its record is found by: "projects/p/zones/us-central1-a/instances/vm".

/// "https://www.googleapis.com/compute/v1/projects/p/…": Google's own links, so that what is shown does not change when
/// the practice cloud moves to another port.
std::string link(std::string_view name);
/// What a link of ours names.
std::string unlinked(std::string_view link);

std::string_view leaf(std::string_view name);
/// "us-central1-a" of "…/zones/us-central1-a/…"; empty when there is no such part.
std::string_view part_after(std::string_view name, std::string_view collection);
/// "zones/us-central1-a", "regions/us-central1" or "global".
std::string scope_of(std::string_view name);
/// "projects/p"
std::string project_of(std::string_view name);

/// Where a thing is looked for that was named with less than everything.
struct Where {
    std::string project;
    std::string scope;  ///< "zones/us-central1-a"
    std::string collection;  ///< "machineTypes"
};
/// What a full or partial URL means, or a bare name; nothing for what is no name of such a thing.
std::optional<std::string> named(std::string_view reference, const Where& where);
/// The same, or Google's refusal of that field.
std::expected<std::string, Refusal> named_in(std::string_view field, std::string_view reference, const Where& where);

/// RFC 1035, at most 63: what instances, disks and most others may be called.
std::expected<void, Refusal> check_name(std::string_view field, std::string_view name);

/// Labels of RFC 1035 between periods, at most 253: what a machine may call itself.
std::expected<void, Refusal> check_host_name(std::string_view field, std::string_view name);

Refusal not_found(std::string_view name);
Refusal already_exists(std::string_view name);
Refusal invalid_value(std::string_view field, std::string_view value, std::string_view why);
Refusal in_use_by(std::string_view kind, std::string_view name, std::string_view user);

}  // namespace aloft::practice::google
