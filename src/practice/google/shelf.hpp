#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "practice/google/office.hpp"

namespace aloft::practice::google {

using Json = nlohmann::json;

/// Resources in the records: as Google shows them, and under "practice" what only we know of them.
inline constexpr std::string_view ours = "practice";

/// Puts it where calls find it at once, and lists when the world's lag is over.
void keep(Office& office, std::string_view name, Json document);
void drop(Office& office, std::string_view name);

/// As it is answered: without what is ours.
Json shown(const Json& document);

/// All whose names begin so and are of that collection, as lists see them now, in order of name.
std::vector<Json> listed(const Office& office, std::string_view beginning, std::string_view collection);
/// Names of those that there really are.
std::vector<std::string> kept_names(const Office& office, std::string_view beginning, std::string_view collection);

/// A new number such as Google's ids are: up to 19 digits.
std::string new_id(Office& office);
/// "2026-11-20T03:04:05.678-08:00": Google's clocks are in California.
std::string google_time(Moment moment);
std::optional<Moment> from_google_time(std::string_view text);
/// Of what a resource says now: "abcdef0123A=".
std::string fingerprint(const Json& content);

std::int64_t to_number(Moment moment);
Moment to_moment(std::int64_t number);

/// The field's text, or empty: whatever kind of value is there.
std::string text_in(const Json& document, std::string_view field);
std::int64_t number_in(const Json& document, std::string_view field, std::int64_t otherwise);

}  // namespace aloft::practice::google
