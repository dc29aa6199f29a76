#include "agent/recipe_run.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <fstream>
#include <thread>
#include <vector>

namespace aloft::agent {
namespace {

constexpr int nothing_to_do = 0;
constexpr int something_to_do = 1;

bool has_ended(TaskState state) {
    return state == TaskState::done || state == TaskState::failed || state == TaskState::blocked;
}

}  // namespace

SoftwareReport nothing_done(const Places& places, const RecipeGraph& graph) {
    SoftwareReport report;
    report.state = SoftwareState::at_work;
    report.properties = graph.properties;
    for (const RecipeTask& task : graph.tasks) {
        TaskReport one;
        one.name = task.name;
        one.title = task.title;
        one.log = places.log(task.name).string();
        report.tasks.push_back(one);
    }
    return report;
}

RecipeRun::RecipeRun(const Places& places, const RecipeGraph& graph, SoftwareReport begun, TaskScripts& scripts,
                     Clock& clock, Changed changed)
    : places_(places),
      graph_(graph),
      scripts_(scripts),
      clock_(clock),
      changed_(std::move(changed)),
      report_(std::move(begun)) {
    for (TaskReport& task : report_.tasks) task.state = TaskState::waiting;
}

SoftwareReport RecipeRun::work() {
    std::vector<std::thread> threads;
    {
        std::unique_lock lock(mutex_);
        while (!all_ended()) {
            while (const auto task = next()) {
                move(*task, TaskState::checking);
                threads.emplace_back([this, task = *task] { work_on(task); });
            }
            if (!all_ended()) ended_.wait(lock);
        }
    }
    for (std::thread& thread : threads) thread.join();
    const bool done =
        std::ranges::all_of(report_.tasks, [](const auto& task) { return task.state == TaskState::done; });
    report_.state = done ? SoftwareState::done : SoftwareState::failed;
    changed_(report_);
    return report_;
}

void RecipeRun::work_on(std::size_t task) {
    const auto began = clock_.elapsed();
    const auto wrong = bring_about(task);
    if (wrong) {
        // In the log, where the rest of it is looked for.
        std::ofstream log(places_.log(graph_.tasks[task].name), std::ios::app);
        log << "aloft: " << *wrong << '\n';
    }
    const std::lock_guard lock(mutex_);
    report_.tasks[task].took += clock_.elapsed() - began;
    move(task, wrong ? TaskState::failed : TaskState::done);
    ended_.notify_one();
}

std::optional<std::string> RecipeRun::bring_about(std::size_t task) {
    const RecipeTask& wished = graph_.tasks[task];
    const auto judged = [&]() -> Result<int> { return scripts_.check(wished); };
    const auto odd = [](const char* script, const Result<int>& code) {
        return code ? fmt::format("{} ended with {}", script, *code)
                    : fmt::format("{} could not be run: {}", script, describe(code.error()));
    };
    const auto before = judged();
    if (before == nothing_to_do) return std::nullopt;
    if (before != something_to_do) return odd("check", before);
    {
        const std::lock_guard lock(mutex_);
        move(task, TaskState::applying);
    }
    if (const auto applied = scripts_.apply(wished); applied != 0) return odd("apply", applied);
    const auto after = judged();
    if (after == something_to_do) return "it was applied, and its check still says that there is something to do";
    if (after != nothing_to_do) return odd("check", after);
    const std::lock_guard lock(mutex_);
    report_.tasks[task].applied = true;
    return std::nullopt;
}

TaskState RecipeRun::state_of(const std::string& name) const {
    return std::ranges::find(report_.tasks, name, &TaskReport::name)->state;
}

bool RecipeRun::ready(std::size_t task) const {
    return std::ranges::all_of(graph_.tasks[task].needs,
                               [&](const std::string& need) { return state_of(need) == TaskState::done; });
}

bool RecipeRun::hopeless(std::size_t task) const {
    return std::ranges::any_of(graph_.tasks[task].needs, [&](const std::string& need) {
        return state_of(need) == TaskState::failed || state_of(need) == TaskState::blocked;
    });
}

std::optional<std::size_t> RecipeRun::next() {
    bool moved = true;
    while (moved) {
        moved = false;
        for (std::size_t task = 0; task < report_.tasks.size(); ++task) {
            if (report_.tasks[task].state != TaskState::waiting) continue;
            if (ready(task)) return task;
            if (!hopeless(task)) continue;
            move(task, TaskState::blocked);
            moved = true;
        }
    }
    return std::nullopt;
}

bool RecipeRun::all_ended() const {
    return std::ranges::all_of(report_.tasks, [](const auto& task) { return has_ended(task.state); });
}

void RecipeRun::move(std::size_t task, TaskState state) {
    report_.tasks[task].state = state;
    changed_(report_);
}

}  // namespace aloft::agent
