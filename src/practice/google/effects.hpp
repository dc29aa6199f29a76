#pragma once
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "practice/google/shelf.hpp"

namespace aloft::practice::google {

/// Work in the hall. What it needs is in it: it runs on another thread.
struct HallJob {
    std::string machine;  ///< or disk: those of one never overlap
    std::function<Result<void>(Hall&)> act;
};
using HallJobs = std::vector<HallJob>;

/// What an operation does, in the order in which it is done. Found by its name in the operation's record; each part may
/// be done again after a kill, and twice is once. Null: nothing.
struct Effect {
    std::string_view name;
    void (*begin)(Office& office, const Json& operation, Moment at);
    HallJobs (*jobs)(Office& office, const Json& operation);
    /// A failure that shows only now; null: it has succeeded.
    Json (*finish)(Office& office, const Json& operation, Moment at);
    /// After a failure: as if it had never begun.
    void (*undo)(Office& office, const Json& operation, Moment at);
    HallJobs (*undo_jobs)(Office& office, const Json& operation);
};

std::span<const Effect> instance_effects();
std::span<const Effect> disk_effects();
/// Things that are records alone: "create", "change", "remove" and "bulk".
std::span<const Effect> record_effects();

/// Null when there is none of that name.
const Effect* find_effect(std::string_view name);

}  // namespace aloft::practice::google
