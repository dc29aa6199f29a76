#pragma once
#include "core/result.hpp"
#include "core/software.hpp"

namespace aloft::agent {

/// Refuses what cannot be worked off: names that are no names, needs that nobody fulfils or that go in a circle.
Result<void> check_graph(const RecipeGraph& graph);

/// The same without what must not stay on a disk.
RecipeGraph without_secrets(RecipeGraph graph);

}  // namespace aloft::agent
