#pragma once
#include <string>
#include <vector>

#include "core/capacity.hpp"

namespace soci {
class session;
}

namespace aloft {

void write_capacity(soci::session& session, const CapacityNews& news, const std::string& now);
std::vector<CapacityNews> read_capacity(soci::session& session);

}  // namespace aloft
