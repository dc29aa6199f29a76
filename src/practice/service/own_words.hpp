#pragma once
#include <nlohmann/json_fwd.hpp>

#include "core/error.hpp"
#include "practice/call_log.hpp"
#include "practice/meter.hpp"

/// Our values in the words of the practice cloud's own API.
namespace aloft::practice {

nlohmann::json json_of(const Bill& bill, Moment until);
nlohmann::json json_of(const LoggedCall& call);
nlohmann::json json_of(const Error& error);

}  // namespace aloft::practice
