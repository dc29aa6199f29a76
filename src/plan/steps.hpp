#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/plan.hpp"

namespace aloft {

/// Gathers the steps of a plan in order and knows which step each resource comes out of.
class Steps {
public:
    explicit Steps(std::string plan_id) : plan_id_(std::move(plan_id)) {}

    /// Appends; it waits for the last step on each resource that it needs, on itself, and for `also`.
    std::size_t add(Action action, const Resource& resource, std::string reason, std::vector<std::size_t> also = {});
    /// The last step on a resource so far, if there is one.
    std::optional<std::size_t> last_on(const ResourceRef& ref) const;
    bool empty() const { return steps_.empty(); }
    std::vector<Step> take() { return std::move(steps_); }

private:
    std::string plan_id_;
    std::vector<Step> steps_;
};

/// A UUID (its random bits drawn from plan and position) by which a cloud recognises the repetition of a call.
std::string request_id(const std::string& plan_id, std::size_t position);

}  // namespace aloft
