#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "core/resource.hpp"
#include "core/spec.hpp"

/// The words that stand in references and labels of local resources.
namespace aloft::local {

inline constexpr std::string_view provider = "local";
/// ResourceRef::place says which kind of local machine the resource is for.
inline constexpr std::string_view container_place = "container";
inline constexpr std::string_view vm_place = "vm";

/// The user that every local machine lets in.
inline constexpr std::string_view machine_user = "aloft";

/// Offer::details: what offers() saw of this computer, so that blueprint() needs to look at nothing.
inline constexpr std::string_view port_detail = "port";
inline constexpr std::string_view base_detail = "base";
inline constexpr std::string_view gpus_detail = "gpus";

std::string_view place_of(MachineKind kind);
/// Nothing for a place that is not ours.
std::optional<MachineKind> kind_of(std::string_view place);

/// "aloft-<machine>-<owner>": container, disk, port and machine folder alike.
std::string resource_name(const Labels& labels);

/// Where the keeper of keys has the machine's key: what an instance of any kind needs first.
ResourceRef key_of(const Labels& labels);

}  // namespace aloft::local
