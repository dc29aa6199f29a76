#pragma once
#include <string_view>

#include "practice/google/shelf.hpp"

namespace aloft::practice::google {

/// Appends a reading of the thing when it is not what the last one said. Any kind of thing that costs; one that is no
/// longer there is read as gone.
void meter(Office& office, std::string_view name, Moment at);

}  // namespace aloft::practice::google
