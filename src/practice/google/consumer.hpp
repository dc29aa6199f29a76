#pragma once
#include <expected>

#include "practice/google/office.hpp"
#include "serve/http.hpp"

namespace aloft::practice::google {

/// Whether the project that the caller has a call counted against, X-Goog-User-Project, is one that he may use, and in
/// which that API is on. Whoever names none has it counted where Google thinks fit; some APIs refuse a person that.
std::expected<void, Refusal> check_consumer(const Office& office, const serve::Request& request, const Call& call);

}  // namespace aloft::practice::google
