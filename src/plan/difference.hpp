#pragma once
#include <string>

#include "core/resource.hpp"
#include "core/result.hpp"

namespace aloft {

/// What it takes to turn what stands into what is wished.
struct Difference {
    enum class Remedy { none, change, change_off, replace };
    Remedy remedy = Remedy::none;
    std::string reason;  ///< "cpus: 2 → 4"
};

/// Only properties that can be seen are compared. Refused are changes that cannot be made, and disks made smaller.
Result<Difference> difference(const Resource& wished, const Found& found);

}  // namespace aloft
