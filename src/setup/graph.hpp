#pragma once
#include <string>

#include "core/resource.hpp"
#include "core/result.hpp"
#include "core/software.hpp"
#include "setup/notebook_secrets.hpp"

namespace aloft {

/// The recipes' graph for the software as it is wished. `person` is who works on the machine.
Result<RecipeGraph> graph_for(const Resource& software, const std::string& person, const NotebookSecrets& secrets);

}  // namespace aloft
