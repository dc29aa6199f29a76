#pragma once
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace aloft::practice::google {

/// Writes into a machine's document what was said inside it, or takes it out again. A machine's root can say anything, so
/// there is an end to it: of a name, of a value and of all together.
Result<void> write_guest_attribute(nlohmann::json& instance, std::string_view path, std::optional<std::string> value);

}  // namespace aloft::practice::google
