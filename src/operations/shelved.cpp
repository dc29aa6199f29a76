#include "operations/shelved.hpp"

#include <algorithm>

namespace aloft {

bool is_shelved(const std::vector<ResourceRecord>& resources) {
    const auto has = [&](ResourceKind kind, Condition least) {
        return std::ranges::any_of(resources, [&](const ResourceRecord& one) {
            return one.resource.ref.kind == kind && one.found.condition >= least;
        });
    };
    return has(ResourceKind::disk, Condition::ready) && !has(ResourceKind::instance, Condition::partial);
}

}  // namespace aloft
