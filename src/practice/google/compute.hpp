#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "practice/google/operations.hpp"

namespace aloft::practice::google {

/// Compute Engine's methods, a table for each kind of thing.
std::span<const Method> compute_project_methods();
std::span<const Method> type_methods();
std::span<const Method> image_methods();
std::span<const Method> instance_methods();
std::span<const Method> instance_change_methods();
std::span<const Method> disk_methods();
std::span<const Method> snapshot_methods();
std::span<const Method> address_methods();
std::span<const Method> firewall_methods();
std::span<const Method> network_methods();
std::span<const Method> operation_methods();

/// What Google makes in a project when Compute is first used: the default network, its rules. Twice is once.
void prepare_project(Office& office, std::string_view id);

/// A zone or region of this world, or Google's refusal.
std::expected<void, Refusal> check_zone(const Office& office, std::string_view zone);
std::expected<void, Refusal> check_region(const Office& office, std::string_view region);

/// "projects/p/zones/z/instances/vm" of a call that names one; `parameter` is "instance".
std::string resource_of(const Call& call, std::string_view collection, std::string_view parameter);
/// Its record, or Google's refusal.
std::expected<const Json*, Refusal> find_resource(const Office& office, const std::string& name);
/// The same as an answer.
Outcome get_resource(const Office& office, const std::string& name);

/// A change of one thing's fields: {"/labels": {…}} at the operation's end, when the fields of `same` still are so.
struct FieldChange {
    std::string type;    ///< "setLabels"
    std::string target;
    Json fields;         ///< JSON pointers to new values; null takes one away
    Json same;           ///< JSON pointers to what must not have changed in between; null: nothing
    bool early = false;  ///< at the operation's beginning, so that its work in the hall sees it
    std::string doors;   ///< a network whose machines' doors follow from it; or an instance; empty: none
};
Json begin_change(Office& office, const Call& call, FieldChange change);

/// setLabels of anything.
Outcome set_labels(Office& office, const Call& call, const std::string& name);
std::expected<void, Refusal> check_labels(const Json& labels);

/// A new thing that is a record alone: kept at once, ready at the operation's end.
Json begin_creation(Office& office, const Call& call, const std::string& name, Json document, std::string_view ready,
                    std::string_view doors);
Json begin_removal(Office& office, const Call& call, const std::string& name, std::string_view doors);
/// What all things have: kind, id, selfLink, creationTimestamp.
Json new_resource(Office& office, const std::string& name, std::string_view kind);

}  // namespace aloft::practice::google
