#pragma once
#include <map>
#include <optional>
#include <string>

#include "core/plan.hpp"
#include "ledger/ledger.hpp"
#include "ledger/row_words.hpp"

namespace soci {
class session;
}

namespace aloft {

/// Plans that are under way or were cut off: the tables `plans` and `steps`. One that ends moves to `history`, which
/// keeps a line of it.
bool is_open(soci::session& session, const std::string& plan_id);
bool has_ended(soci::session& session, const std::string& plan_id);
void add_plan(soci::session& session, const Plan& plan, const std::string& now);
/// False when there is no such step, because the plan has not begun or has ended.
bool mark_step(soci::session& session, const std::string& plan_id, std::size_t step, StepState state,
               Direction direction, const std::optional<Error>& error);
/// The machine of the plan that is moved to history, or nothing when no such plan is open.
std::optional<std::string> end_plan(soci::session& session, const std::string& plan_id, const std::string& now,
                                    const std::optional<Error>& error);

/// The newest one of the machine.
std::optional<OpenPlan> read_open_plan(soci::session& session, const std::string& machine);
/// The newest one of each machine that has one.
std::map<std::string, OpenPlan> read_open_plans(soci::session& session);

}  // namespace aloft
