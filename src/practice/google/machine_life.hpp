#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "practice/google/shelf.hpp"

namespace aloft::practice::google {

/// What happens to a machine without anybody asking. Each looks first whether it is still meant.

/// A machine that is made or started has its place, and is being booted.
void stage_machine(Office& office, const std::string& operation);
/// A machine runs now: its clock begins, and its end is planned.
void machine_runs(Office& office, const std::string& name, Moment at);
/// Spot: the weather takes it, with notice.
void preempt_machine(Office& office, const std::string& name, Moment at);
/// Whatever the weather plans.
void preempt_now(Office& office, const std::string& name, Moment at);
/// Its own limit is over: maxRunDuration or terminationTime.
void end_machine(Office& office, const std::string& name, Moment at);
void read_meter_again(Office& office, const std::string& name, Moment at);

/// When the machine's own limit ends it; nothing: never. As Google shows it under resourceStatus.
std::optional<Moment> own_end(const Json& instance);

/// Those that should run and do not, as after a restart of this computer, are started again as Google does with machines
/// whose host failed.
void restart_machines(Office& office, const std::vector<std::string>& running, Moment at);

/// After a change of weather: when spot machines are taken may be another moment now.
void plan_preemptions(Office& office);

}  // namespace aloft::practice::google
