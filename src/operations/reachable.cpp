#include "operations/reachable.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "operations/carry_out.hpp"
#include "operations/door.hpp"
#include "operations/known_machine.hpp"
#include "operations/shelved.hpp"

namespace aloft {

Result<void> reachable(Surroundings& around, const std::string& machine, const std::string& doing) {
    auto summary = known_machine(around, machine);
    if (!summary) return failed(summary);
    switch (summary->condition) {
        case Condition::ready:
            keep_door_open(around, machine, Door::of_one_that_runs);
            return refresh_ssh_config(around);
        case Condition::stopped:
            return failure(ErrorKind::conflict, doing, "the machine is stopped",
                           fmt::format("`aloft start {}` switches it on", machine));
        case Condition::absent:
        case Condition::partial: break;
    }
    auto resources = around.ledger.resources(machine);
    if (!resources) return failed(resources);
    if (is_shelved(*resources))
        return failure(ErrorKind::conflict, doing, "nothing is left of the machine but its disk",
                       fmt::format("`aloft up --name {}` makes it again on that", machine));
    return failure(ErrorKind::conflict, doing, "the machine is not finished",
                   fmt::format("`aloft up --name {0}` finishes it, `aloft down {0}` removes it", machine));
}

Result<std::unique_ptr<Agent>> agent_on(Surroundings& around, const std::string& machine, const std::string& doing) {
    if (auto fine = reachable(around, machine, doing); !fine) return failed(fine);
    auto records = around.ledger.resources(machine);
    if (!records) return failed(records);
    const bool has_one = std::ranges::any_of(*records, [](const ResourceRecord& record) {
        return record.resource.ref.kind == ResourceKind::agent && record.state == ResourceState::standing;
    });
    if (has_one) return around.agents.on(machine);
    return failure(ErrorKind::conflict, doing, "nothing is installed on the machine that could do it",
                   fmt::format("`aloft up --name {} --setup full` installs it", machine));
}

}  // namespace aloft
