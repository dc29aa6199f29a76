#include "cli/catalog_records.hpp"

#include <nlohmann/json.hpp>

#include "core/words.hpp"
#include "market/figures.hpp"
#include "wire/json.hpp"

namespace aloft::cli {
namespace {

using nlohmann::json;

constexpr aloft::Words<Refreshing, 3> outcomes{{
    {Refreshing::changed, "changed"},
    {Refreshing::unchanged, "unchanged"},
    {Refreshing::failed, "failed"},
}};

json parts_record(const std::vector<market::Source>& sources, Instant now) {
    json parts = json::array();
    for (const market::Source& source : sources)
        parts.push_back({{"what", source.what},
                         {"origin", source.origin},
                         {"day", market::to_string(source.day)},
                         {"age_days", (std::chrono::floor<std::chrono::days>(now) - source.day).count()}});
    return parts;
}

json refused_record(const std::vector<market::Refused>& refused) {
    json list = json::array();
    for (const market::Refused& row : refused) list.push_back({{"what", row.what}, {"why", row.why}});
    return list;
}

}  // namespace

json fields_of(const CatalogSummary& summary, Instant now) {
    json clouds = json::array();
    for (const CloudSummary& cloud : summary.clouds)
        clouds.push_back({{"cloud", cloud.name},
                          {"built_in", cloud.whose == Whose::built_in},
                          {"offers", cloud.offerings},
                          {"machine_types", cloud.types},
                          {"gpus", cloud.gpus},
                          {"regions", cloud.regions},
                          {"parts", parts_record(cloud.sources, now)}});
    return {{"clouds", clouds}, {"parts", parts_record(summary.sources, now)}};
}

json fields_of(const CatalogImported& imported) {
    return {{"imported",
             {{"cloud", imported.cloud},
              {"rows", imported.rows},
              {"offers", imported.offerings},
              {"other_accelerators", imported.other_accelerators},
              {"refused", refused_record(imported.refused)}}}};
}

json fields_of(const std::vector<CloudRefreshed>& clouds) {
    json list = json::array();
    for (const CloudRefreshed& cloud : clouds)
        list.push_back({{"cloud", cloud.cloud},
                        {"outcome", word_of(outcomes, cloud.outcome)},
                        {"offers", cloud.offerings},
                        {"refused", refused_record(cloud.refused)},
                        {"error", cloud.error ? wire::to_json(*cloud.error) : json(nullptr)}});
    return {{"refreshed", list}};
}

}  // namespace aloft::cli
