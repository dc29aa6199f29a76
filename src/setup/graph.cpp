#include "setup/graph.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/spec.hpp"
#include "drivers/rule.hpp"
#include "setup/wishes.hpp"

namespace aloft {
namespace {

namespace property = software_property;

constexpr std::string_view notebook_recipe = "notebook";

std::string value_of(const Resource& software, const char* name) {
    const std::string* value = wished(software, name);
    return value == nullptr ? std::string() : *value;
}

bool is_with(const Resource& software, std::string_view extra) {
    return fmt::format("\n{}\n", value_of(software, property::with)).contains(fmt::format("\n{}\n", extra));
}

/// Whether the recipe belongs to what was asked for; those that are not named here always do.
bool is_asked_for(const Resource& software, std::string_view recipe) {
    const bool no_notebook = value_of(software, property::notebook) == to_string(NotebookServer::none);
    if (recipe == notebook_recipe) return !no_notebook;
    if (recipe == "no-notebook") return no_notebook;
    if (recipe == "nvidia") return !value_of(software, property::driver).empty();
    if (recipe == "r") return is_with(software, "r") || is_with(software, "r-torch");
    return std::ranges::find(extra_software, recipe) == extra_software.end() || is_with(software, recipe);
}

void leave_out_what_is_not_asked_for(std::vector<RecipeTask>& tasks, const Resource& software) {
    const auto is_left_out = [&](const std::string& name) { return !is_asked_for(software, name); };
    std::erase_if(tasks, [&](const RecipeTask& task) { return is_left_out(task.name); });
    for (RecipeTask& task : tasks) std::erase_if(task.needs, is_left_out);
}

/// A line each: distribution and checksum.
std::string keyrings() {
    std::string lines;
    for (const drivers::Keyring& one : drivers::built_in_rule().keyrings)
        lines += fmt::format("{} {}\n", one.distribution, one.sha256);
    return lines;
}

std::map<std::string, std::string> settings_of(const Resource& software) {
    const std::string driver = value_of(software, property::driver);
    const std::size_t blank = std::min(driver.find(' '), driver.size());
    return {{"ALOFT_PYTHON_VERSION", value_of(software, property::python_version)},
            {"ALOFT_PYTHON_PACKAGES", value_of(software, property::packages)},
            {"ALOFT_PYTHON_FILE", value_of(software, property::requirements)},
            {"ALOFT_PYTHON_FILE_HASH", value_of(software, property::requirements_content)},
            {"ALOFT_NVIDIA_BRANCH", driver.substr(0, blank)},
            {"ALOFT_NVIDIA_MODULES", driver.substr(std::min(blank + 1, driver.size()))},
            {"ALOFT_NVIDIA_OLDEST", value_of(software, property::oldest_driver)},
            {"ALOFT_NVIDIA_KEYRINGS", keyrings()},
            {"ALOFT_NVIDIA_CONTAINER_KEY", drivers::built_in_rule().container_key},
            {"ALOFT_TORCH_INDEX", value_of(software, property::torch_index)},
            {"ALOFT_TENSORFLOW", value_of(software, property::tensorflow)},
            {"ALOFT_R_TORCH", value_of(software, property::r_torch)}};
}

}  // namespace

Result<RecipeGraph> graph_for(const Resource& software, const std::string& person, const NotebookSecrets& secrets) {
    auto tasks = all_recipes(value_of(software, property::recipes_folder));
    if (!tasks) return failed(tasks);
    RecipeGraph graph{.properties = {}, .person = person, .tasks = std::move(*tasks)};
    for (const auto& [name, wish] : software.properties) graph.properties[name] = wish.value;
    leave_out_what_is_not_asked_for(graph.tasks, software);
    const auto settings = settings_of(software);
    for (RecipeTask& task : graph.tasks) {
        task.settings = settings;
        if (task.name == notebook_recipe) task.secrets["notebook.json"] = notebook_config(secrets);
    }
    return graph;
}

}  // namespace aloft
