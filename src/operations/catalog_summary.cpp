#include "operations/catalog_summary.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "operations/catalog_folder.hpp"

namespace aloft {
namespace {

struct Counts {
    std::set<std::uint32_t> types, gpus;
    std::set<std::uint16_t> regions;
    std::size_t offerings = 0;
};

std::map<std::string, Counts> count(const market::Catalog& catalog) {
    std::map<std::string, Counts> counts;
    for (const market::OfferingRow& offering : catalog.offerings()) {
        const market::TypeRow& type = catalog.types()[offering.type];
        Counts& cloud = counts[std::string(catalog.text(type.cloud))];
        cloud.types.insert(offering.type);
        if (type.gpu != 0) cloud.gpus.insert(type.gpu);
        cloud.regions.insert(offering.region);
        ++cloud.offerings;
    }
    return counts;
}

}  // namespace

Result<CatalogSummary> summarize_catalog(const CatalogKeeping& keeping) {
    const Result<OpenCatalog> open = open_catalog(keeping);
    if (!open) return failed(open);
    const std::vector<std::string> persons = CatalogFolder(keeping).clouds();
    CatalogSummary summary;
    for (const auto& [name, counts] : count(open->catalog)) {
        const bool own = std::ranges::find(persons, name) != persons.end();
        summary.clouds.push_back({name,
                                  own ? Whose::persons : Whose::built_in,
                                  counts.offerings,
                                  counts.types.size(),
                                  counts.gpus.size(),
                                  counts.regions.size(),
                                  {}});
    }
    for (const market::SourceRow& row : open->catalog.sources()) {
        const market::Source source{
            std::string(open->catalog.text(row.cloud)), std::string(open->catalog.text(row.what)),
            std::string(open->catalog.text(row.origin)), market::Day(std::chrono::days(row.day))};
        const auto cloud = std::ranges::find(summary.clouds, source.cloud, &CloudSummary::name);
        (cloud == summary.clouds.end() ? summary.sources : cloud->sources).push_back(source);
    }
    return summary;
}

}  // namespace aloft
