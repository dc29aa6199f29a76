#pragma once
#include <condition_variable>
#include <functional>
#include <mutex>

#include "agent/places.hpp"
#include "agent/task_scripts.hpp"
#include "core/software.hpp"
#include "system/clock.hpp"

namespace aloft::agent {

/// Works a sound graph off: each task as soon as what it needs is done, side by side where nothing forbids it.
///
/// A task is checked, applied when there is something to do, and checked again. It begins with a report of an earlier
/// run that was cut short; what was done there is checked anew, which costs little, and keeps its time.
class RecipeRun {
public:
    using Changed = std::function<void(const SoftwareReport&)>;

    RecipeRun(const Places& places, const RecipeGraph& graph, SoftwareReport begun, TaskScripts& scripts, Clock& clock,
              Changed changed);
    /// Until every task has ended or is blocked.
    SoftwareReport work();

private:
    void work_on(std::size_t task);
    /// What is wrong, in words; nothing when the task is done.
    std::optional<std::string> bring_about(std::size_t task);
    bool ready(std::size_t task) const;
    bool hopeless(std::size_t task) const;
    std::optional<std::size_t> next();
    bool all_ended() const;
    TaskState state_of(const std::string& name) const;
    void move(std::size_t task, TaskState state);

    const Places& places_;
    const RecipeGraph& graph_;
    TaskScripts& scripts_;
    Clock& clock_;
    Changed changed_;
    std::mutex mutex_;
    std::condition_variable ended_;
    SoftwareReport report_;
};

/// The report of a graph of which nothing has begun.
SoftwareReport nothing_done(const Places& places, const RecipeGraph& graph);

}  // namespace aloft::agent
