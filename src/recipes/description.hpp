#pragma once
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "core/software.hpp"
#include "spec/spec_file.hpp"

namespace aloft {

/// What recipe.yaml says of its recipe: title, needs and as. Name and scripts stay empty.
std::expected<RecipeTask, std::vector<Mistake>> read_description(std::string_view bytes);

/// Whether it can be a recipe's name: [a-z][-a-z0-9]*
bool is_recipe_name(std::string_view word);

}  // namespace aloft
