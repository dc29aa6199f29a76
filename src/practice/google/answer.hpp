#pragma once
#include <string_view>

#include "practice/google/call.hpp"
#include "serve/http.hpp"

namespace aloft::practice::google {

/// As people read it, which is what Google does unless it is asked not to.
enum class Layout { indented, compact };

/// What a method says, as Google sends it.
serve::Answer answer_of(const nlohmann::json& said, Layout layout = Layout::indented);

/// A refusal, in the shape of that API: "compute" has a list of errors, the newer ones a status and details.
serve::Answer answer_of(const Refusal& refusal, std::string_view api);

/// "INVALID_ARGUMENT" of 400.
std::string_view grpc_status_of(int http_status);

}  // namespace aloft::practice::google
