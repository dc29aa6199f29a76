#include "agent/graph.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <string_view>

namespace aloft::agent {
namespace {

constexpr std::string_view small = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view large = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view digits = "0123456789";
constexpr std::size_t longest_name = 64;

bool made_of(std::string_view text, std::string_view others, bool large_too) {
    return !text.empty() && text.size() <= longest_name && std::ranges::all_of(text, [&](char letter) {
        return small.contains(letter) || digits.contains(letter) || others.contains(letter) ||
               (large_too && large.contains(letter));
    });
}

bool is_task_name(std::string_view name) { return made_of(name, "-", false) && small.contains(name.front()); }
bool is_user_name(std::string_view name) {
    return made_of(name, "-_.", true) && !digits.contains(name.front()) && name.front() != '-' && name.front() != '.';
}
bool is_setting_name(std::string_view name) { return made_of(name, "_", true) && !digits.contains(name.front()); }
bool is_file_name(std::string_view name) { return made_of(name, "-_.", true) && name.front() != '.'; }

std::unexpected<Error> refused(std::string detail) {
    return failure(ErrorKind::bad_input, "looking through the recipes", std::move(detail));
}

Result<void> check_task(const RecipeTask& task) {
    if (!is_task_name(task.name)) return refused(fmt::format("\"{}\" is no name for a recipe", task.name));
    for (const auto& [name, value] : task.settings)
        if (!is_setting_name(name)) return refused(fmt::format("{}: \"{}\" is no name for a setting", task.name, name));
    for (const auto& [name, value] : task.secrets)
        if (!is_file_name(name)) return refused(fmt::format("{}: \"{}\" is no name for a secret", task.name, name));
    return {};
}

/// Takes away whatever has all it needs, until nothing is left or nothing can be taken.
Result<void> check_order(const RecipeGraph& graph) {
    std::set<std::string> reached;
    while (reached.size() < graph.tasks.size()) {
        const std::size_t before = reached.size();
        for (const RecipeTask& task : graph.tasks)
            if (std::ranges::all_of(task.needs, [&](const std::string& need) { return reached.contains(need); }))
                reached.insert(task.name);
        if (reached.size() > before) continue;
        const auto stuck =
            std::ranges::find_if(graph.tasks, [&](const RecipeTask& task) { return !reached.contains(task.name); });
        return refused(fmt::format("{} needs something that needs {} itself", stuck->name, stuck->name));
    }
    return {};
}

}  // namespace

Result<void> check_graph(const RecipeGraph& graph) {
    if (!is_user_name(graph.person)) return refused(fmt::format("\"{}\" is no name for a user", graph.person));
    if (graph.person == "root") return refused("the person who works on a machine must not be root");
    std::set<std::string> names;
    for (const RecipeTask& task : graph.tasks) {
        if (auto sound = check_task(task); !sound) return sound;
        if (!names.insert(task.name).second) return refused(fmt::format("there are two recipes {}", task.name));
    }
    for (const RecipeTask& task : graph.tasks)
        for (const std::string& need : task.needs)
            if (!names.contains(need))
                return refused(fmt::format("{} needs {}, and there is no such recipe", task.name, need));
    return check_order(graph);
}

RecipeGraph without_secrets(RecipeGraph graph) {
    for (RecipeTask& task : graph.tasks) task.secrets.clear();
    return graph;
}

}  // namespace aloft::agent
