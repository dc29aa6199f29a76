#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "core/check.hpp"
#include "core/event.hpp"
#include "core/plan.hpp"
#include "core/readings.hpp"
#include "core/result.hpp"

/// Core values as JSON, for the ledger, saved plans and --json. Every root is a record; every field is always there,
/// null when it has no value. Money is {"usd": "0.35", "micros": 350000}; sizes are bytes.
namespace aloft::wire {

nlohmann::json to_json(const Error& error);
nlohmann::json to_json(const HourlyPrice& price);
nlohmann::json to_json(const Spec& spec);
nlohmann::json to_json(const Offer& offer);
nlohmann::json to_json(const ResourceRef& ref);
nlohmann::json to_json(const Resource& resource);
nlohmann::json to_json(const Found& found);
nlohmann::json to_json(const Step& step);
nlohmann::json to_json(const Plan& plan);
nlohmann::json to_json(const Check& check);
nlohmann::json to_json(const Job& job);
nlohmann::json to_json(const Readings& readings);
/// One line of the --json stream of long work: {"event": "step-begins", …}.
nlohmann::json to_json(const Event& event);

/// Each takes the text that the matching to_json().dump() gave; unknown fields are ignored, missing or ill-typed ones
/// are a failure that names the field.
Result<Spec> spec_from_json(std::string_view text);
Result<Offer> offer_from_json(std::string_view text);
Result<Resource> resource_from_json(std::string_view text);
Result<Found> found_from_json(std::string_view text);
Result<Step> step_from_json(std::string_view text);
Result<Error> error_from_json(std::string_view text);
Result<Check> check_from_json(std::string_view text);
/// A saved plan; its "format" must be one we know.
Result<Plan> plan_from_json(std::string_view text);

}  // namespace aloft::wire
