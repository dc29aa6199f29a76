#include "operations/offers.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "market/boot_disks.hpp"
#include "market/candidate_spending.hpp"
#include "market/capacity.hpp"
#include "market/ranking.hpp"
#include "market/sizing.hpp"
#include "operations/card.hpp"
#include "operations/catalog.hpp"
#include "operations/distance.hpp"
#include "operations/observe.hpp"
#include "operations/quota.hpp"

namespace aloft {
namespace {

using market::Candidate;
using market::Catalog;
using std::chrono::milliseconds;
using std::chrono::seconds;

RentsByCatalog* renting(Cloud* cloud) { return dynamic_cast<RentsByCatalog*>(cloud); }

std::vector<std::string> clouds_of_the_catalog(const Surroundings& around) {
    std::vector<std::string> names;
    for (Cloud* cloud : around.clouds)
        if (auto* rented = renting(cloud); rented != nullptr && rented->usable()) names.emplace_back(cloud->name());
    return names;
}

/// Why a cloud that rents by the catalog cannot be used; nothing when it can, or is none.
std::optional<Error> why_unusable(const Surroundings& around, std::string_view name) {
    for (Cloud* cloud : around.clouds)
        if (auto* rented = renting(cloud); rented != nullptr && cloud->name() == name)
            if (auto usable = rented->usable(); !usable) return usable.error();
    return std::nullopt;
}

bool speaks_of_the_market(const Spec& spec) {
    return spec.gpu_memory || spec.spot || spec.clouds || spec.regions || spec.order || spec.max_price;
}

/// What only clouds have, and whoever wishes it cannot do without.
std::optional<std::string_view> wish_for_a_cloud(const Spec& spec) {
    if (spec.machine_type) return "a machine type is a cloud's word, and this place has none";
    if (spec.disk_type) return "a disk there is what that computer has; only clouds have several types of them";
    if (spec.address == PublicAddress::fixed) return "only clouds keep a public address for a machine that is off";
    if (spec.deadline.value_or(std::chrono::seconds(0)).count() > 0)
        return "nobody there would stop the machine at its deadline; only clouds do";
    return std::nullopt;
}

std::string wish_words(const Spec& spec) {
    const std::string type = spec.machine_type ? " of type " + *spec.machine_type : "";
    const GpuWish* gpu = wished_gpu(spec);
    return gpu == nullptr ? "looking for a machine" + type
                          : fmt::format("looking for {} {}{}", gpu->count, gpu->name, type);
}

market::Wish wish_of(const Spec& spec, std::vector<std::string> clouds) {
    market::Wish wish{.gpu_memory_least = spec.gpu_memory,
                      .machine_type = spec.machine_type.value_or(""),
                      .address = spec.address.value_or(PublicAddress::ephemeral),
                      .cpus = spec.cpus,
                      .memory = spec.memory,
                      .disk = spec.disk,
                      .disk_type = spec.disk_type,
                      .spot = spec.spot.value_or(Spot::never),
                      .clouds = std::move(clouds),
                      .regions = spec.regions.value_or(std::vector<std::string>{}),
                      .most_an_hour = spec.max_price};
    if (const GpuWish* gpu = wished_gpu(spec)) {
        wish.gpus = gpu_names(*gpu);
        wish.count = gpu->count;
    } else if (spec.gpu) {
        wish.count = 0;
        wish.gpu_memory_least.reset();
    } else if (spec.gpu_memory) {
        wish.count = 1;
    } else if (!spec.machine_type) {
        // The GPUs of a type that is named come with it.
        wish.count = 0;
    }
    return wish;
}

Shelf shelf_of(const Catalog& catalog, const Candidate& candidate) {
    return {.cloud = std::string(catalog.text(candidate.region->cloud)),
            .zone = std::string(catalog.text(catalog.zones()[candidate.offering->zone].name)),
            .machine_type = std::string(catalog.text(candidate.type->name)),
            .gpu = std::string(catalog.text(candidate.gpu->name)),
            .gpus = candidate.type->gpus,
            .buying = candidate.buying};
}

/// Of zones that have what the tried one lacks, the cloud has named all of the same region.
bool is_left_out(const Tried& tried, const Shelf& shelf, std::string_view region) {
    const std::vector<std::string>& places = tried.error.places;
    return !places.empty() && tried.shelf.machine_type == shelf.machine_type && tried.shelf.gpu == shelf.gpu &&
           tried.shelf.buying == shelf.buying && tried.shelf.cloud == shelf.cloud && tried.region == region &&
           std::ranges::find(places, shelf.zone) == places.end();
}

bool blocks(const Tried& tried, const Shelf& shelf, std::string_view region) {
    if (is_left_out(tried, shelf, region)) return true;
    switch (tried.error.blocks) {
        case Reach::nothing:
        case Reach::zone: return tried.shelf == shelf;
        case Reach::region: return tried.shelf.cloud == shelf.cloud && tried.region == region;
        case Reach::cloud: return tried.shelf.cloud == shelf.cloud;
    }
    return false;
}

/// What was learned of shelves, now and earlier.
class Shelves {
public:
    Shelves(Surroundings& around, const std::vector<CapacityNews>& news, const std::vector<Tried>& tried)
        : tried_(tried), now_(around.clock.now()) {
        for (const CapacityNews& one : news) news_[one.shelf] = one;
    }

