#include <fmt/format.h>

#include <array>
#include <stdexcept>
#include <string>

#include "embedded/recipes.hpp"
#include "recipes/description.hpp"
#include "recipes/recipes.hpp"

namespace aloft {
namespace {

struct Source {
    std::string_view name;
    std::string_view description;
    std::string_view check;
    std::string_view apply;
    std::string_view before;  ///< put before apply
};

constexpr std::array built_in = {
    Source{"base", embedded::base_recipe_yaml, embedded::base_check_sh, embedded::base_apply_sh,
           embedded::base_packages_sh},
    Source{"nvidia", embedded::nvidia_recipe_yaml, embedded::nvidia_check_sh, embedded::nvidia_apply_sh,
           embedded::base_packages_sh},
    Source{"uv", embedded::uv_recipe_yaml, embedded::uv_check_sh, embedded::uv_apply_sh},
    Source{"python", embedded::python_recipe_yaml, embedded::python_check_sh, embedded::python_apply_sh},
    Source{"notebook", embedded::notebook_recipe_yaml, embedded::notebook_check_sh, embedded::notebook_apply_sh},
    Source{"no-notebook", embedded::no_notebook_recipe_yaml, embedded::no_notebook_check_sh,
           embedded::no_notebook_apply_sh},
    Source{"tensorflow", embedded::tensorflow_recipe_yaml, embedded::tensorflow_check_sh,
           embedded::tensorflow_apply_sh},
    Source{"docker", embedded::docker_recipe_yaml, embedded::docker_check_sh, embedded::docker_apply_sh,
           embedded::base_packages_sh},
    Source{"r", embedded::r_recipe_yaml, embedded::r_check_sh, embedded::r_apply_sh, embedded::base_packages_sh},
    Source{"r-torch", embedded::r_torch_recipe_yaml, embedded::r_torch_check_sh, embedded::r_torch_apply_sh,
           embedded::base_packages_sh},
};

}  // namespace

std::vector<RecipeTask> built_in_recipes() {
    std::vector<RecipeTask> tasks;
    for (const Source& source : built_in) {
        auto task = read_description(source.description);
        if (!task) throw std::logic_error(describe(task.error(), fmt::format("{}/recipe.yaml", source.name)));
        task->name = source.name;
        task->check = source.check;
        task->apply = std::string(source.before) + std::string(source.apply);
        tasks.push_back(*std::move(task));
    }
    return tasks;
}

std::string_view verify_script() { return embedded::verify_verify_py; }

}  // namespace aloft
