#pragma once
#include <string>
#include <vector>

#include "ledger/ledger.hpp"

namespace soci {
class session;
}

namespace aloft {

void write_distance(soci::session& session, const Distance& distance, const std::string& now);
std::vector<Distance> read_distances(soci::session& session);

}  // namespace aloft
