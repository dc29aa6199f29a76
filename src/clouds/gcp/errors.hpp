#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "core/error.hpp"

namespace aloft::gcp {

/// What Google's refusals mean, in one table: kind, how far it blocks, what the person can do (errors.cpp).

/// An answer that is no success. The body may be anything.
Error refusal(long status, std::string_view body, std::string doing);

/// An operation that ended badly: "error" of it, with all its details.
Error failed_operation(const nlohmann::json& operation, std::string doing);

/// Whether asking once more may help.
bool is_passing(const Error& error);

}  // namespace aloft::gcp
