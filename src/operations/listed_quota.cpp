#include "operations/listed_quota.hpp"

#include "market/candidate_spending.hpp"
#include "market/sizing.hpp"

namespace aloft {
ListedQuotas listed_quotas(Surroundings& around, const market::Catalog& catalog,
                           const std::vector<market::Listed>& rows, Buying buying, std::optional<Bytes> disk) {
    KnownQuotas known = read_quotas(around, regions_of(catalog, rows));
    ListedQuotas quotas{.rows = {}, .silent = std::move(known.silent)};
    for (const market::Listed& row : rows) {
        const market::Candidate candidate{.type = row.type,
                                          .gpu = row.gpu,
                                          .region = row.region,
                                          .buying = buying,
                                          .disk = disk.value_or(market::advised_disk(row.type->gpus))};
        quotas.rows.push_back(judge(quota_needs(spending_of(catalog, candidate)), known.book).allowance);
    }
    return quotas;
}

}  // namespace aloft
