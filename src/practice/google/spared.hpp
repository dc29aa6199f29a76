#pragma once
#include <functional>
#include <string_view>

#include "practice/google/office.hpp"

namespace aloft::practice::google {

/// Does something with a record. One that is not as it should be is told of and left out: everything else goes on.
void do_unless_broken(const Office& office, std::string_view record, const std::function<void()>& act);

}  // namespace aloft::practice::google
