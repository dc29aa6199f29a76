#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

/// Reading answers of which nobody knows whether they are what they should be.
namespace aloft::gcp {

/// Null where there is none, and of what is no object.
const nlohmann::json& member(const nlohmann::json& object, const char* name);
/// Empty where there is none, or it is no text.
std::string text_in(const nlohmann::json& object, const char* name);
/// The first of a list; null of an empty one, and of what is no list.
const nlohmann::json& first_of(const nlohmann::json& list);
/// "…/zones/us-central1-a" to "us-central1-a".
std::string last_part(std::string_view link);
/// "https://…/compute/v1/projects/p/…" to "projects/p/…"; empty of an empty one.
std::string path_of_link(std::string_view link);

}  // namespace aloft::gcp
