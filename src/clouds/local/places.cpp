#include "clouds/local/places.hpp"

namespace aloft::local {

std::string_view place_of(MachineKind kind) { return kind == MachineKind::vm ? vm_place : container_place; }

std::optional<MachineKind> kind_of(std::string_view place) {
    if (place == container_place) return MachineKind::container;
    if (place == vm_place) return MachineKind::vm;
    return std::nullopt;
}

std::string resource_name(const Labels& labels) { return "aloft-" + labels.machine + "-" + labels.owner; }

ResourceRef key_of(const Labels& labels) { return {"ssh", ResourceKind::key, labels.machine, ""}; }

}  // namespace aloft::local
