#pragma once
#include <compare>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/money.hpp"

namespace aloft {

enum class ResourceKind {
    key,
    image,
    network,
    port,
    address,
    firewall,
    disk,
    snapshot,  ///< a copy of a disk that lies in no zone
    instance,
    host_key,
    agent,     ///< our program on the machine
    code,      ///< the person's folder, carried there
    software,  ///< what recipes install
};

/// Names one thing at one provider; the same reference always means the same thing.
struct ResourceRef {
    std::string provider;  ///< who makes it: a cloud ("local"), or "ssh" for keys kept on this computer
    ResourceKind kind = ResourceKind::key;
    std::string name;
    std::string place;  ///< zone or region where the provider needs one; else empty
    auto operator<=>(const ResourceRef&) const = default;
};

/// On everything that can bear them, as aloft-machine, aloft-plan, aloft-owner.
struct Labels {
    std::string machine;
    std::string plan;
    std::string owner;
    bool operator==(const Labels&) const = default;
};

/// What a different value means for a thing that stands already.
enum class WhenChanged {
    replace,   ///< remove it and make it anew
    change,    ///< can be changed where it stands
    change_off,  ///< the same, but only while it is switched off
    grow,      ///< a larger amount in place; a smaller one is refused
    refuse,    ///< cannot be changed without losing work
    keep,      ///< what it has is as good: a newer base image does not touch a disk that is in use
};

struct Property {
    std::string value;
    WhenChanged when_changed = WhenChanged::replace;
    bool operator==(const Property&) const = default;
};

enum class Belongs {
    to_machine,  ///< goes when its machine goes
    to_owner,    ///< shared by the owner's machines; goes with the last of them
    to_cache,    ///< kept for the next machine until purged
    to_disk,     ///< lies on the machine's disk: made and changed by steps, and gone with the disk without one
};

/// One thing that a provider makes and may bill, as it should be.
struct Resource {
    ResourceRef ref;
    std::map<std::string, Property> properties;
    Labels labels;
    std::vector<ResourceRef> needs;  ///< what must stand before it
    Belongs belongs = Belongs::to_machine;
    HourlyPrice price;
    bool operator==(const Resource&) const = default;
};

enum class Condition {
    absent,
    partial,  ///< begun and not finished; ensure() mends it
    stopped,  ///< an instance that is switched off
    ready,    ///< as it should be; an instance: running
};

/// One thing as it is.
struct Found {
    ResourceRef ref;
    Condition condition = Condition::absent;
    std::map<std::string, std::string> properties;  ///< what can be seen of it, also what others need: address, port
    Labels labels;
    bool operator==(const Found&) const = default;
};

/// The resources that together are one machine in one place, each after what it needs.
struct Blueprint {
    std::vector<Resource> resources;
    bool operator==(const Blueprint&) const = default;
};

std::string_view to_string(ResourceKind kind);
std::optional<ResourceKind> resource_kind_from(std::string_view word);
std::string_view to_string(Condition condition);
std::optional<Condition> condition_from(std::string_view word);
std::string_view to_string(WhenChanged when);
std::optional<WhenChanged> when_changed_from(std::string_view word);
std::string_view to_string(Belongs belongs);
std::optional<Belongs> belongs_from(std::string_view word);

/// Whether other machines may use it too.
bool is_shared(Belongs belongs);

/// Whom a thing of this kind belongs to, for when only its label tells of it.
Belongs belongs_by_kind(ResourceKind kind);

/// "disk aloft-a1", for people; with the provider where it is not obvious.
std::string describe(const ResourceRef& ref);

/// The value of a wished property, or nothing.
const std::string* wished(const Resource& resource, std::string_view property);
/// The value of a seen property, or nothing.
const std::string* seen(const Found& found, std::string_view property);
/// The first of a kind among what was found, or nothing.
const Found* of_kind(const std::vector<Found>& found, ResourceKind kind);

}  // namespace aloft
