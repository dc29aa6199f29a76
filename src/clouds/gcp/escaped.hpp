#pragma once
#include <string>
#include <string_view>

namespace aloft::gcp {

/// As one part of a path, or a name or value of a query or form.
std::string escaped(std::string_view text);

}  // namespace aloft::gcp
