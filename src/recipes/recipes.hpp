#pragma once
#include <filesystem>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "core/software.hpp"

namespace aloft {

/// The recipes that aloft brings along, each after what it needs. Their settings and secrets are the caller's to fill.
std::vector<RecipeTask> built_in_recipes();

/// A person's own recipes: <folder>/<name>/ with recipe.yaml, check.sh and apply.sh; sorted by name. They may need each
/// other and the built-in ones, whose names they cannot take. A folder that does not exist has none.
Result<std::vector<RecipeTask>> recipes_in(const std::filesystem::path& folder);

/// A Python program that tries out what was installed, for the person to run with /opt/aloft/env's Python. It prints
/// one JSON object per line: {"subject", "verdict": "good|warning|bad", "detail", "hint"}.
std::string_view verify_script();

}  // namespace aloft
