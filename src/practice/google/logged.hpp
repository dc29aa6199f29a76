#pragma once
#include <string>
#include <string_view>

#include "practice/google/call.hpp"
#include "practice/google/router.hpp"
#include "practice/weather.hpp"

namespace aloft::practice::google {

/// What the log has of a call: nobody may find a secret in it.

/// With the values of those parameters alone that the method has, and of two that every method has: tokens and keys are
/// put into queries too, and by clients that spell them wrong. Without a method, none.
std::string logged_target(const Target& target, const MethodFacts* method = nullptr);

/// Where a refusal repeats what it was sent, as its caller reads it, the field's name alone: a startup script or a password
/// is no less secret for being in the wrong place.
std::string logged_words(const Refusal& refusal);

/// What the weather did.
std::string_view word_of(Fault::Kind kind);

}  // namespace aloft::practice::google
