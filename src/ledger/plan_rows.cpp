#include "ledger/plan_rows.hpp"

#include <fmt/core.h>

#include "ledger/documents.hpp"
#include "ledger/soci.hpp"

namespace aloft {
namespace {

bool any(soci::session& session, const char* query, const std::string& plan_id) {
    long long rows = 0;
    session << query, soci::use(plan_id), soci::into(rows);
    return rows > 0;
}

void add_step(soci::session& session, const std::string& plan_id, std::size_t position, const Step& step) {
    const auto number = static_cast<long long>(position);
    const std::string planned = text_of_word(step_state_words, StepState::planned);
    const std::string act = text_of_word(direction_words, Direction::act);
    const std::string text = document(step);
    session << "INSERT INTO steps (plan, position, state, direction, step, error)"
               " VALUES (:plan, :position, :state, :direction, :step, '')",
        soci::use(plan_id), soci::use(number), soci::use(planned), soci::use(act), soci::use(text);
}

std::vector<Step> read_open_steps(soci::session& session, const std::string& plan_id) {
    const std::string open = text_of_word(step_state_words, StepState::open);
    std::string text;
    soci::statement statement =
        (session.prepare << "SELECT step FROM steps WHERE plan = :plan AND state = :state ORDER BY position",
         soci::into(text), soci::use(plan_id), soci::use(open));
    statement.execute();
    std::vector<Step> steps;
    while (statement.fetch()) steps.push_back(step_from_document(text));
    return steps;
}

struct Texts {
    std::string id, verb, machine, begun;
};

OpenPlan plan_from(const Texts& row) {
    return {.id = row.id,
            .verb = believed_word(verb_from(row.verb), row.verb),
            .machine = row.machine,
            .begun = row.begun,
            .open_steps = {}};
}

}  // namespace

bool is_open(soci::session& session, const std::string& plan_id) {
    return any(session, "SELECT COUNT(*) FROM plans WHERE id = :plan", plan_id);
}

bool has_ended(soci::session& session, const std::string& plan_id) {
    return any(session, "SELECT COUNT(*) FROM history WHERE plan = :plan", plan_id);
}

void add_plan(soci::session& session, const Plan& plan, const std::string& now) {
    const std::string verb(to_string(plan.verb));
    session << "INSERT INTO plans (id, number, verb, machine, begun)"
               " SELECT :id, COALESCE(MAX(number), 0) + 1, :verb, :machine, :begun FROM plans",
        soci::use(plan.id), soci::use(verb), soci::use(plan.machine), soci::use(now);
    for (std::size_t step = 0; step < plan.steps.size(); ++step) add_step(session, plan.id, step, plan.steps[step]);
}

bool mark_step(soci::session& session, const std::string& plan_id, std::size_t step, StepState state,
               Direction direction, const std::optional<Error>& error) {
    const auto position = static_cast<long long>(step);
    const std::string state_word = text_of_word(step_state_words, state);
    const std::string direction_word = text_of_word(direction_words, direction);
    const std::string error_text = document(error);
    soci::statement statement =
        (session.prepare << "UPDATE steps SET state = :state, direction = :direction, error = :error"
                            " WHERE plan = :plan AND position = :position",
         soci::use(state_word), soci::use(direction_word), soci::use(error_text), soci::use(plan_id),
         soci::use(position));
    statement.execute(true);
    return statement.get_affected_rows() == 1;
}

std::optional<std::string> end_plan(soci::session& session, const std::string& plan_id, const std::string& now,
                                    const std::optional<Error>& error) {
    std::string machine;
    session << "SELECT machine FROM plans WHERE id = :id", soci::use(plan_id), soci::into(machine);
    if (!session.got_data()) return std::nullopt;
    const std::string error_text = document(error);
    session << "INSERT INTO history (number, plan, verb, machine, begun, ended, error)"
               " SELECT (SELECT COALESCE(MAX(number), 0) + 1 FROM history), id, verb, machine, begun, :ended, :error"
               " FROM plans WHERE id = :id",
        soci::use(now), soci::use(error_text), soci::use(plan_id);
    session << "DELETE FROM steps WHERE plan = :id", soci::use(plan_id);
    session << "DELETE FROM plans WHERE id = :id", soci::use(plan_id);
    return machine;
}

std::optional<OpenPlan> read_open_plan(soci::session& session, const std::string& machine) {
    Texts row;
    session << "SELECT id, verb, machine, begun FROM plans WHERE machine = :machine ORDER BY number DESC LIMIT 1",
        soci::into(row.id), soci::into(row.verb), soci::into(row.machine), soci::into(row.begun), soci::use(machine);
    if (!session.got_data()) return std::nullopt;
    OpenPlan plan = plan_from(row);
    plan.open_steps = read_open_steps(session, plan.id);
    return plan;
}

std::map<std::string, OpenPlan> read_open_plans(soci::session& session) {
    Texts row;
    soci::statement statement =
        (session.prepare << "SELECT id, verb, machine, begun FROM plans ORDER BY number", soci::into(row.id),
         soci::into(row.verb), soci::into(row.machine), soci::into(row.begun));
    statement.execute();
    std::map<std::string, OpenPlan> plans;
    while (statement.fetch()) plans.insert_or_assign(row.machine, plan_from(row));
    for (auto& [machine, plan] : plans) plan.open_steps = read_open_steps(session, plan.id);
    return plans;
}

}  // namespace aloft
