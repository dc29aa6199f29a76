#include "apply/shared_lock.hpp"

#include <fmt/format.h>

namespace aloft {

Result<std::optional<FileLock>> lock_when_shared(const Home& home, const Resource& resource,
                                                 const std::string& machine) {
    if (!is_shared(resource.belongs)) return std::nullopt;
    const std::string name =
        fmt::format("shared-{}-{}-{}", resource.ref.provider, to_string(resource.ref.kind), resource.ref.name);
    auto lock = FileLock::take(home.lock(name), fmt::format("machine {}", machine));
    if (!lock) return failed(lock);
    return std::optional(std::move(*lock));
}

}  // namespace aloft
