#include "core/resource.hpp"

#include <fmt/format.h>

#include "core/words.hpp"

namespace aloft {
namespace {

constexpr Words<ResourceKind, 13> kinds{{
    {ResourceKind::key, "key"},
    {ResourceKind::image, "image"},
    {ResourceKind::network, "network"},
    {ResourceKind::port, "port"},
    {ResourceKind::address, "address"},
    {ResourceKind::firewall, "firewall"},
    {ResourceKind::disk, "disk"},
    {ResourceKind::snapshot, "snapshot"},
    {ResourceKind::instance, "instance"},
    {ResourceKind::host_key, "host_key"},
    {ResourceKind::agent, "agent"},
    {ResourceKind::code, "code"},
    {ResourceKind::software, "software"},
}};

constexpr Words<Condition, 4> conditions{{
    {Condition::absent, "absent"},
    {Condition::partial, "partial"},
    {Condition::stopped, "stopped"},
    {Condition::ready, "ready"},
}};

constexpr Words<WhenChanged, 6> changes{{
    {WhenChanged::replace, "replace"},
    {WhenChanged::change, "change"},
    {WhenChanged::change_off, "change-off"},
    {WhenChanged::grow, "grow"},
    {WhenChanged::refuse, "refuse"},
    {WhenChanged::keep, "keep"},
}};

constexpr Words<Belongs, 4> belongings{{
    {Belongs::to_machine, "to_machine"},
    {Belongs::to_owner, "to_owner"},
    {Belongs::to_cache, "to_cache"},
    {Belongs::to_disk, "to_disk"},
}};

}  // namespace

std::string_view to_string(ResourceKind kind) { return word_of(kinds, kind); }
std::optional<ResourceKind> resource_kind_from(std::string_view word) { return value_of(kinds, word); }
std::string_view to_string(Condition condition) { return word_of(conditions, condition); }
std::optional<Condition> condition_from(std::string_view word) { return value_of(conditions, word); }
std::string_view to_string(WhenChanged when) { return word_of(changes, when); }
std::optional<WhenChanged> when_changed_from(std::string_view word) { return value_of(changes, word); }
std::string_view to_string(Belongs belongs) { return word_of(belongings, belongs); }
std::optional<Belongs> belongs_from(std::string_view word) { return value_of(belongings, word); }

bool is_shared(Belongs belongs) { return belongs == Belongs::to_owner || belongs == Belongs::to_cache; }

Belongs belongs_by_kind(ResourceKind kind) {
    switch (kind) {
        case ResourceKind::image: return Belongs::to_cache;
        case ResourceKind::network: return Belongs::to_owner;
        case ResourceKind::agent:
        case ResourceKind::code:
        case ResourceKind::software: return Belongs::to_disk;
        default: return Belongs::to_machine;
    }
}

std::string describe(const ResourceRef& ref) {
    const std::string_view kind = ref.kind == ResourceKind::host_key ? "host key" : to_string(ref.kind);
    return fmt::format("{} {}", kind, ref.name);
}

const std::string* wished(const Resource& resource, std::string_view property) {
    const auto found = resource.properties.find(std::string(property));
    return found == resource.properties.end() ? nullptr : &found->second.value;
}

const std::string* seen(const Found& found, std::string_view property) {
    const auto it = found.properties.find(std::string(property));
    return it == found.properties.end() ? nullptr : &it->second;
}

const Found* of_kind(const std::vector<Found>& found, ResourceKind kind) {
    for (const Found& one : found)
        if (one.ref.kind == kind) return &one;
    return nullptr;
}

}  // namespace aloft
