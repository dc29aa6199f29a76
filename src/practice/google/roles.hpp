#pragma once
#include <span>
#include <string_view>

#include "practice/google/office.hpp"

namespace aloft::practice::google {

/// Roles that people make in a project: "projects/p/roles/ID", as IAM answers them.
std::span<const Method> role_methods();

/// A service account that the project's policy gives roles of the project's own may what they hold, and nothing else. Of
/// Google's own roles it is not known here what they hold: whoever has one, or is in no policy, may what people may.
bool is_within_roles(const Office& office, std::string_view project_record, std::string_view caller,
                     std::string_view permission);

}  // namespace aloft::practice::google
