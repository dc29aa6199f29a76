#pragma once
#include <expected>
#include <string>

#include "practice/google/office.hpp"

namespace aloft::practice::google {

/// What Google asks before a method sees its call, once it is known who calls: whether the project is there and the
/// caller's, the API enabled, the bill paid and the permission given. Puts the project's id where its number was said.
std::expected<void, Refusal> pass_gate(const Office& office, Call& call);

/// "projects/p" that a call is about; empty: none. As it was said.
std::string project_in(const Call& call);

}  // namespace aloft::practice::google
