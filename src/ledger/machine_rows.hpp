#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/plan.hpp"
#include "ledger/ledger.hpp"

namespace soci {
class session;
}

namespace aloft {

/// Machines, what was asked for and when: the table `machines`. Open plans are in another table and left empty here.
std::vector<MachineSummary> read_machines(soci::session& session);
std::optional<MachineSummary> read_machine(soci::session& session, const std::string& name);

/// Writes it anew or over what is there, whose time of creation stays.
void write_machine(soci::session& session, const MachineRecord& machine);
/// Only when the machine is not known yet.
void add_machine(soci::session& session, const MachineRecord& machine);
void set_changed(soci::session& session, const std::string& name, const std::string& now);
void delete_machine(soci::session& session, const std::string& name);

}  // namespace aloft
