#pragma once
#include <expected>
#include <map>
#include <string>
#include <string_view>

#include "practice/google/call.hpp"
#include "practice/google/schema.hpp"

namespace aloft::practice::google {

/// Which fields of an answer its caller wants, as the parameter `fields` says it: "items(name,disks/source),nextPageToken".
/// "*" is every field; one that has nothing below it is wanted whole.
struct FieldMask {
    std::map<std::string, FieldMask, std::less<>> below;
};

/// Refused in Google's words when it cannot be read or names what the method's answer does not have. Empty: everything.
std::expected<FieldMask, Refusal> read_field_mask(const Schemas& schemas, const MethodFacts& method,
                                                  std::string_view text);

/// What is left of the answer.
nlohmann::json masked(const nlohmann::json& answer, const FieldMask& mask);

}  // namespace aloft::practice::google
