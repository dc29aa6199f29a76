#pragma once
#include <chrono>
#include <map>
#include <string>

#include "market/catalog.hpp"
#include "operations/surroundings.hpp"

namespace aloft {

/// How far each region of the catalog is, as the time that a connection to it takes, by "cloud/region". One that did
/// not answer is left out: nobody knows how far it is. Measured all at once, within seconds, and remembered for a day.
Result<std::map<std::string, std::chrono::milliseconds>> distances(Surroundings& around,
                                                                   const market::Catalog& catalog);

}  // namespace aloft
