#include "plan/steps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <optional>

#include "core/fingerprint.hpp"

namespace aloft {

std::string request_id(const std::string& plan_id, std::size_t position) {
    const std::string text = fmt::format("{}/{}", plan_id, position);
    const std::uint64_t high = hash_of(text);
    const std::uint64_t low = hash_of(text, high);
    return fmt::format("{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}", high >> 32, (high >> 16) & 0xffff, high & 0xfff,
                       0x8000 | ((low >> 48) & 0x3fff), low & 0xffffffffffffULL);
}

std::size_t Steps::add(Action action, const Resource& resource, std::string reason, std::vector<std::size_t> also) {
    Step step{action, resource, std::move(reason), request_id(plan_id_, steps_.size()), std::move(also)};
    if (const auto before = last_on(resource.ref)) step.needs.push_back(*before);
    for (const ResourceRef& need : resource.needs)
        if (const auto before = last_on(need)) step.needs.push_back(*before);
    std::ranges::sort(step.needs);
    const auto repeated = std::ranges::unique(step.needs);
    step.needs.erase(repeated.begin(), repeated.end());
    steps_.push_back(std::move(step));
    return steps_.size() - 1;
}

std::optional<std::size_t> Steps::last_on(const ResourceRef& ref) const {
    for (std::size_t i = steps_.size(); i-- > 0;)
        if (steps_[i].resource.ref == ref) return i;
    return std::nullopt;
}

}  // namespace aloft
