#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "practice/records.hpp"
#include "practice/service/state_folder.hpp"
#include "practice/world.hpp"

namespace aloft::practice {

/// The world that the practice cloud stands in: what was wished, else what was kept, else the calm one.
Result<World> standing_world(const StateFolder& folder, const std::string& wished);
Result<void> keep_world(const StateFolder& folder, std::string_view bytes);

/// How far its clock is ahead, and what machines are, both kept in the records.
std::chrono::milliseconds kept_turn(const Records& records);
Result<void> keep_turn(Records& records, std::chrono::milliseconds ahead);
bool kept_paper(const Records& records);
/// Whether there may be something of it on this computer.
bool ever_had_machines(const Records& records);
void keep_paper(Records& records, bool paper);

}  // namespace aloft::practice
