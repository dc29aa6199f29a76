#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What our calls take of a project, as data: which APIs, and what whoever calls must be permitted.
namespace aloft::gcp {

struct NeededService {
    enum class Billing { needed, none };
    std::string_view name;  ///< "compute.googleapis.com"
    Billing billing;        ///< whether Google switches it on only where a billing account pays
};

std::span<const NeededService> needed_services();

struct NeededPermission {
    std::string_view name;  ///< "compute.instances.create"
    std::string_view role;  ///< the least of Google's own roles that has it
    std::string_view why;   ///< "making and changing machines"
};

std::span<const NeededPermission> needed_permissions();

/// The roles and the reasons of those permissions, each once, in the table's order.
std::vector<std::string_view> roles_for(std::span<const std::string> names);
std::vector<std::string_view> reasons_for(std::span<const std::string> names);

}  // namespace aloft::gcp
