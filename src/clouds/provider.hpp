#pragma once
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/resource.hpp"
#include "core/result.hpp"
#include "core/software.hpp"

namespace aloft {

/// Told by a long step what it is at.
using Progress = std::function<void(std::string_view)>;

/// Told by a step of several tasks what one of them has come to.
using TaskNews = std::function<void(const TaskReport&)>;

/// What a step may draw on while it is done.
struct Circumstances {
    std::span<const Found> needs;  ///< the resources that this one needs, as they are
    Progress progress;             ///< always callable
    TaskNews task_news = [](const TaskReport&) {};
    /// How the resource itself was just before, where somebody looked: what is absent may be made, and what is stopped
    /// started, without a look.
    std::optional<Condition> before = std::nullopt;
    Progress warning = [](std::string_view) {};  ///< told what the person must know though the step goes well
};

/// Whoever makes resources: a cloud, or the keeper of SSH keys on this computer. Thread-safe.
class Provider {
public:
    virtual ~Provider() = default;
    /// The word that stands in ResourceRef::provider.
    virtual std::string_view name() const = 0;
    /// Makes it exist as wished, mending what is half made; twice is once.
    virtual Result<Found> ensure(const Resource& wished, const Circumstances& circumstances) = 0;
    /// As it is; Condition::absent when it is not there, which is not a failure.
    virtual Result<Found> find(const ResourceRef& ref) = 0;
    /// Absent afterwards; absent before is success.
    virtual Result<void> remove(const ResourceRef& ref) = 0;
    /// All that bears the owner's label, wherever it is.
    virtual Result<std::vector<Found>> owned(std::string_view owner) = 0;
};

}  // namespace aloft
