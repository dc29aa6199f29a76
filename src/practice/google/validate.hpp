#pragma once
#include <expected>
#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "practice/google/call.hpp"
#include "practice/google/router.hpp"
#include "practice/google/schema.hpp"

namespace aloft::practice::google {

/// The parameters that every method has: "alt", "fields" and so on.
bool is_common_parameter(std::string_view name);

/// Numbers out of their bounds, unknown names, required ones that are missing: Google's refusal, or nothing.
std::expected<void, Refusal> check_query(const MethodFacts& method, const Words& query);

/// The body as the method takes it, each field with its one right type: whole numbers of 64 bits as strings, the others
/// as numbers, nulls left out. Or Google's refusal of the first field that is wrong.
std::expected<nlohmann::json, Refusal> read_body(const Schemas& schemas, const MethodFacts& method,
                                                 std::string_view body);

/// Whether an answer has the form that Google's documents say; empty, or what is wrong with it and where.
std::string wrong_in_answer(const Schemas& schemas, const MethodFacts& method, const nlohmann::json& answer);

/// "sourceImage" to "source_image", as refusals of the newer APIs name fields.
std::string snake_case(std::string_view name);

}  // namespace aloft::practice::google
