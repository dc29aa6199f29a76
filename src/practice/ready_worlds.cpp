#include "practice/ready_worlds.hpp"

#include <algorithm>
#include <iterator>

#include "embedded/worlds.hpp"

namespace aloft::practice {
namespace {

constexpr ReadyWorld worlds[] = {
    {"calm", embedded::calm_yaml},
    {"new-account", embedded::new_account_yaml},
    {"stockout-week", embedded::stockout_week_yaml},
    {"spot-storm", embedded::spot_storm_yaml},
    {"flaky-network", embedded::flaky_network_yaml},
};

}  // namespace

std::span<const ReadyWorld> ready_worlds() { return worlds; }

const ReadyWorld* ready_world(std::string_view name) {
    const auto* const found = std::ranges::find(worlds, name, &ReadyWorld::name);
    return found == std::end(worlds) ? nullptr : found;
}

}  // namespace aloft::practice
