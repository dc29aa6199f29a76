#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "market/catalog.hpp"
#include "market/quota.hpp"
#include "market/search.hpp"
#include "operations/surroundings.hpp"

namespace aloft {

/// A cloud of the catalog that did not tell its quotas.
struct SilentCloud {
    std::string cloud;
    std::string why;
    std::string hint;
    bool operator==(const SilentCloud&) const = default;
};

struct KnownQuotas {
    QuotaBook book;
    std::vector<SilentCloud> silent;
};

/// Regions by cloud.
using RegionsOfClouds = std::map<std::string, std::set<std::string>>;

/// Of rows that each have a region of the catalog.
template <class Row>
RegionsOfClouds regions_of(const market::Catalog& catalog, const std::vector<Row>& rows) {
    RegionsOfClouds regions;
    for (const Row& row : rows)
        regions[std::string(catalog.text(row.region->cloud))].emplace(catalog.text(row.region->name));
    return regions;
}

/// As the clouds are asked for them.
inline std::vector<std::string> in_a_row(const std::set<std::string>& names) { return {names.begin(), names.end()}; }

/// What the clouds say of these regions, all asked at once. One that cannot be asked or does not answer is silent and
/// all of its quotas are unknown; the others count.
KnownQuotas read_quotas(Surroundings& around, const RegionsOfClouds& regions);

/// For what quotas are looked at.
struct QuotaQuestion {
    std::vector<std::string> gpus;     ///< names; empty: every kind
    std::optional<int> count;          ///< of GPUs in one machine; without it, the cheapest machine with any number
    std::vector<std::string> clouds;   ///< empty: all
    std::vector<std::string> regions;  ///< with * and ?; empty: all
    std::optional<int> cpus;      ///< of the machine, at least; so the next ones
    std::optional<Bytes> memory;
    std::optional<Bytes> disk;
    std::optional<Money> max_price;
};

/// The cheapest machine with the GPU in one region, and whether the account may have it.
struct QuotaPlace {
    std::string gpu;
    int gpus = 0;
    Buying buying = Buying::on_demand;
    std::string cloud;
    std::string region;
    std::string title;  ///< of the region: "Iowa"; may be empty
    std::string machine_type;
    market::Bill bill;
    market::QuotaNeeds needs;
    market::QuotaJudgement judgement;
};

/// The places where the catalog has it, cheapest first, unjudged. A mistake in the question is a failure with words.
Result<std::vector<QuotaPlace>> places_for(const market::Catalog& catalog, const QuotaQuestion& question);

RegionsOfClouds regions_of(const std::vector<QuotaPlace>& places);

struct QuotaReport {
    std::vector<QuotaPlace> places;
    std::vector<SilentCloud> silent;
};

Result<QuotaReport> quota_report(Surroundings& around, const market::Catalog& catalog, const QuotaQuestion& question);

}  // namespace aloft
