#include <fmt/format.h>

#include <array>

#include "practice/google/compute.hpp"
#include "practice/google/lists.hpp"
#include "practice/google/names.hpp"

namespace aloft::practice::google {
namespace {

Outcome get_operation(Office& office, const Call& call) {
    return get_resource(office, resource_of(call, "operations", "operation"));
}

Outcome list_operations(Office& office, const Call& call) {
    return list_of(office, call, "compute#operationList", "operations");
}

Outcome remove_operation(Office& office, const Call& call) {
    const std::string name = resource_of(call, "operations", "operation");
    const auto found = find_resource(office, name);
    if (!found) return std::unexpected(found.error());
    if (!is_done(**found)) return refused(400, "resourceNotReady", fmt::format("The resource '{}' is not ready", name));
    drop(office, name);
    return Json();
}

}  // namespace

std::span<const Method> operation_methods() {
    static constexpr std::array<Method, 10> methods = {{
        {"compute.zoneOperations.get", get_operation},
        {"compute.regionOperations.get", get_operation},
        {"compute.globalOperations.get", get_operation},
        {"compute.zoneOperations.list", list_operations},
        {"compute.regionOperations.list", list_operations},
        {"compute.globalOperations.list", list_operations},
        {"compute.zoneOperations.delete", remove_operation},
        {"compute.regionOperations.delete", remove_operation},
        {"compute.globalOperations.delete", remove_operation},
        {"compute.globalOperations.aggregatedList",
         [](Office& o, const Call& c) {
             return aggregated_list_of(o, c, "compute#operationAggregatedList", "operations");
         }},
    }};
    return methods;
}

}  // namespace aloft::practice::google
