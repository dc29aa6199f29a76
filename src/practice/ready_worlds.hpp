#pragma once
#include <span>
#include <string_view>

namespace aloft::practice {

/// A world file that aloft brings along.
struct ReadyWorld {
    std::string_view name;  ///< "calm"
    std::string_view yaml;
};

std::span<const ReadyWorld> ready_worlds();

/// Null for a name that none has.
const ReadyWorld* ready_world(std::string_view name);

}  // namespace aloft::practice
