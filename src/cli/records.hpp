#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "cli/ground.hpp"
#include "cli/verb_table.hpp"
#include "core/error.hpp"
#include "operations/doctor.hpp"
#include "operations/status.hpp"
#include "operations/up.hpp"

namespace aloft::cli {

/// {"ok": …, "error": …} and all fields that the table has for the verb; null where `fields` has none.
std::string record_text(const VerbDescription& verb, const nlohmann::json& fields, const Error* error,
                        Ground ground = Ground::real);

/// The fields of up, start, stop.
nlohmann::json fields_of(const Outcome& outcome);
/// One machine of `down`.
nlohmann::json down_record(const std::string& machine, const Result<Outcome>& outcome);
nlohmann::json fields_of(const std::vector<MachineStatus>& machines);
nlohmann::json fields_of(const Diagnosis& diagnosis, const std::optional<Rebuilt>& rebuilt);

}  // namespace aloft::cli
