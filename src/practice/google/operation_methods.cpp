#include <fmt/format.h>

#include <array>

#include "practice/google/compute.hpp"
#include "practice/google/lists.hpp"
#include "practice/google/names.hpp"

namespace aloft::practice::google {
namespace {

Outcome get(Office& office, const Call& call) {
    return get_resource(office, resource_of(call, "operations", "operation"));
}

Outcome list(Office& office, const Call& call) { return list_of(office, call, "compute#operationList", "operations"); }

Outcome remove(Office& office, const Call& call) {
    const std::string name = resource_of(call, "operations", "operation");
    const auto found = find_resource(office, name);
    if (!found) return std::unexpected(found.error());
    if (!is_done(**found)) return refused(400, "resourceNotReady", fmt::format("The resource '{}' is not ready", name));
    drop(office, name);
    return Json();
}

constexpr std::array<Method, 10> methods = {{
    {"compute.zoneOperations.get", get},
    {"compute.regionOperations.get", get},
    {"compute.globalOperations.get", get},
    {"compute.zoneOperations.list", list},
    {"compute.regionOperations.list", list},
    {"compute.globalOperations.list", list},
    {"compute.zoneOperations.delete", remove},
    {"compute.regionOperations.delete", remove},
    {"compute.globalOperations.delete", remove},
    {"compute.globalOperations.aggregatedList",
     [](Office& o, const Call& c) {
         return aggregated_list_of(o, c, "compute#operationAggregatedList", "operations");
     }},
}};

}  // namespace

std::span<const Method> operation_methods() { return methods; }

}  // namespace aloft::practice::google