    std::optional<market::Objection> lack(const Catalog& catalog, const Candidate& candidate) const {
        const Shelf shelf = shelf_of(catalog, candidate);
        for (const Tried& tried : tried_)
            if (blocks(tried, shelf, catalog.text(candidate.region->name)))
                return market::Objection{market::Drawback::no_capacity,
                                         fmt::format("just tried: {}", tried.error.detail)};
        const auto known = news_.find(shelf);
        if (known == news_.end()) return std::nullopt;
        const auto when = from_iso(known->second.when);
        if (!when) return std::nullopt;
        const auto age = std::chrono::duration_cast<seconds>(now_ - *when);
        std::string words = market::capacity_words(known->second, age);
        if (words.empty()) return std::nullopt;
        const bool fresh = market::blocks(known->second, age);
        return market::Objection{fresh ? market::Drawback::no_capacity : market::Drawback::ran_out_a_while_ago,
                                 std::move(words)};
    }

private:
    const std::vector<Tried>& tried_;
    std::map<Shelf, CapacityNews> news_;
    Instant now_;
};

/// What whoever approves must not overlook.
std::vector<std::string> warnings_about(const market::Ranked& ranked) {
    const Candidate& candidate = ranked.candidate;
    std::vector<std::string> warnings = oddities(*candidate.gpu, *candidate.type, candidate.disk);
    if (candidate.buying == Buying::spot)
        warnings.emplace_back("it is a spot machine: it costs less, and can be taken away at any time");
    if (candidate.bill.certainty == market::Certainty::estimated)
        warnings.emplace_back("its price is estimated; nobody has published it");
    for (const std::string_view left_out : candidate.bill.left_out)
        warnings.push_back(fmt::format("the price of the {} there is not known and not in the sum", left_out));
    for (const market::Objection& objection : ranked.objections)
        if (objection.drawback == market::Drawback::no_capacity || objection.drawback == market::Drawback::no_quota)
            warnings.push_back(objection.words);
    return warnings;
}

Offer offer_from(const Catalog& catalog, const market::Ranked& ranked) {
    const Candidate& candidate = ranked.candidate;
    const Shelf shelf = shelf_of(catalog, candidate);
    Offer offer{.cloud = shelf.cloud,
                .place = shelf.zone,
                .machine_type = shelf.machine_type,
                .kind = MachineKind::vm,
                .cpus = static_cast<int>((candidate.type->millicpus + 999) / 1000),
                .memory = mebibytes(candidate.type->memory_mib),
                .disk = candidate.disk,
                .price = {candidate.bill.hour, candidate.bill.stopped_hour}};
    if (shelf.gpus > 0) offer.gpu = GpuWish{shelf.gpu, shelf.gpus};
    const HourlyPrice address = candidate.bill.address;
    offer.details = {{"region", std::string(catalog.text(candidate.region->name))},
                     {"zone", shelf.zone},
                     {"buying", std::string(to_string(shelf.buying))},
                     {"address_running", std::to_string(address.running.micros)},
                     {"address_stopped", std::to_string(address.stopped.micros)}};
    if (candidate.boot_disk != nullptr) offer.details[disk_type_detail] = candidate.boot_disk->name;
    offer.warnings = warnings_about(ranked);
    return offer;
}

/// A cloud that does not tell its quotas has unknown ones; that is no obstacle.
Result<market::Knowledge> knowledge_of(Surroundings& around, const Catalog& catalog, const KnownQuotas& quotas,
                                       const Shelves& shelves, OfferOrder order) {
    market::Knowledge knowledge;
    knowledge.quota = [&](const Candidate& candidate) {
        return judge(quota_needs(spending_of(catalog, candidate)), quotas.book);
    };
    knowledge.lack_of_capacity = [&](const Candidate& candidate) { return shelves.lack(catalog, candidate); };
    if (order != OfferOrder::distance) return knowledge;
    auto measured = distances(around, catalog);
    if (!measured) return failed(measured);
    knowledge.distance = [&catalog, measured = std::move(*measured)](const market::RegionRow& region) {
        const auto found = measured.find(fmt::format("{}/{}", catalog.text(region.cloud), catalog.text(region.name)));
        return found == measured.end() ? std::nullopt : std::optional<milliseconds>(found->second);
    };
    return knowledge;
}

std::string quota_objection(const market::Ranked& ranked) {
    for (const market::Objection& objection : ranked.objections)
        if (objection.drawback == market::Drawback::no_quota) return objection.words;
    return "";
}

/// Where a GPU has run out, it has for each machine with as many of it. A disk that is copied for nothing costs minutes.
bool has_run_out(const Tried& tried, const Shelf& shelf) {
    return tried.error.kind == ErrorKind::no_capacity && !shelf.gpu.empty() && tried.shelf.zone == shelf.zone &&
           tried.shelf.gpu == shelf.gpu && tried.shelf.gpus <= shelf.gpus && tried.shelf.buying == shelf.buying;
}

std::vector<Candidate> in_other_zones(const Catalog& catalog, std::vector<Candidate> candidates, const Offer& standing,
                                      const std::vector<Tried>& tried) {
    const auto home = as_tried(standing, {});
    std::erase_if(candidates, [&](const Candidate& candidate) {
        const Shelf shelf = shelf_of(catalog, candidate);
        const auto blocked = [&](const Tried& one) {
            return has_run_out(one, shelf) || blocks(one, shelf, catalog.text(candidate.region->name));
        };
        return !home || shelf.zone == home->shelf.zone || std::ranges::any_of(tried, blocked);
    });
    return candidates;
}

/// Of a disk that is to be copied. What may not be had is no nearer for being close.
const market::Ranked& nearest(const Catalog& catalog, const std::vector<market::Ranked>& ranking, const Offer& standing,
                              const std::vector<Tried>& tried) {
    enum class Nearness : std::uint8_t { named, same_region, farther };
    const auto home = as_tried(standing, {});
    const auto nearness = [&](const market::Ranked& one) {
        const Shelf shelf = shelf_of(catalog, one.candidate);
        const bool is_named = std::ranges::any_of(tried, [&](const Tried& before) {
            return std::ranges::find(before.error.places, shelf.zone) != before.error.places.end();
        });
        if (is_named) return Nearness::named;
        return home && catalog.text(one.candidate.region->name) == home->region ? Nearness::same_region
                                                                                : Nearness::farther;
    };
    const auto may_not_be_had = [](const market::Ranked& one) {
        return std::ranges::any_of(one.objections, [](const market::Objection& objection) {
            return objection.drawback >= market::Drawback::no_quota;
        });
    };
    return *std::ranges::min_element(
        ranking, {}, [&](const market::Ranked& one) { return std::pair(may_not_be_had(one), nearness(one)); });
}

/// The same machine again, where that is still as asked.
std::vector<Candidate> as_it_stands(const Catalog& catalog, const std::vector<Candidate>& candidates,
                                    const Standing& standing, const std::vector<Tried>& tried) {
    if (standing.shape == Standing::Shape::another) return candidates;
    if (standing.shape == Standing::Shape::elsewhere) return in_other_zones(catalog, candidates, standing.offer, tried);
    const auto there = as_tried(standing.offer, {});
    std::vector<Candidate> same;
    for (const Candidate& candidate : candidates)
        if (there && shelf_of(catalog, candidate) == there->shelf) same.push_back(candidate);
    return same.empty() ? candidates : same;
}

/// Where else there would be what the zone lacks in which the machine's disk is: its own region first.
std::vector<std::string> zones_that_have(const Catalog& catalog, market::Wish wish, const Offer& standing) {
    const auto there = as_tried(standing, {});
    for (const std::string& region : {there ? there->region : "", std::string("*")}) {
        wish.regions = {fmt::format("{}/{}", standing.cloud, region)};
        std::vector<std::string> zones;
        for (const Candidate& candidate : search(catalog, wish)) zones.push_back(shelf_of(catalog, candidate).zone);
        std::ranges::sort(zones);
        const auto repeated = std::ranges::unique(zones);
        zones.erase(repeated.begin(), repeated.end());
        if (!zones.empty()) return zones;
    }
    return {};
}

/// What the machines that would do otherwise can boot from; nothing where it is not the disk that none of them takes.
std::optional<Error> refused_for_its_disk(const Catalog& catalog, const Spec& spec, market::Wish wish) {
    const std::optional<DiskType> wished = std::exchange(wish.disk_type, std::nullopt);
    if (!wished) return std::nullopt;
    std::set<std::string> types, disks;
    for (const Candidate& candidate : search(catalog, wish)) {
        const std::string type(catalog.text(candidate.type->name));
        types.insert(type.substr(0, type.rfind('-')));
        for (const DiskType taken : market::boot_disks_of(catalog.text(candidate.type->cloud), type))
            disks.emplace(to_string(taken));
    }
    if (types.empty()) return std::nullopt;
    return Error{
        ErrorKind::bad_input, wish_words(spec),
        fmt::format("machines of type {} take no disk of type {}", fmt::join(types, " or "), to_string(*wished)),
        disks.empty() ? "leave the disk's type out" : fmt::format("their disk can be {}", fmt::join(disks, " or "))};
}

Error nothing_is_as_asked(const Catalog& catalog, const Spec& spec, const market::Wish& wish,
                          const Standing* standing) {
    if (auto refused = refused_for_its_disk(catalog, spec, wish)) {
        // A copy of its disk can be of another type, and a copy is in another zone.
        if (standing != nullptr) refused->blocks = Reach::zone;
        return *refused;
    }
    if (standing == nullptr)
        return {ErrorKind::not_found, wish_words(spec),
                fmt::format("nothing that {} rents is as asked", fmt::join(wish.clouds, " or ")),
                "`aloft gpus` shows what there is; ask for less, or in more regions"};
    if (standing->shape == Standing::Shape::elsewhere)
        return {ErrorKind::no_capacity, wish_words(spec),
                spec.regions ? fmt::format("no other zone of {} has it", fmt::join(*spec.regions, ", "))
                             : std::string("no other zone has it"),
                ""};
    std::vector<std::string> zones = zones_that_have(catalog, wish, standing->offer);
    constexpr std::size_t enough = 4;
    const bool are_more = zones.size() > enough;
    if (are_more) zones.resize(enough);
    return {ErrorKind::not_found, wish_words(spec),
            fmt::format("there is none in {}, and the machine cannot leave its disk, which is there",
                        standing->offer.place),
            zones.empty() ? "`aloft gpus` shows what there is; ask for less"
                          : fmt::format("{}{} {} it", fmt::join(zones, ", "), are_more ? " and others" : "",
                                        zones.size() == 1 ? "has" : "have"),
            zones.empty() ? Reach::nothing : Reach::zone};
}

Result<Offered> from_the_catalog(Surroundings& around, const Spec& spec, std::vector<std::string> clouds,
                                 const Standing* standing, const std::vector<Tried>& tried) {
    auto opened = open_catalog(keeping_of(around));
    if (!opened) return failed(opened);
    const Catalog& catalog = opened->catalog;
    const market::Wish wish = wish_of(spec, std::move(clouds));
    if (auto mistake = mistake_in(catalog, wish)) return std::unexpected(std::move(*mistake));
    std::vector<Candidate> candidates = search(catalog, wish);
    if (standing != nullptr) candidates = as_it_stands(catalog, candidates, *standing, tried);
    if (candidates.empty()) return std::unexpected(nothing_is_as_asked(catalog, spec, wish, standing));
    auto news = around.ledger.capacity();
    if (!news) return failed(news);
    const OfferOrder order = spec.order.value_or(OfferOrder::price);
    const KnownQuotas quotas = read_quotas(around, regions_of(catalog, candidates));
    const Shelves shelves(around, *news, tried);
    auto knowledge = knowledge_of(around, catalog, quotas, shelves, order);
    if (!knowledge) return failed(knowledge);
    auto misfit = misfit_of(catalog, spec);
    if (!misfit) return failed(misfit);
    knowledge->misfit = std::move(*misfit);
    const auto ranking = rank(catalog, candidates, wish, order, *knowledge);
    const bool is_elsewhere = standing != nullptr && standing->shape == Standing::Shape::elsewhere;
    const market::Ranked& first = is_elsewhere ? nearest(catalog, ranking, standing->offer, tried) : ranking[0];
    auto cloud = cloud_named(around, catalog.text(first.candidate.region->cloud));
    if (!cloud) return failed(cloud);
    Offer best = offer_from(catalog, first);
    const auto card = card_setup(around, spec, best);
    if (!card) return failed(card);
    if (*card) name_images(**card, best);
    auto offer = renting(*cloud)->settle(std::move(best));
    if (!offer) return failed(offer);
    return Offered{std::move(*offer), reasons(catalog, ranking, order), quota_objection(first)};
}

Result<Offered> from_the_cloud(Surroundings& around, const Spec& spec, const std::string& name) {
    auto cloud = cloud_named(around, name);
    if (!cloud) return failed(cloud);
    Spec sought = spec;
    if (wished_gpu(spec) == nullptr) sought.gpu.reset();
    auto offers = (*cloud)->offers(sought);
    if (!offers) return failed(offers);
    return Offered{std::move(offers->front()), {}, {}};
}

/// Of the clouds that can be reached those that the person names, or all.
Result<std::vector<std::string>> chosen_clouds(const Surroundings& around, const Spec& spec,
                                               const std::vector<std::string>& reached) {
    if (!spec.clouds) return reached;
    for (const std::string& name : *spec.clouds)
        if (std::ranges::find(reached, name) == reached.end()) {
            if (auto why = why_unusable(around, name)) return std::unexpected(std::move(*why));
            return failure(ErrorKind::bad_input, wish_words(spec),
                           fmt::format("this aloft cannot make machines on {}", name),
                           reached.empty() ? "it makes them on this computer and on hosts of your own"
                                           : fmt::format("it can on {}", fmt::join(reached, ", ")));
        }
    return *spec.clouds;
}

/// Its disk cannot leave it.
Spec in_its_zone(Spec spec, const Offer& offer) {
    const auto zone = offer.details.find("zone");
    if (zone != offer.details.end()) spec.regions = {{fmt::format("{}/{}", offer.cloud, zone->second)}};
    return spec;
}

/// A place that rents nothing. One file may serve at home and in a cloud, so that this is no mistake.
Result<Offered> from_the_place(Surroundings& around, const Spec& spec, const std::string& name) {
    if (const auto why = wish_for_a_cloud(spec))
        return failure(ErrorKind::bad_input, fmt::format("planning a machine on {}", name), std::string(*why),
                       "leave it out, or say `--on gcp`");
    auto offered = from_the_cloud(around, spec, name);
    if (offered && speaks_of_the_market(spec))
        offered->offer.warnings.push_back(fmt::format(
            "what is said of regions, clouds, spot and prices is for machines that are rented, not for {}", name));
    return offered;
}

std::unexpected<Error> with_advice(Error error, const Spec& spec) {
    if (const GpuWish* gpu = wished_gpu(spec))
        error.hint +=
            fmt::format("{}`aloft gpus {}` shows where it can be rented", error.hint.empty() ? "" : "; ", gpu->name);
    return std::unexpected(std::move(error));
}

}  // namespace

Result<Offered> offers_for(Surroundings& around, const Spec& spec, const std::optional<Standing>& standing,
                           const std::vector<Tried>& tried) {
    const std::vector<std::string> reached = clouds_of_the_catalog(around);
    if (spec.on && std::ranges::find(reached, *spec.on) != reached.end()) {
        if (standing)
            return from_the_catalog(around, in_its_zone(spec, standing->offer), {*spec.on}, &*standing, tried);
        return from_the_catalog(around, spec, {*spec.on}, nullptr, tried);
    }
    if (spec.on)
        if (auto why = why_unusable(around, *spec.on)) return std::unexpected(std::move(*why));
    if (spec.on) return from_the_place(around, spec, *spec.on);
    if (!speaks_of_the_market(spec) && !wish_for_a_cloud(spec)) {
        auto here = from_the_cloud(around, spec, std::string(default_place));
        if (here || wished_gpu(spec) == nullptr) return here;
        if (reached.empty()) return with_advice(here.error(), spec);
    }
    if (const auto why = wish_for_a_cloud(spec); why && reached.empty())
        return failure(ErrorKind::bad_input, wish_words(spec), fmt::format("{}; this aloft reaches none", *why),
                       "leave it out, or see `aloft doctor` for how to reach a cloud");
    if (reached.empty())
        return failure(ErrorKind::bad_input, wish_words(spec),
                       "regions, clouds, spot and prices are of machines that clouds rent, and this aloft reaches none",
                       "leave them out for a machine of this computer, or say `--on ssh:HOST` for one of your own");
    auto clouds = chosen_clouds(around, spec, reached);
    if (!clouds) return failed(clouds);
    return from_the_catalog(around, spec, std::move(*clouds), nullptr, tried);
}

Result<Offered> offer_elsewhere(Surroundings& around, const Spec& sought, const Offer& standing,
                                const std::vector<Tried>& tried) {
    const Standing as_before{standing, Standing::Shape::elsewhere};
    return from_the_catalog(around, sought, {standing.cloud}, &as_before, tried);
}

Spec the_same_again(Spec spec, const Offer& offer) {
    spec.machine_type = offer.machine_type;
    spec.gpu = offer.gpu.value_or(GpuWish{"none", 1});
    spec.disk = offer.disk;
    spec.spot = as_tried(offer, {}).value_or(Tried{}).shelf.buying == Buying::spot ? Spot::only : Spot::never;
    spec.cpus.reset();
    spec.memory.reset();
    return spec;
}

bool is_blocked(const std::vector<Tried>& tried, const Offer& offer) {
    const auto now = as_tried(offer, {});
    return now && std::ranges::any_of(tried, [&](const Tried& one) { return blocks(one, now->shelf, now->region); });
}

std::optional<Tried> as_tried(const Offer& offer, Error error) {
    const auto zone = offer.details.find("zone");
    const auto region = offer.details.find("region");
    const auto buying = offer.details.find("buying");
    if (zone == offer.details.end() || region == offer.details.end() || buying == offer.details.end())
        return std::nullopt;
    Shelf shelf{.cloud = offer.cloud, .zone = zone->second, .machine_type = offer.machine_type};
    if (offer.gpu) {
        shelf.gpu = offer.gpu->name;
        shelf.gpus = offer.gpu->count;
    }
    shelf.buying = buying_from(buying->second).value_or(Buying::on_demand);
    return Tried{std::move(shelf), region->second, std::move(error)};
}

}  // namespace aloft
