#include "operations/quota.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <future>
#include <set>
#include <tuple>

#include "market/candidate_spending.hpp"
#include "market/quota_rules.hpp"
#include "market/sizing.hpp"
#include "operations/able_cloud.hpp"

namespace aloft {
namespace {

using market::Candidate;
using market::Catalog;

std::string where_to_look(std::string_view cloud) {
    const market::QuotaOffice* const office = market::quota_office(cloud);
    return office == nullptr ? "" : fmt::format("a person sees them at {}", office->page);
}

SilentCloud unreached(const std::string& cloud) {
    return {
        cloud,
        fmt::format("not known, since this aloft has no connection to {} yet; machines of this computer and hosts of "
                    "yours need none",
                    cloud),
        where_to_look(cloud)};
}

std::string looking_for(const QuotaQuestion& question) {
    const std::string count = question.count ? fmt::format("{} ", *question.count) : "";
    return fmt::format("looking for {}{}", count,
                       question.gpus.empty() ? "GPUs" : fmt::format("{}", fmt::join(question.gpus, ", ")));
}

/// As `up` ranks them: the same one of those that cost the same.
auto price_order(const Candidate& one) {
    return std::tuple(!one.bill.left_out.empty(), one.bill.hour, one.bill.certainty, one.offering);
}

/// Of all zones and machine types, the cheapest in each region, on demand and as spot. A machine that is too small for
/// its GPU is cheaper and nobody's wish, so that it counts only where there is no other.
std::vector<Candidate> cheapest_in_regions(std::vector<Candidate> candidates) {
    std::ranges::sort(candidates, {}, [](const Candidate& one) {
        return std::tuple(!market::is_well_sized(*one.gpu, *one.type), price_order(one));
    });
    std::set<std::tuple<const market::GpuRow*, const market::RegionRow*, Buying>> taken;
    std::vector<Candidate> result;
    for (Candidate& one : candidates)
        if (taken.emplace(one.gpu, one.region, one.buying).second) result.push_back(std::move(one));
    std::ranges::sort(result, {}, price_order);
    return result;
}

QuotaPlace place_from(const Catalog& catalog, const Candidate& candidate) {
    return {.gpu = std::string(catalog.text(candidate.gpu->name)),
            .gpus = candidate.type->gpus,
            .buying = candidate.buying,
            .cloud = std::string(catalog.text(candidate.region->cloud)),
            .region = std::string(catalog.text(candidate.region->name)),
            .title = std::string(catalog.text(candidate.region->title)),
            .machine_type = std::string(catalog.text(candidate.type->name)),
            .bill = candidate.bill,
            .needs = market::quota_needs(market::spending_of(catalog, candidate)),
            .judgement = {}};
}

}  // namespace

RegionsOfClouds regions_of(const std::vector<QuotaPlace>& places) {
    RegionsOfClouds regions;
    for (const QuotaPlace& place : places) regions[place.cloud].insert(place.region);
    return regions;
}

KnownQuotas read_quotas(Surroundings& around, const RegionsOfClouds& regions) {
    KnownQuotas known;
    std::map<std::string, std::future<Result<QuotaBook>>> answers;
    for (const auto& [cloud, names] : regions) {
        if (auto* const able = able_cloud<KnowsQuota>(around, cloud))
            answers[cloud] =
                std::async(std::launch::async, [able, wanted = in_a_row(names)] { return able->quotas(wanted); });
        else
            known.silent.push_back(unreached(cloud));
    }
    for (auto& [cloud, answer] : answers) {
        Result<QuotaBook> book = answer.get();
        if (book)
            known.book.merge(*book);
        else
            known.silent.push_back({cloud, describe(book.error()), book.error().hint});
    }
    return known;
}

Result<std::vector<QuotaPlace>> places_for(const Catalog& catalog, const QuotaQuestion& question) {
    const market::Wish wish{.gpus = question.gpus,
                            .count = question.count,
                            .cpus = question.cpus,
                            .memory = question.memory,
                            .disk = question.disk,
                            .spot = Spot::prefer,
                            .clouds = question.clouds,
                            .regions = question.regions,
                            .most_an_hour = question.max_price};
    if (question.count && *question.count < 1)
        return failure(ErrorKind::bad_input, looking_for(question), "quota is of GPUs: at least one");
    if (auto mistake = market::mistake_in(catalog, wish)) return std::unexpected(std::move(*mistake));
    std::vector<QuotaPlace> places;
    for (const Candidate& candidate : cheapest_in_regions(market::search(catalog, wish)))
        if (candidate.type->gpus > 0) places.push_back(place_from(catalog, candidate));
    if (places.empty())
        return failure(ErrorKind::not_found, looking_for(question),
                       "the catalog has no machine with exactly that many in any such place",
                       "`aloft gpus` shows what there is and where");
    return places;
}

Result<QuotaReport> quota_report(Surroundings& around, const Catalog& catalog, const QuotaQuestion& question) {
    auto places = places_for(catalog, question);
    if (!places) return failed(places);
    const KnownQuotas known = read_quotas(around, regions_of(*places));
    for (QuotaPlace& place : *places) place.judgement = market::judge(place.needs, known.book);
    return QuotaReport{std::move(*places), known.silent};
}

}  // namespace aloft
