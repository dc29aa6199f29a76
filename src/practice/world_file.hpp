#pragma once
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "practice/world.hpp"
#include "spec/spec_file.hpp"

namespace aloft::practice {

/// Reads the bytes of a world file: the World, or its mistakes in the order of the file.
std::expected<World, std::vector<Mistake>> read_world(std::string_view bytes);

/// The YAML that reads back as the same World.
std::string write_world(const World& world);

/// The reference page of world files in Markdown, made from the same table that read_world uses.
std::string world_reference();

}  // namespace aloft::practice
