#include "market/ranking.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <tuple>

#include "market/sizing.hpp"

namespace aloft::market {
namespace {

using std::chrono::milliseconds;

/// Quotas are judged by type, region and way of buying: not once for every zone.
class Judge {
public:
    explicit Judge(const Knowledge& knowledge) : knowledge_(knowledge) {}

    const QuotaJudgement& quota(const Candidate& candidate) {
        const auto key = std::tuple(candidate.type, candidate.region, candidate.buying);
        const auto known = judged_.find(key);
        if (known != judged_.end()) return known->second;
        return judged_[key] = knowledge_.quota ? knowledge_.quota(candidate) : QuotaJudgement{};
    }

private:
    const Knowledge& knowledge_;
    std::map<std::tuple<const TypeRow*, const RegionRow*, Buying>, QuotaJudgement> judged_;
};

/// Whoever names a kind knows what it is; others want CUDA, on processors for which everything is built.
std::optional<Objection> unfit(const Catalog& catalog, const Candidate& candidate, const Wish& wish) {
    if (!wish.gpus.empty()) return std::nullopt;
    if (candidate.type->gpus > 0 && candidate.gpu->compute_capability == 0)
        return Objection{Drawback::unfit, fmt::format("CUDA does not run on {}", catalog.text(candidate.gpu->name))};
    if (static_cast<Architecture>(candidate.type->architecture) == Architecture::arm64)
        return Objection{Drawback::unfit, "its processors are arm64, for which fewer packages are built"};
    return std::nullopt;
}

/// A size that the person gives is meant.
std::optional<Objection> small(const Candidate& candidate, const Wish& wish) {
    if (wish.cpus || wish.memory || is_well_sized(*candidate.gpu, *candidate.type)) return std::nullopt;
    const double cpus = candidate.type->millicpus / 1000.0;
    return Objection{Drawback::small,
                     fmt::format("{:g} processor{} with {} of memory is little beside {}", cpus, cpus == 1 ? "" : "s",
                                 to_string(mebibytes(candidate.type->memory_mib)),
                                 candidate.type->gpus == 0   ? "the usual work"
                                 : candidate.type->gpus == 1 ? "a GPU"
                                                             : "its GPUs")};
}

std::optional<Objection> unpriced(const Candidate& candidate) {
    if (candidate.bill.left_out.empty()) return std::nullopt;
    return Objection{Drawback::unpriced,
                     fmt::format("nobody tells the price of {} there", fmt::join(candidate.bill.left_out, " and "))};
}

/// How many kinds of GPUs each zone has.
class Growth {
public:
    explicit Growth(const Catalog& catalog) {
        for (const OfferingRow& offering : catalog.offerings())
            if (const TypeRow& type = catalog.types()[offering.type]; type.gpus > 0)
                kinds_[{offering.region, offering.zone}].insert(type.gpu);
    }
    std::size_t kinds(const OfferingRow& offering) const {
        const auto zone = kinds_.find({offering.region, offering.zone});
        return zone == kinds_.end() ? 0 : zone->second.size();
    }

private:
    std::map<std::pair<std::uint16_t, std::uint16_t>, std::set<std::uint32_t>> kinds_;
};

Ranked look_at(const Catalog& catalog, const Candidate& candidate, const Wish& wish, const Knowledge& knowledge,
               Judge& judge) {
    Ranked ranked{.candidate = candidate};
    const auto object = [&](std::optional<Objection> objection) {
        if (objection) ranked.objections.push_back(std::move(*objection));
    };
    object(small(candidate, wish));
    object(unpriced(candidate));
    object(unfit(catalog, candidate, wish));
    if (knowledge.misfit)
        if (auto why = knowledge.misfit(candidate)) object(Objection{Drawback::cannot_serve, *std::move(why)});
    if (knowledge.lack_of_capacity) object(knowledge.lack_of_capacity(candidate));
    const QuotaJudgement& quota = judge.quota(candidate);
    ranked.quota = quota.allowance;
    if (quota.allowance == Allowance::lacking)
        object(Objection{Drawback::no_quota, fmt::format("quota: {}", quota.why)});
    std::ranges::sort(ranked.objections, {}, &Objection::drawback);
    if (knowledge.distance) ranked.distance = knowledge.distance(*candidate.region);
    return ranked;
}

int weight(const Ranked& ranked) {
    return ranked.objections.empty() ? 0 : 1 + static_cast<int>(ranked.objections.back().drawback);
}

std::int64_t speed(const Candidate& candidate) {
    return std::int64_t{candidate.gpu->tflops_fp16_tenths} * candidate.type->gpus;
}

auto order_of(const Ranked& ranked, OfferOrder order) {
    const Candidate& candidate = ranked.candidate;
    // What is not measured is not known to be near.
    const milliseconds distance =
        order == OfferOrder::distance ? ranked.distance.value_or(milliseconds::max()) : milliseconds(0);
    return std::tuple(weight(ranked), distance, candidate.bill.hour, candidate.bill.certainty, -speed(candidate),
                      -static_cast<std::int64_t>(ranked.kinds_to_grow_into), candidate.offering);
}

std::string place_of(const Catalog& catalog, const Candidate& candidate) {
    return fmt::format("{} in {} {}", catalog.text(candidate.type->name), catalog.text(candidate.region->cloud),
                       catalog.text(candidate.region->name));
}

/// Cheaper ones with the same objection are told together.
std::vector<std::string> why_not_the_cheaper(const Catalog& catalog, const std::vector<Ranked>& ranking) {
    constexpr std::size_t most = 4;
    const Money price = ranking.front().candidate.bill.hour;
    std::vector<std::pair<std::string, std::vector<const Ranked*>>> groups;
    for (const Ranked& ranked : ranking) {
        if (ranked.objections.empty() || ranked.candidate.bill.hour >= price) continue;
        const std::string& words = ranked.objections.back().words;
        auto group = std::ranges::find(groups, words, &decltype(groups)::value_type::first);
        if (group == groups.end()) group = groups.insert(groups.end(), {words, {}});
        group->second.push_back(&ranked);
    }
    std::vector<std::string> lines;
    for (const auto& [words, members] : groups) {
        if (lines.size() == most) {
            const std::size_t more = groups.size() - most;
            lines.push_back(fmt::format("not cheaper ones for {} more reason{}", more, more == 1 ? "" : "s"));
            break;
        }
        const Candidate& cheapest = (*std::ranges::min_element(members, {}, [](const Ranked* member) {
                                        return member->candidate.bill.hour;
                                    }))->candidate;
        const std::string others = members.size() == 1 ? "" : fmt::format(" and {} more", members.size() - 1);
        lines.push_back(fmt::format("not {}{}, from {} an hour: {}", place_of(catalog, cheapest), others,
                                    to_string(cheapest.bill.hour), words));
    }
    return lines;
}

}  // namespace

std::vector<Ranked> rank(const Catalog& catalog, const std::vector<Candidate>& candidates, const Wish& wish,
                         OfferOrder order, const Knowledge& knowledge) {
    Judge judge(knowledge);
    std::vector<Ranked> ranking;
    ranking.reserve(candidates.size());
    for (const Candidate& candidate : candidates)
        ranking.push_back(look_at(catalog, candidate, wish, knowledge, judge));
    // Only where it is asked: it walks through the whole catalog.
    std::optional<Growth> growth;
    for (Ranked& ranked : ranking) {
        if (ranked.candidate.type->gpus > 0) continue;
        if (!growth) growth.emplace(catalog);
        ranked.kinds_to_grow_into = growth->kinds(*ranked.candidate.offering);
    }
    std::ranges::sort(ranking, {}, [&](const Ranked& ranked) { return order_of(ranked, order); });
    return ranking;
}

std::vector<std::string> reasons(const Catalog& catalog, const std::vector<Ranked>& ranking, OfferOrder order) {
    if (ranking.empty()) return {};
    const Ranked& first = ranking.front();
    const auto clear = static_cast<std::size_t>(
        std::ranges::count_if(ranking, [&](const Ranked& one) { return weight(one) == weight(first); }));
    const std::string_view first_by = order == OfferOrder::distance ? "nearest" : "cheapest";
    std::string why = !first.objections.empty()
                          ? fmt::format("the {} of {}, which all have something against them", first_by, ranking.size())
                      : clear == 1 ? "the only one left that will do"
                                   : fmt::format("the {} of {} that will do", first_by, clear);
    if (order == OfferOrder::distance && first.distance) why += fmt::format(", {} ms away", first.distance->count());
    std::vector<std::string> lines{fmt::format("{}: {}", place_of(catalog, first.candidate), why)};
    for (const Objection& objection : first.objections) lines.push_back("but " + objection.words);
    const bool is_tie = std::ranges::any_of(ranking, [&](const Ranked& one) {
        return one.candidate.bill.hour == first.candidate.bill.hour &&
               one.kinds_to_grow_into < first.kinds_to_grow_into;
    });
    if (is_tie)
        lines.push_back(
            fmt::format("of several at that price, the zone with {} kind{} of GPUs, should it get one later",
                        first.kinds_to_grow_into, first.kinds_to_grow_into == 1 ? "" : "s"));
    if (first.quota == Allowance::unknown) lines.emplace_back("whether the quota allows it is not known");
    if (first.candidate.bill.certainty == Certainty::estimated)
        lines.emplace_back("its price is estimated, not published");
    std::ranges::move(why_not_the_cheaper(catalog, ranking), std::back_inserter(lines));
    return lines;
}

}  // namespace aloft::market
