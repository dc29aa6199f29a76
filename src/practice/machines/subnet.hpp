#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aloft::practice {

/// The ranges that `ip route` speaks of, but the way to everywhere.
std::vector<std::string> ranges_in_routes(std::string_view output);
bool overlap(std::string_view range, std::string_view other);
/// "10.220.0.0/16" and so on, in the order in which they are tried: first the one with the address, if there is one.
std::vector<std::string> possible_subnets(std::string_view address = "");

}  // namespace aloft::practice
