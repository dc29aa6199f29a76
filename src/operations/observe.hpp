#pragma once
#include <set>
#include <string>
#include <vector>

#include "operations/surroundings.hpp"
#include "plan/planner.hpp"

namespace aloft {

std::vector<Provider*> providers(const Surroundings& around);
/// The provider of that name, or a failure that lists those there are.
Result<Provider*> provider_named(const Surroundings& around, std::string_view name);
Result<Cloud*> cloud_named(const Surroundings& around, std::string_view name);

/// How each resource really is, all asked at once.
Result<std::vector<Found>> look_at(const Surroundings& around, const std::vector<ResourceRef>& refs);

/// The world of one machine: what the ledger knows of it, how that and what is wished really stands, and what other
/// machines use too.
Result<World> observe(Surroundings& around, const std::string& machine, const std::vector<Resource>& wished);

/// Writes into the ledger what was seen to be otherwise than it says: a machine stopped or removed behind our back.
/// Only with the machine's lock held.
Result<void> write_down(Surroundings& around, const std::string& machine, const World& world);

/// Everything that bears the machine's label at any provider, whether the ledger knows it or not. A provider that cannot
/// tell is a failure, but for one that has nothing of the machine by the ledger, which knows it elsewhere: that is told.
Result<std::vector<Found>> labelled(Surroundings& around, const std::string& machine);

}  // namespace aloft
