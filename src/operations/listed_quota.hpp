#pragma once
#include <optional>
#include <string>
#include <vector>

#include "market/listing.hpp"
#include "operations/quota.hpp"

namespace aloft {

struct ListedQuotas {
    std::vector<market::Allowance> rows;  ///< one for each listed row
    std::vector<SilentCloud> silent;
};

/// Whether the account may have what is listed, in the way of buying that is asked for. The clouds are asked.
ListedQuotas listed_quotas(Surroundings& around, const market::Catalog& catalog,
                           const std::vector<market::Listed>& rows, Buying buying, std::optional<Bytes> disk);

}  // namespace aloft
